package domain

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// bruteForceEnvy says the definition of fairness in its own words, pair by pair and partner by partner.
func bruteForceEnvy(p Parameters, demands, supplies []List, ratings map[string]Rating, trades []Trade) (string, string) {
	wants := func(list List, other List) bool {
		left := list.Left
		holdsWorse := false
		for _, trade := range trades {
			partner := trade.SupplyID
			if list.Side == Supply {
				partner = trade.DemandID
			}
			if own := map[Side]string{Demand: trade.DemandID, Supply: trade.SupplyID}[list.Side]; own != list.ListID {
				continue
			}
			left -= trade.Amount
			for _, candidate := range append(append([]List{}, demands...), supplies...) {
				if candidate.ListID == partner && ratings[candidate.CompanyID] > ratings[other.CompanyID] {
					holdsWorse = true
				}
			}
		}
		return left > 0 || holdsWorse
	}
	for _, d := range demands {
		for _, s := range supplies {
			if p.Incompatible(d, s) == "" && wants(d, s) && wants(s, d) {
				return d.ListID, s.ListID
			}
		}
	}
	return "", ""
}

// TestFairnessIsItsDefinition on small markets with any allocation.
func TestFairnessIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyMarket(t)
		side := func(side Side) (lists []List) {
			for k := range rapid.IntRange(0, 5).Draw(t, string(side)) {
				list := goldenList(side, fmt.Sprintf("C-%d", rapid.IntRange(0, 5).Draw(t, "company")), "Lobster",
					Pieces(rapid.Int64Range(1, 4).Draw(t, "amount")), Fen(rapid.Int64Range(1, 5).Draw(t, "price")),
					rapid.Int64Range(1, 3).Draw(t, "freshness"), Grams(rapid.Int64Range(1, 5).Draw(t, "weight")))
				list.ListID = fmt.Sprintf("%s%d", side, k)
				lists = append(lists, list)
			}
			return lists
		}
		demands, supplies := side(Demand), side(Supply)
		ratings := map[string]Rating{}
		for k := range 6 {
			ratings[fmt.Sprintf("C-%d", k)] = rapid.SampledFrom([]Rating{RatingA, RatingB, RatingC, RatingE}).Draw(t, "rating")
		}
		check := newSchemeCheck(FirstOffer(p, demands, supplies, ratings))
		bids, asks := listsByID(check.demands), listsByID(check.supplies)
		var trades []Trade
		for _, d := range demands {
			for _, s := range supplies {
				most := min(bids[d.ListID].amount, asks[s.ListID].amount)
				fill := Pieces(rapid.Int64Range(0, int64(most)).Draw(t, "fill"))
				if fill == 0 || p.Incompatible(d, s) != "" {
					continue
				}
				bids[d.ListID].amount -= fill
				asks[s.ListID].amount -= fill
				trades = append(trades, Trade{DemandID: d.ListID, SupplyID: s.ListID, Amount: fill})
			}
		}
		if err := check.resolve(trades); err != nil {
			t.Fatal(err)
		}
		err := check.checkFair()
		d, s := bruteForceEnvy(p, demands, supplies, ratings, trades)
		want := ""
		if d != "" {
			want = fmt.Sprintf("SCHEME_UNFAIR [trades]: pair %q × %q: both would rather trade with each other than keep what the scheme gives them; serve higher ratings first and leave nothing tradable", d, s)
		}
		if got := fmt.Sprint(err); got != want && !(err == nil && want == "") {
			t.Fatalf("got %s, want %s", got, want)
		}
	})
}

// largeBreed is the worst case for the check of fairness: everybody would rather trade, nobody can for the weight.
func largeBreed(count int) (demands, supplies []List, ratings map[string]Rating) {
	ratings = map[string]Rating{}
	for k := range count {
		buyer, seller := fmt.Sprintf("C-BUYER%06d", k), fmt.Sprintf("C-SELLER%06d", k)
		ratings[buyer], ratings[seller] = RatingOf(Tenths(1+k%50)), RatingOf(Tenths(1+k%50))
		demands = append(demands, goldenList(Demand, buyer, "Lobster", 100, Fen(900000+k), 1, 20000))
		supplies = append(supplies, goldenList(Supply, seller, "Lobster", 100, Fen(800000-k), 3, Grams(40000+k)))
	}
	return demands, supplies, ratings
}

func TestALargeBreedWithNothingTradable(t *testing.T) {
	demands, supplies, ratings := largeBreed(5000)
	if _, err := CheckScheme(FirstOffer(DefaultParameters(), demands, supplies, ratings), nil, Certificate{}); err != nil {
		t.Error(err)
	}
}

func BenchmarkFairness5000(b *testing.B) {
	demands, supplies, ratings := largeBreed(5000)
	check := newSchemeCheck(FirstOffer(DefaultParameters(), demands, supplies, ratings))
	for b.Loop() {
		if err := check.checkFair(); err != nil {
			b.Fatal(err)
		}
	}
}
