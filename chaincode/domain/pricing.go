package domain

// What each trade of a scheme costs and weighs. Figures are worked out in the scheme's order, because under both rules
// what is left on a list depends on the trades before. The matcher computes the same figures, digit for digit; shared
// test vectors hold the two together.

// openList is what is still open of a list while a scheme is priced.
type openList struct {
	list   List
	amount Pieces
	price  Fen
	weight Grams
	// worst is the rank of the worst-rated partner that the scheme gives the list, −1 while it has none.
	worst int
}

// newOpenList: a list that was carried starts with its share of the posted figures, rounded down.
func newOpenList(list List) *openList {
	return &openList{
		list:   list,
		amount: list.Left,
		price:  Fen(int64(list.PriceFen) * int64(list.Left) / int64(list.Amount)),
		weight: Grams(int64(list.WeightG) * int64(list.Left) / int64(list.Amount)),
		worst:  -1,
	}
}

// priceFill prices a fill of at most what is open on both lists and takes it off them. ok is false where the rule
// gives no price: under `residual` a fill must use up one of the lists.
func priceFill(rule PriceRule, demand, supply *openList, fill Pieces) (price Fen, weight Grams, ok bool) {
	if rule == Residual {
		price, weight, ok = residualPrice(demand, supply, fill)
	} else {
		price, weight = midpointPrice(demand, supply, fill)
		ok = true
	}
	demand.amount -= fill
	supply.amount -= fill
	return price, weight, ok
}

// midpointPrice: halfway between bid and ask, halves rounded up. Grams are the supply's share rounded down; the fill
// that empties the supply takes the rest, so that grams add up.
func midpointPrice(demand, supply *openList, fill Pieces) (Fen, Grams) {
	bidAndAsk := int64(demand.list.UnitPrice() + supply.list.UnitPrice())
	price := Fen((int64(fill)*bidAndAsk + 1000) / 2000)
	share := Grams(int64(supply.list.WeightG) * int64(fill) / int64(supply.list.Amount))
	weight := min(share, supply.weight)
	if fill == supply.amount {
		weight = supply.weight
	}
	supply.weight -= weight
	return price, weight
}

// residualPrice: the list that the fill uses up sets price and weight with what is left on it (the demand, if both
// are); the other keeps the difference, not below zero.
func residualPrice(demand, supply *openList, fill Pieces) (Fen, Grams, bool) {
	setter, other := demand, supply
	if fill != demand.amount {
		setter, other = supply, demand
		if fill != supply.amount {
			return 0, 0, false
		}
	}
	price, weight := setter.price, setter.weight
	setter.price, setter.weight = 0, 0
	other.price = max(0, other.price-price)
	other.weight = max(0, other.weight-weight)
	return price, weight, true
}
