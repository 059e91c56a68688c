package contract

import "shoal/chaincode/domain"

// applied is the answer of ApplyCredit; more says that contracts are still due.
type applied struct {
	Changed bool `json:"changed"`
	Applied int  `json:"applied"`
	More    bool `json:"more"`
}

// ApplyCredit moves the credit of the parties of contracts that are due, in batches, and then corrects the credit of those
// whose labels were corrected after it had been applied.
func (c *CreditContract) ApplyCredit(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ApplyCredit", argument, applyCredit)
}

func applyCredit(tx *transaction, ask domain.ApplyCreditArgument) (applied, error) {
	if _, err := tx.cycleIn(ask.Cycle, domain.Settling); err != nil {
		return applied{}, err
	}
	all, err := tx.due(ask.Cycle, int(ask.Limit)+1) // one more tells whether more are due
	if err != nil {
		return applied{}, err
	}
	due := all.first(int(ask.Limit))
	contracts, err := tx.loadDue(due, ask.Cycle)
	if err != nil {
		return applied{}, err
	}
	for i, contract := range contracts {
		work := tx.applyTo
		if i >= len(due.apply) {
			work = tx.correctApplied
		}
		if err := work(contract, ask.Cycle); err != nil {
			return applied{}, err
		}
	}
	return applied{Changed: due.count() > 0, Applied: due.count(), More: all.count() > due.count()}, nil
}
