package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// due gives at most limit contracts whose credit is to be applied in a cycle: those with both evaluations first, then those whose
// evaluation closes with the cycle or has closed, each in key order.
func (tx *transaction) due(cycle int64, limit int) ([]domain.MatchIndex, error) {
	var due []domain.MatchIndex
	taken := map[string]bool{}
	err := ledger.Scan(tx.store, ledger.EvaluationsReady(), func(_ string, index domain.MatchIndex) (bool, error) {
		due = append(due, index)
		taken[index.MatchID] = true
		return len(due) < limit, nil
	})
	if err != nil || len(due) >= limit {
		return due, err
	}
	err = ledger.Scan(tx.store, ledger.EvaluationsOpen(), func(key string, index domain.MatchIndex) (bool, error) {
		if closing, ok := ledger.ClosingCycle(key); !ok || closing > cycle {
			return false, nil
		}
		if !taken[index.MatchID] {
			due = append(due, index)
		}
		return len(due) < limit, nil
	})
	return due, err
}
