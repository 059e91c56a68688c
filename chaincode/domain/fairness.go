package domain

// fairList is what the fairness of a scheme needs of one list, laid out for a loop over all pairs.
type fairList struct {
	breed     string
	company   string
	freshness int64
	unitPrice MilliFen
	limit     MilliFen
	weight    Milligrams
	// rank of the company; worst is the rank of the worst-rated partner that the scheme gives it, and worse than any
	// rating's where something is left of the list.
	rank, worst int
}

func newFairList(params Parameters, list List, rank, worst int) fairList {
	return fairList{
		breed:     list.Breed,
		company:   list.CompanyID,
		freshness: list.Freshness,
		unitPrice: list.UnitPrice(),
		limit:     params.LimitPrice(list),
		weight:    list.UnitWeight(),
		rank:      rank,
		worst:     worst,
	}
}

// firstEnvy finds the first compatible pair, in the order of the demands and then of the supplies, in which each
// would rather trade with the other: it has something left or a partner rated worse. 25 million pairs take some tenths
// of a second: the cheap comparisons come first.
func firstEnvy(params Parameters, demands, supplies []fairList) (demand, supply int, found bool) {
	tolerance := params.WeightTolerancePermille
	for k := range demands {
		d := &demands[k]
		for t := range supplies {
			s := &supplies[t]
			if s.rank >= d.worst || d.rank >= s.worst || s.unitPrice > d.limit || s.freshness < d.freshness {
				continue
			}
			if weightsAgree(tolerance, d.weight, s.weight) && s.company != d.company && s.breed == d.breed {
				return k, t, true
			}
		}
	}
	return 0, 0, false
}
