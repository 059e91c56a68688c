package ledger

import (
	"fmt"

	"shoal/chaincode/domain"
)

// Snapshot files a whole state by its kinds of value, for domain.CheckInvariants. entries calls visit for each key and value.
func Snapshot(entries func(visit func(key string, value []byte))) (domain.Snapshot, error) {
	var snapshot domain.Snapshot
	var first error
	entries(func(key string, value []byte) {
		if first != nil {
			return
		}
		objectType, attributes, ok := Split(key)
		if !ok {
			first = fmt.Errorf("the key %q is not composite", key)
			return
		}
		if err := snapshot.Add(objectType, attributes, string(value)); err != nil {
			first = fmt.Errorf("the value at %q: %w", key, err)
		}
	})
	return snapshot, first
}
