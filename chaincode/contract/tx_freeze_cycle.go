package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// FreezeCycle ends the intake of a cycle and opens the next one's.
func (c *FloorContract) FreezeCycle(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:FreezeCycle", argument, freezeCycle)
}

// It reads and writes state keys only: a freeze that scanned the lists would conflict with every post in flight. The parameters
// current now hold for this cycle to its end.
func freezeCycle(tx *transaction, ask domain.FreezeCycleArgument) (changed, error) {
	cycle, moved, err := tx.advanced(ask.Cycle, domain.Frozen)
	if err != nil || !moved {
		return changed{}, err
	}
	if err := tx.closedBefore(ask.Cycle); err != nil {
		return changed{}, err
	}
	current, _, err := ledger.Get(tx.store, ledger.CurrentParametersKey())
	if err != nil {
		return changed{}, err
	}
	cycle.ParamVersion = current.Version
	return changed{Changed: true}, firstError(tx.saveCycle(cycle), tx.openIntake(ask.Cycle+1))
}

// closedBefore refuses to freeze while the cycle before is still worked on.
func (tx *transaction) closedBefore(number int64) error {
	if number == domain.FirstCycle {
		return nil
	}
	before, err := tx.cycle(number - 1)
	if err == nil && before.State != domain.Closed {
		err = domain.Fail(domain.CodeCycleUnfinished, "cycle", "cycle %d is %s; close it before freezing cycle %d", number-1, before.State, number)
	}
	return err
}
