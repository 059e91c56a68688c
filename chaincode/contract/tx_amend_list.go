package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// AmendList replaces the figures of a list while its cycle takes lists.
func (c *FloorContract) AmendList(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:AmendList", argument, amendList)
}

func amendList(tx *transaction, ask domain.AmendListArgument) (changed, error) {
	if err := tx.posting(ask.Cycle); err != nil {
		return changed{}, err
	}
	key := ledger.ListKey(ask.Cycle, ask.Breed, ask.Side, ask.ListID)
	standing, err := tx.standingList(key, ask.ListID)
	if err != nil {
		return changed{}, err
	}
	amended := standing.Amend(ask)
	if amended == standing {
		return changed{}, nil
	}
	tx.tell("list", ask.ListID)
	return changed{Changed: true}, ledger.Put(tx.store, key, amended)
}
