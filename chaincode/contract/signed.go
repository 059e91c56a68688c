package contract

import (
	"strconv"

	"shoal/chaincode/domain"
)

// recordSigned does the work of a batch of signed statements entry by entry, and checks their signatures all together. The error is that
// of the first entry that has one: where work fails, the signatures of the entries before count first.
func recordSigned[E any](field string, entries []E, work func(E, *domain.Verifier) (written bool, err error)) (batch, error) {
	var done batch
	var verifier domain.Verifier
	var failure error
	for i, entry := range entries {
		verifier.Entry = field + "." + strconv.Itoa(i)
		written, err := work(entry, &verifier)
		if err != nil {
			failure = domain.Within(verifier.Entry, err)
			break
		}
		done.count(written)
	}
	if err := firstError(verifier.CheckSignatures(), failure); err != nil {
		return batch{}, err
	}
	return done, nil
}
