package domain

// fairList is what the fairness of a scheme needs of one list, laid out for a loop over all pairs.
type fairList struct {
	figures
	breed, company, id string
	// rank of the company; worst is the rank of the worst-rated partner that the scheme gives it, and worse than any
	// rating's where something is left of the list.
	rank, worst int
}

func newFairList(offer Offer, list List, worst int) fairList {
	return fairList{
		figures: offer.params.figuresOf(list),
		breed:   list.Breed,
		company: list.CompanyID,
		id:      list.ListID,
		rank:    offer.rank(list),
		worst:   worst,
	}
}

// firstEnvy finds the first compatible pair, in the order of the demands and then of the supplies, in which each
// would rather trade with the other: it has something left or a partner rated worse. 25 million pairs take some tenths
// of a second: the cheap comparisons come first.
func firstEnvy(offer Offer, demands, supplies []fairList) (demand, supply int, found bool) {
	rule := offer.params.arcRule()
	for k := range demands {
		d := &demands[k]
		for t := range supplies {
			s := &supplies[t]
			if s.rank >= d.worst || d.rank >= s.worst || s.unitPrice > d.limit || s.freshness < d.freshness {
				continue
			}
			if rule.weightsAgree(&d.figures, &s.figures) && s.company != d.company && s.breed == d.breed &&
				!offer.barred[Pair{d.id, s.id}] {
				return k, t, true
			}
		}
	}
	return 0, 0, false
}
