package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// CloseCycle ends a cycle once everything in it is done.
func (c *FloorContract) CloseCycle(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:CloseCycle", argument, closeCycle)
}

func closeCycle(tx *transaction, ask domain.CloseCycleArgument) (changed, error) {
	cycle, moved, err := tx.closing(ask.Cycle)
	if err != nil || !moved {
		return changed{}, err
	}
	due, err := tx.due(ask.Cycle, 1)
	if err != nil {
		return changed{}, err
	}
	if waiting := due.ids(); len(waiting) > 0 {
		return changed{}, domain.Fail(domain.CodeCreditPending, "cycle",
			"the credit of match %s is due; apply credit until no more is", waiting[0])
	}
	return changed{Changed: true}, tx.saveCycle(cycle)
}

// closing gives a cycle moved to its end, where all is settled; moved is false where it had ended.
func (tx *transaction) closing(number int64) (closed domain.Cycle, moved bool, err error) {
	closed, moved, err = tx.advanced(number, domain.Closed)
	if err != nil || !moved {
		return closed, false, err
	}
	return closed, true, tx.allSettled(closed)
}

// allSettled refuses where a breed with a scheme or lists is not settled.
func (tx *transaction) allSettled(cycle domain.Cycle) error {
	parameters, keys, err := tx.loadSchemes(cycle)
	if err != nil {
		return err
	}
	for i, key := range keys {
		breed := parameters.Breeds[i]
		scheme, found, err := ledger.Get(tx.store, key)
		if err != nil {
			return err
		}
		if !found {
			if found, err = tx.listed(cycle.Cycle, breed); err != nil {
				return err
			}
		}
		if found && !scheme.Settled {
			return domain.Fail(domain.CodeSettlingUnfinished, "cycle", "%s is not settled; settle it first", breed)
		}
	}
	return nil
}
