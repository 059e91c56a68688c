package contract

import "shoal/chaincode/domain"

// applied is the answer of ApplyCredit; more says that contracts are still due, closed that the cycle is closed with it.
type applied struct {
	Changed bool `json:"changed"`
	Applied int  `json:"applied"`
	More    bool `json:"more"`
	Closed  bool `json:"closed"`
}

// ApplyCredit moves the credit of the parties of contracts that are due, in batches, and then corrects the credit of those
// whose labels were corrected after it had been applied. Where it is asked to, it closes the cycle after the last.
func (c *CreditContract) ApplyCredit(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ApplyCredit", argument, applyCredit)
}

func applyCredit(tx *transaction, ask domain.ApplyCreditArgument) (applied, error) {
	cycle, err := tx.cycle(ask.Cycle)
	if err != nil {
		return applied{}, err
	}
	if ask.Close && cycle.State == domain.Closed {
		return applied{Closed: true}, nil // said again
	}
	if err := cycle.Require(domain.Settling); err != nil {
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
	answer := applied{Changed: due.count() > 0, Applied: due.count(), More: all.count() > due.count()}
	if !ask.Close || answer.More {
		return answer, nil
	}
	closed, _, err := tx.closing(ask.Cycle)
	if err != nil {
		return applied{}, err
	}
	answer.Changed, answer.Closed = true, true
	return answer, tx.saveCycle(closed)
}
