package contract

import (
	"slices"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// posting refuses a caller who may not change lists of a cycle: the cycle must take lists, the company be registered and the
// signing key be its own. Reading the cycle here is what makes a post that races with the freeze fail.
func (tx *transaction) posting(number int64) error {
	cycle, err := tx.cycle(number)
	if err != nil {
		return err
	}
	if err := cycle.RequireOpen(); err != nil {
		return err
	}
	if _, err := tx.company(tx.by.companyID); err != nil {
		return err
	}
	return tx.registeredKey(tx.by.companyID, number, domain.PurposeLists)
}

// ownList refuses the list of another company.
func (tx *transaction) ownList(listID string) error {
	if owner := domain.ListOwner(listID); owner != tx.by.companyID {
		return domain.Fail(domain.CodeListForeign, "list_id", "the list belongs to %s; a company changes its own lists only", owner)
	}
	return nil
}

// standingList reads a list of the caller's that must exist.
func (tx *transaction) standingList(key ledger.Key[domain.List], listID string) (domain.List, error) {
	if err := tx.ownList(listID); err != nil {
		return domain.List{}, err
	}
	list, found, err := ledger.Get(tx.store, key)
	if err == nil && !found {
		err = listUnknown(listID)
	}
	return list, err
}

// bothSides gives the lists of a breed in key order.
func (tx *transaction) bothSides(cycle int64, breed string) (demands, supplies []domain.List, err error) {
	lists, err := ledger.All(tx.store, ledger.ListsOfBreed(cycle, breed))
	first := slices.IndexFunc(lists, func(list domain.List) bool { return list.Side == domain.Supply })
	if first < 0 {
		first = len(lists)
	}
	return lists[:first:first], lists[first:], err
}

// listed tells whether a breed has any list in a cycle.
func (tx *transaction) listed(cycle int64, breed string) (bool, error) {
	_, found, err := ledger.First(tx.store, ledger.ListsOfBreed(cycle, breed))
	return found, err
}

func listUnknown(listID string) error {
	return domain.Fail(domain.CodeListUnknown, "list_id", "there is no list %s of this cycle, breed and side; check the four", listID)
}
