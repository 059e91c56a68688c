package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// GetCycle gives a cycle, the one in intake for cycle 0.
func (c *FloorContract) GetCycle(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetCycle", argument, getCycle)
}

func getCycle(tx *transaction, ask domain.GetCycleArgument) (domain.Cycle, error) {
	if ask.Cycle != 0 {
		return tx.cycle(ask.Cycle)
	}
	intake, err := tx.intake()
	if err != nil {
		return domain.Cycle{}, err
	}
	return tx.cycle(intake)
}

// ListLists gives the lists of one side of a breed in a cycle page by page.
func (c *FloorContract) ListLists(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:ListLists", argument, func(tx *transaction, ask domain.ListListsArgument) (pageOf[domain.List], error) {
		return listPage(tx, ledger.Lists(ask.Cycle, ask.Breed, ask.Side), ask.PageSize, ask.Bookmark)
	})
}

// GetList gives one list.
func (c *FloorContract) GetList(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetList", argument, getList)
}

func getList(tx *transaction, ask domain.GetListArgument) (domain.List, error) {
	list, found, err := ledger.Get(tx.store, ledger.ListKey(ask.Cycle, ask.Breed, ask.Side, ask.ListID))
	if err == nil && !found {
		err = listUnknown(ask.ListID)
	}
	return list, err
}
