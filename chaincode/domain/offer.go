package domain

// The rounds of a cycle: the first on what the lists have left, the second on what refusals freed.
const (
	RoundOne int64 = 1
	RoundTwo int64 = 2
)

// Pair names a demand and a supply.
type Pair struct{ DemandID, SupplyID string }

// Offer is what of a breed can be traded in one round: the lists in the ledger's order, what is open of each, the
// companies' ratings as frozen, and the pairs that may not meet again.
type Offer struct {
	params            Parameters
	round             int64
	matched           int64 // matches that the breed has from the round before
	demands, supplies []openList
	ratings           map[string]Rating
	barred            map[Pair]bool
}

// FirstOffer puts on offer all that the lists have left.
func FirstOffer(params Parameters, demands, supplies []List, ratings map[string]Rating) Offer {
	return Offer{params: params, round: RoundOne, demands: openLists(demands), supplies: openLists(supplies), ratings: ratings}
}

// SecondOffer puts on offer what the accepted of the first round's matches left, and bars the pairs of all others from
// meeting again. `accepted` has the ids of the matches that both parties accepted.
func SecondOffer(
	params Parameters, demands, supplies []List, ratings map[string]Rating, first []Match, accepted map[string]bool,
) Offer {
	o := FirstOffer(params, demands, supplies, ratings)
	o.round, o.matched, o.barred = RoundTwo, int64(len(first)), map[Pair]bool{}
	bids, asks := listsByID(o.demands), listsByID(o.supplies)
	for _, m := range first {
		if !accepted[m.MatchID] {
			o.barred[Pair{m.DemandID, m.SupplyID}] = true
			continue
		}
		bids[m.DemandID].take(m)
		asks[m.SupplyID].take(m)
	}
	return o
}

// take takes an accepted match off what is open of its list. What is open of price and grams is never below zero, as
// under `residual` one list's figures may be more than the other one's.
func (l *openList) take(m Match) {
	l.amount -= m.Amount
	l.price = max(0, l.price-m.PriceFen)
	l.weight = max(0, l.weight-m.WeightG)
}

// CheckSize refuses a breed that is too large for one transaction (BREED_TOO_LARGE).
func (o Offer) CheckSize() error {
	if !TooLarge(len(o.demands), len(o.supplies)) {
		return nil
	}
	return Fail(CodeBreedTooLarge, "breed",
		"%d demand and %d supply lists are more than the %d that one transaction can judge in time; split the breed in the catalogue, "+
			"by size or by region, so that each part is matched by itself", len(o.demands), len(o.supplies), MaxListsPerBreed)
}

// TooLarge says whether a breed has more lists than one transaction can judge in time.
func TooLarge(demands, supplies int) bool {
	return demands+supplies > MaxListsPerBreed
}

// incompatible says which rule keeps a demand and a supply from trading in this round, "" where none does.
func (o Offer) incompatible(demand, supply List) string {
	if o.barred[Pair{demand.ListID, supply.ListID}] {
		return "refused: the pair's match of the first round was not accepted by both"
	}
	return o.params.Incompatible(demand, supply)
}

func (o Offer) rank(list List) int {
	return o.ratings[list.CompanyID].Rank()
}

func openLists(lists []List) []openList {
	open := make([]openList, len(lists))
	for k, list := range lists {
		open[k] = *newOpenList(list)
	}
	return open
}

func listsByID(lists []openList) map[string]*openList {
	byID := make(map[string]*openList, len(lists))
	for k := range lists {
		byID[lists[k].list.ListID] = &lists[k]
	}
	return byID
}
