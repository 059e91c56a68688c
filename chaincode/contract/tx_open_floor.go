package contract

import "shoal/chaincode/domain"

// OpenFloor begins cycle 1, once.
func (c *FloorContract) OpenFloor(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:OpenFloor", argument, openFloor)
}

func openFloor(tx *transaction, _ domain.OpenFloorArgument) (changed, error) {
	intake, err := tx.intake()
	if err != nil || intake != 0 {
		return changed{}, err
	}
	return changed{Changed: true}, tx.openIntake(domain.FirstCycle)
}
