package contract

import (
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// PostLists enters a company's lists into a cycle.
func (c *FloorContract) PostLists(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:PostLists", argument, postLists)
}

func postLists(tx *transaction, ask domain.PostListsArgument) (batch, error) {
	if err := tx.posting(ask.Cycle); err != nil {
		return batch{}, err
	}
	parameters, err := tx.currentParameters()
	if err != nil {
		return batch{}, err
	}
	keys := make([]ledger.Key[domain.List], len(ask.Lists))
	for i, posted := range ask.Lists {
		keys[i] = ledger.ListKey(ask.Cycle, posted.Breed, posted.Side, posted.ListID)
	}
	if err := ledger.Load(tx.store, keys); err != nil {
		return batch{}, err
	}
	var done batch
	for i, posted := range ask.Lists {
		written, err := tx.post(keys[i], domain.NewList(ask.Cycle, posted), parameters)
		if err != nil {
			return batch{}, domain.Within("lists."+strconv.Itoa(i), err)
		}
		done.count(written)
	}
	return done, nil
}

// post writes one list; the same one again is kept.
func (tx *transaction) post(key ledger.Key[domain.List], list domain.List, parameters domain.Parameters) (bool, error) {
	if err := tx.ownList(list.ListID); err != nil {
		return false, err
	}
	if !parameters.HasBreed(list.Breed) {
		return false, domain.Fail(domain.CodeBreedUnknown, "breed", "%q is not in the catalogue; GetParameters lists the breeds", list.Breed)
	}
	standing, found, err := ledger.Get(tx.store, key)
	if err != nil || found && standing == list {
		return false, err
	}
	if found {
		return false, domain.Fail(domain.CodeListExists, "list_id", "the list %s stands with other figures; amend it or choose another id", list.ListID)
	}
	tx.tell("list", list.ListID)
	return true, ledger.Put(tx.store, key, list)
}
