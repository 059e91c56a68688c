package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// WithdrawList takes a list off the floor while its cycle takes lists.
func (c *FloorContract) WithdrawList(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:WithdrawList", argument, withdrawList)
}

func withdrawList(tx *transaction, ask domain.WithdrawListArgument) (changed, error) {
	if err := tx.posting(ask.Cycle); err != nil {
		return changed{}, err
	}
	key := ledger.ListKey(ask.Cycle, ask.Breed, ask.Side, ask.ListID)
	if _, err := tx.standingList(key, ask.ListID); err != nil {
		return changed{}, err
	}
	tx.tell("list", ask.ListID)
	ledger.Delete(tx.store, key)
	return changed{Changed: true}, nil
}
