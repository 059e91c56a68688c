package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"

	"shoal/chaincode/domain"
)

// versionPrefix is how every stored value begins.
var versionPrefix = fmt.Appendf(nil, `{"v":%d,`, domain.ValueVersion)

// Encode gives the stored form of a value: its JSON object. The fields keep the order of the struct, so that two endorsers write
// the same bytes. A value without its version is refused.
func Encode(value any) ([]byte, error) {
	stored, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(stored, versionPrefix) {
		return nil, fmt.Errorf("a %T must be stored with version %d", value, domain.ValueVersion)
	}
	return stored, nil
}

// Decode reads a stored value as strictly as an argument. What this chaincode did not write is an error: a value of another version,
// with other fields, or with one missing.
func Decode(stored []byte, value any) error {
	return decodeBy(new(domain.Decoder), stored, value)
}

func decodeBy(decoder *domain.Decoder, stored []byte, value any) error {
	if !bytes.HasPrefix(stored, versionPrefix) {
		return fmt.Errorf("it is not of version %d", domain.ValueVersion)
	}
	return decoder.Decode(string(stored), value)
}
