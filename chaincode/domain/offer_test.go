package domain

import (
	"slices"
	"testing"
)

// perches is a supply of 7 pieces, 333 fen and 71 grams, and three demands that took 3, 2 and 2 of them in the first round.
func perches(rule PriceRule) (params Parameters, demands, supplies []List, matches []Match) {
	params = DefaultParameters()
	params.PriceRule, params.WeightTolerancePermille = rule, noWeightTolerance
	supplies = []List{goldenList(Supply, seller1, "Perch", 7, 333, 3, 71)}
	trades := []Trade{}
	for k, amount := range []Pieces{3, 2, 2} {
		buyer := []string{buyer1, buyer2, buyer3}[k]
		demands = append(demands, goldenList(Demand, buyer, "Perch", 4, 400, 3, 44))
		trades = append(trades, goldenTrade(buyer, seller1, amount, 100, []Grams{30, 20, 21}[k]))
	}
	matches, err := NewMatches(1, "Perch", FirstOffer(params, demands, supplies, goldenRatings()), trades)
	if err != nil {
		panic(err)
	}
	return params, demands, supplies, matches
}

// TestTheSecondOfferIsWhatTheAcceptedLeave: grams and fen that were accepted are gone, the refused ones are there again.
func TestTheSecondOfferIsWhatTheAcceptedLeave(t *testing.T) {
	params, demands, supplies, matches := perches(Midpoint)
	for sentence, c := range map[string]struct {
		accepted []string
		supply   openList
		barred   int
	}{
		"all are accepted":                    {[]string{"1.1.Perch", "1.2.Perch", "1.3.Perch"}, openList{amount: 0, price: 33, weight: 0}, 0},
		"the one that emptied it is refused":  {[]string{"1.1.Perch", "1.2.Perch"}, openList{amount: 2, price: 133, weight: 21}, 1},
		"only the one that emptied it stands": {[]string{"1.3.Perch"}, openList{amount: 5, price: 233, weight: 50}, 2},
		"all are refused":                     {nil, openList{amount: 7, price: 333, weight: 71}, 3},
	} {
		t.Run(sentence, func(t *testing.T) {
			accepted := map[string]bool{}
			for _, id := range c.accepted {
				accepted[id] = true
			}
			offer := SecondOffer(params, demands, supplies, goldenRatings(), matches, accepted)
			got := offer.supplies[0]
			if got.amount != c.supply.amount || got.price != c.supply.price || got.weight != c.supply.weight || len(offer.barred) != c.barred {
				t.Errorf("%+v, %d barred", got, len(offer.barred))
			}
			if offer.matched != 3 || offer.round != RoundTwo {
				t.Errorf("%d matches before, round %d", offer.matched, offer.round)
			}
		})
	}
}

// TestACarriedListIsOnOfferWithItsShareLessWhatIsAccepted: 4 of 7 pieces left, 40 of 71 grams and 190 of 333 fen; 3 pieces of 30 grams are
// accepted, for more fen than there are.
func TestACarriedListIsOnOfferWithItsShareLessWhatIsAccepted(t *testing.T) {
	params, demands, supplies, matches := perches(Residual)
	supplies[0].Left, matches[0].PriceFen = 4, 200
	offer := SecondOffer(params, demands, supplies, goldenRatings(), matches[:1], map[string]bool{"1.1.Perch": true})
	if got := offer.supplies[0]; got.amount != 1 || got.weight != 10 || got.price != 0 {
		t.Errorf("%+v", got)
	}
	if got := offer.demands[0]; got.amount != 1 || got.weight != 14 || got.price != 200 {
		t.Errorf("%+v", got)
	}
}

// TestABarredPairMeetsNoMore, in trades, in fairness and in the certificate.
func TestABarredPairMeetsNoMore(t *testing.T) {
	params, demands, supplies, matches := perches(Midpoint)
	demands, matches = demands[:1], matches[:1]
	offer := SecondOffer(params, demands, supplies, goldenRatings(), matches, nil)
	again := []Trade{{DemandID: demands[0].ListID, SupplyID: supplies[0].ListID, Amount: 4, PriceFen: 295, WeightG: 40}}
	_, err := CheckScheme(offer, again, Certificate{})
	wantError(t, err, CodeSchemeIncompatible, "trades.0")
	if _, err := CheckScheme(offer, nil, Certificate{}); err != nil {
		t.Errorf("nobody is wronged, and nothing can score: %v", err)
	}
	_, err = CheckScheme(FirstOffer(params, demands, supplies, goldenRatings()), nil, Certificate{})
	wantError(t, err, CodeSchemeUnfair, "trades")
}

// TestWhoIsServedInTheFirstRoundHoldsNothingInTheSecond: fairness is of what a round has on offer.
func TestWhoIsServedInTheFirstRoundHoldsNothingInTheSecond(t *testing.T) {
	params, demands, supplies, matches := perches(Midpoint)
	demands[0].Left, demands[0].Amount = 3, 3 // b1, rated A, is filled by a supplier rated C
	better := goldenList(Supply, buyer2, "Perch", 1, 10, 3, 11)
	ratings := goldenRatings()
	ratings[buyer2] = RatingA
	offer := SecondOffer(params, demands[:1], append(slices.Clone(supplies), better), ratings, matches[:1], map[string]bool{"1.1.Perch": true})
	if _, err := CheckScheme(offer, nil, Certificate{}); err != nil {
		t.Error(err)
	}
}

// TestSecondRoundMatchesAreNumberedOn from those of the first.
func TestSecondRoundMatchesAreNumberedOn(t *testing.T) {
	params, demands, supplies, matches := perches(Midpoint)
	offer := SecondOffer(params, demands, supplies, goldenRatings(), matches[:2], nil)
	second, err := NewMatches(1, "Perch", offer, []Trade{goldenTrade(buyer3, seller1, 2, 1, 1)})
	if err != nil || second[0].MatchID != "1.3.Perch" || second[0].Round != RoundTwo || second[0].Seq != 3 {
		t.Errorf("%+v %v", second, err)
	}
}
