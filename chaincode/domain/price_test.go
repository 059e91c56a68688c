package domain

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// anyList draws a list within the bounds, mostly at their ends, where overflow would show.
func anyList(t *rapid.T, side Side, label string) List {
	amount := rapid.OneOf(rapid.Int64Range(1, 20), rapid.Int64Range(1, int64(MaxAmount)), rapid.SampledFrom([]int64{1, int64(MaxAmount)})).Draw(t, label+" amount")
	floor := max(1, (amount+999)/1000)
	figure := func(name string, limit int64) int64 {
		return rapid.OneOf(rapid.Int64Range(floor, limit), rapid.Int64Range(floor, floor+1000), rapid.SampledFrom([]int64{floor, limit})).Draw(t, label+name)
	}
	return List{
		Side: side, ListID: label, CompanyID: "C-" + label, Breed: "Lobster", Amount: Pieces(amount),
		Left:     Pieces(rapid.Int64Range(1, amount).Draw(t, label+" left")),
		PriceFen: Fen(figure(" price", int64(MaxPrice))), WeightG: Grams(figure(" weight", int64(MaxWeight))),
		Freshness: rapid.Int64Range(MinFreshness, MaxFreshness).Draw(t, label+" freshness"),
	}
}

func anyMarket(t *rapid.T) Parameters {
	p := DefaultParameters()
	p.PriceRule = rapid.SampledFrom([]PriceRule{Midpoint, Residual}).Draw(t, "rule")
	p.PriceTolerancePermille = Permille(rapid.Int64Range(0, 1000).Draw(t, "price tolerance"))
	p.WeightTolerancePermille = Permille(rapid.Int64Range(-1, 1000).Draw(t, "weight tolerance"))
	p.EpsilonPermille = Permille(rapid.Int64Range(0, 1000).Draw(t, "ε"))
	p.PhiPermille = Permille(rapid.Int64Range(0, 1000-int64(p.EpsilonPermille)).Draw(t, "φ"))
	p.GammaPermille = 1000 - p.EpsilonPermille - p.PhiPermille
	return p
}

// quotient is ⌊a·b/c⌋ in big integers.
func quotient(a, b, c int64) int64 {
	product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	return product.Div(product, big.NewInt(c)).Int64()
}

// TestRulesInBigIntegers: no product of the rules overflows within the bounds.
func TestRulesInBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, s, p := anyList(t, Demand, "D"), anyList(t, Supply, "S"), anyMarket(t)
		bid, ask := quotient(1000, int64(d.PriceFen), int64(d.Amount)), quotient(1000, int64(s.PriceFen), int64(s.Amount))
		limit := quotient(bid, 1000+int64(p.PriceTolerancePermille), 1000)
		wanted, offered := quotient(1000, int64(d.WeightG), int64(d.Amount)), quotient(1000, int64(s.WeightG), int64(s.Amount))
		if int64(d.UnitPrice()) != bid || int64(p.LimitPrice(d)) != limit || int64(s.UnitWeight()) != offered || bid < 1 || offered < 1 {
			t.Fatalf("unit figures of %+v %+v", d, s)
		}
		apart := new(big.Int).Mul(big.NewInt(1000), big.NewInt(max(wanted, offered)-min(wanted, offered)))
		bound := new(big.Int).Mul(big.NewInt(int64(p.WeightTolerancePermille)), big.NewInt(max(wanted, offered)))
		compatible := s.Freshness >= d.Freshness && ask <= limit && (p.WeightTolerancePermille == -1 || apart.Cmp(bound) <= 0)
		if compatible != (p.Incompatible(d, s) == "") {
			t.Fatalf("compatible: %t, but %q", compatible, p.Incompatible(d, s))
		}
		if !compatible {
			return
		}
		x := int64(p.EpsilonPermille)*quotient(1_000_000, ask, limit) + int64(p.PhiPermille)*500_000*(s.Freshness-d.Freshness) +
			int64(p.GammaPermille)*quotient(1_000_000, max(wanted, offered)-min(wanted, offered), max(wanted, offered))
		if got := p.ArcValue(d, s); int64(got) != 2_000_000-x/1000 || got < million || got > idealValue {
			t.Fatalf("arc value %d, want %d", got, 2_000_000-x/1000)
		}
	})
}

func TestEachRuleOfCompatibility(t *testing.T) {
	d, s, p := ofBreed(goldenDemands(), "Perch")[0], ofBreed(goldenSupplies(), "Perch")[0], DefaultParameters()
	if reason := p.Incompatible(d, s); reason != "" {
		t.Fatal(reason)
	}
	for start, change := range map[string]func(d, s *List){
		"breed":     func(d, _ *List) { d.Breed = "Carp" },
		"companies": func(d, s *List) { d.CompanyID = s.CompanyID },
		"freshness": func(d, s *List) { d.Freshness, s.Freshness = 3, 2 },
		"price":     func(d, _ *List) { d.PriceFen = 319_999 },
		"weight":    func(d, _ *List) { d.WeightG = 342_860 },
	} {
		d, s := d, s
		change(&d, &s)
		if reason := p.Incompatible(d, s); len(reason) < len(start) || reason[:len(start)] != start {
			t.Errorf("%s: %q", start, reason)
		}
	}
	d.PriceFen, d.WeightG = 320_000, 342_840 // exactly at the limit; 1714 and 1200 grams a piece: 29.99 % apart
	if reason := p.Incompatible(d, s); reason != "" {
		t.Error(reason)
	}
}
