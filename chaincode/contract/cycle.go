package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// cycleIn reads a cycle that must be in a state.
func (tx *transaction) cycleIn(number int64, state domain.CycleState) (domain.Cycle, error) {
	cycle, err := tx.cycle(number)
	if err != nil {
		return cycle, err
	}
	return cycle, cycle.Require(state)
}

// advanced gives a cycle moved to its next state at the time that the submitter claims; moved is false where it had been there.
func (tx *transaction) advanced(number int64, to domain.CycleState) (next domain.Cycle, moved bool, err error) {
	cycle, err := tx.cycle(number)
	if err != nil {
		return cycle, false, err
	}
	now, err := tx.now()
	if err != nil {
		return cycle, false, err
	}
	return cycle.Advance(to, now)
}

// saveCycle writes a cycle and announces it.
func (tx *transaction) saveCycle(cycle domain.Cycle) error {
	tx.tellCycle(cycle.Cycle)
	return ledger.Put(tx.store, ledger.CycleKey(cycle.Cycle), cycle)
}

// openIntake makes a new cycle the one that takes lists.
func (tx *transaction) openIntake(number int64) error {
	now, err := tx.now()
	if err != nil {
		return err
	}
	current := domain.CurrentCycle{V: domain.ValueVersion, Intake: number}
	return firstError(tx.saveCycle(domain.NewCycle(number, now)), ledger.Put(tx.store, ledger.CurrentCycleKey(), current))
}
