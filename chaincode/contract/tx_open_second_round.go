package contract

import "shoal/chaincode/domain"

// OpenSecondRound ends the first round: what its matches did not bind is matched once more. Who has not decided has refused.
func (c *FloorContract) OpenSecondRound(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:OpenSecondRound", argument, openSecondRound)
}

// Only the cycle's state is written. A decision endorsed before it was read in another state and does not commit after it.
func openSecondRound(tx *transaction, ask domain.OpenSecondRoundArgument) (changed, error) {
	cycle, moved, err := tx.advanced(ask.Cycle, domain.SecondRound)
	if err != nil || !moved {
		return changed{}, err
	}
	return changed{Changed: true}, tx.saveCycle(cycle)
}
