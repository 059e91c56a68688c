package contract

import (
	"slices"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// dueCredit names by match the contracts whose credit is to be applied, and after them those whose applied credit a corrected
// label changes.
type dueCredit struct{ apply, correct []string }

// ids are all of them, in the order in which they are taken.
func (d dueCredit) ids() []string { return slices.Concat(d.apply, d.correct) }

func (d dueCredit) count() int { return len(d.apply) + len(d.correct) }

// first gives at most limit of them.
func (d dueCredit) first(limit int) dueCredit {
	apply := min(limit, len(d.apply))
	return dueCredit{d.apply[:apply], d.correct[:min(limit-apply, len(d.correct))]}
}

// due gives at most limit contracts whose credit is due in a cycle: those with both evaluations first, then those whose evaluation
// closes with the cycle or has closed, then those with a corrected label, each in key order and once.
func (tx *transaction) due(cycle int64, limit int) (dueCredit, error) {
	var due dueCredit
	taken := map[string]bool{}
	take := func(kind *[]string, matchID string) (more bool) {
		if !taken[matchID] {
			taken[matchID] = true
			*kind = append(*kind, matchID)
		}
		return len(taken) < limit
	}
	for _, scan := range []func() error{
		func() error {
			return ledger.Scan(tx.store, ledger.EvaluationsReady(), func(_ string, index domain.MatchIndex) (bool, error) {
				return take(&due.apply, index.MatchID), nil
			})
		},
		func() error {
			return ledger.Scan(tx.store, ledger.EvaluationsOpen(), func(key string, index domain.MatchIndex) (bool, error) {
				if closing, ok := ledger.ClosingCycle(key); !ok || closing > cycle {
					return false, nil
				}
				return take(&due.apply, index.MatchID), nil
			})
		},
		func() error {
			return ledger.Scan(tx.store, ledger.AppealsDue(), func(_ string, index domain.AppealIndex) (bool, error) {
				_, matchID, _ := domain.ParseAppealID(index.AppealID)
				return take(&due.correct, matchID), nil
			})
		},
	} {
		if err := scan(); err != nil || len(taken) >= limit {
			return due, err
		}
	}
	return due, nil
}
