package domain

// NewList is the list that a company posts into a cycle.
func NewList(cycle int64, posted PostedList) List {
	return List{
		V: ValueVersion, Cycle: cycle, Side: posted.Side, ListID: posted.ListID, CompanyID: ListOwner(posted.ListID),
		Breed: posted.Breed, Amount: posted.Amount, Left: posted.Amount, PriceFen: posted.PriceFen,
		Freshness: posted.Freshness, WeightG: posted.WeightG, GoodTillCancelled: posted.GoodTillCancelled,
	}
}

// Posts says whether the list stands as it was posted, so that the same post again changes nothing.
func (l List) Posts(posted PostedList) bool {
	return l == NewList(l.Cycle, posted)
}

// Amend replaces a list's figures; all of the new amount is left.
func (l List) Amend(a AmendListArgument) List {
	l.Amount, l.Left, l.PriceFen, l.Freshness, l.WeightG = a.Amount, a.Amount, a.PriceFen, a.Freshness, a.WeightG
	l.GoodTillCancelled = a.GoodTillCancelled
	return l
}

// CarryOver gives what a good-till-cancelled list is in the next cycle after `sold` pieces of it became contracts; ok
// is false where nothing is carried. Posted figures stay: unit price and unit weight are always taken from them.
func (l List) CarryOver(sold Pieces) (carried List, ok bool) {
	if !l.GoodTillCancelled || sold >= l.Left || l.Cycle >= MaxN8 {
		return List{}, false
	}
	carried = l
	carried.Cycle, carried.CarriedFrom, carried.Left = l.Cycle+1, l.Cycle, l.Left-sold
	return carried, true
}
