package contract

import (
	"reflect"

	"github.com/hyperledger/fabric-contract-api-go/v2/metadata"
)

// texts hands arguments and answers through as they are: both are JSON that run decodes and encodes. The contract API's own serializer
// would also encode and decode each of them once more, to see that a text is a text.
type texts struct{}

func (texts) FromString(text string, _ reflect.Type, _ *metadata.ParameterMetadata, _ *metadata.ComponentMetadata) (reflect.Value, error) {
	return reflect.ValueOf(text), nil
}

func (texts) ToString(text reflect.Value, _ reflect.Type, _ *metadata.ReturnMetadata, _ *metadata.ComponentMetadata) (string, error) {
	return text.String(), nil
}
