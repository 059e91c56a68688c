package domain

import (
	"slices"
	"strings"
	"testing"
)

// TestGoldenExample: the published pairs, amounts, prices and weights under both rules.
func TestGoldenExample(t *testing.T) {
	for sentence, c := range map[string]struct {
		params Parameters
		trades map[string][]Trade
	}{
		"residual gives Fig. 11, the carp at the posted price": {residualMarket(), map[string][]Trade{
			"Lobster": {goldenTrade(buyer1, seller2, 100, 800000, 20000), goldenTrade(buyer2, seller2, 20, 200000, 10000)},
			"Perch":   {goldenTrade(buyer4, seller4, 200, 500000, 300000)},
			"Carp":    {goldenTrade(buyer5, seller3, 400, 100000, 100000)},
		}},
		"midpoint with tolerance": {tolerantMidpoint(), map[string][]Trade{
			"Lobster": {goldenTrade(buyer1, seller2, 100, 816667, 25000), goldenTrade(buyer2, seller2, 20, 166667, 5000)},
			"Perch":   {goldenTrade(buyer4, seller4, 200, 410000, 240000)},
			"Carp":    {goldenTrade(buyer5, seller3, 400, 283333, 100000)},
		}},
	} {
		t.Run(sentence, func(t *testing.T) {
			var total int64
			for _, breed := range []string{"Carp", "Crab", "Crucian", "Lobster", "Perch"} {
				offer := goldenOffer(c.params, breed)
				proof, err := CheckScheme(offer, c.trades[breed], certify(offer, c.trades[breed]))
				if err != nil || proof.Score != proof.Bound {
					t.Errorf("%s: %+v %v", breed, proof, err)
				}
				total += proof.Score
			}
			if total != 1188283860 {
				t.Errorf("the breeds score %d", total)
			}
		})
	}
}

func TestSchemesRefused(t *testing.T) {
	first, second := goldenTrade(buyer1, seller2, 100, 816667, 25000), goldenTrade(buyer2, seller2, 20, 166667, 5000)
	with := func(trade Trade, change func(*Trade)) Trade {
		change(&trade)
		return trade
	}
	for sentence, c := range map[string]struct {
		params Parameters
		change func(demands, supplies []List)
		trades []Trade
		code   string
		field  string
		text   string
	}{
		"a demand that is not there": {trades: []Trade{first, goldenTrade(buyer5, seller2, 20, 1, 1)}, code: CodeSchemeListUnknown, field: "trades.1", text: `"C-BUYER5.1"`},
		"a supply that is not there": {trades: []Trade{goldenTrade(buyer1, seller4, 20, 1, 1)}, code: CodeSchemeListUnknown, field: "trades.0", text: `no supply list "C-SELLER4.1"`},
		"a supply in a demand's place": {
			trades: []Trade{goldenTrade(seller2, buyer1, 20, 1, 1)}, code: CodeSchemeListUnknown, field: "trades.0", text: "no demand list",
		},
		"a pair twice": {trades: []Trade{first, second, second}, code: CodeSchemeDuplicatePair, field: "trades.2", text: `"C-BUYER2.1" × "C-SELLER2.1"`},
		"the lower-rated buyer before the higher-rated": {
			trades: []Trade{second, first}, code: CodeSchemeOrder, field: "trades.1", text: "buyer rated A",
		},
		"more than the supply has": {
			trades: []Trade{first, with(second, func(t *Trade) { t.Amount = 21 })}, code: CodeSchemeOverAllocated, field: "trades.1", text: "the supply list has given 121 of the 120 that are open",
		},
		"more than the demand wants": {
			trades: []Trade{with(first, func(t *Trade) { t.Amount = 101 })}, code: CodeSchemeOverAllocated, field: "trades.0", text: "the demand list has given 101 of the 100 that are open",
		},
		"more than is left of a carried list": {
			change: func(_, supplies []List) { supplies[0].Left = 119 }, trades: []Trade{first, second},
			code: CodeSchemeOverAllocated, field: "trades.1", text: "120 of the 119 that are open",
		},
		"goods less fresh than wanted": {
			change: func(_, supplies []List) { supplies[0].Freshness = 2 }, trades: []Trade{first},
			code: CodeSchemeIncompatible, field: "trades.0", text: "freshness: 3 is wanted, 2 is offered",
		},
		"a company with itself": {
			change: func(demands, _ []List) { demands[0].CompanyID = seller2 }, trades: []Trade{first, second},
			code: CodeSchemeOrder, field: "trades.1", text: "rated",
		},
		"an ask above the limit": {
			params: DefaultParameters(), trades: []Trade{first}, code: CodeSchemeIncompatible, field: "trades.0",
			text: "price: the limit is 8000000 thousandths of a fen a piece, the ask is 8333333",
		},
		"weights too far apart": {
			change: func(_, supplies []List) { supplies[0].WeightG = 60000 }, params: weightTolerance(tolerantMidpoint(), 300),
			trades: []Trade{first}, code: CodeSchemeIncompatible, field: "trades.0", text: "weight: 200000 and 500000 milligrams",
		},
		"a fen too much": {
			trades: []Trade{with(first, func(t *Trade) { t.PriceFen++ }), second}, code: CodeSchemePrice, field: "trades.0", text: "midpoint gives 816667 fen, not 816668",
		},
		"a gram too little": {
			trades: []Trade{first, with(second, func(t *Trade) { t.WeightG-- })}, code: CodeSchemeWeight, field: "trades.1", text: "midpoint gives 5000 grams, not 4999",
		},
		"under residual a trade that uses up neither list": {
			params: residualMarket(), trades: []Trade{with(first, func(t *Trade) { t.Amount = 99 })}, code: CodeSchemeFillNotMaximal, field: "trades.0", text: "use up neither",
		},
		"the lower-rated company is served, the higher-rated is not": {
			trades: []Trade{goldenTrade(buyer2, seller2, 120, 1000000, 30000)}, code: CodeSchemeUnfair, field: "trades", text: `"C-BUYER1.1" × "C-SELLER2.1"`,
		},
		"something tradable is left": {trades: []Trade{first}, code: CodeSchemeUnfair, field: "trades", text: `"C-BUYER2.1" × "C-SELLER2.1"`},
		"nothing trades":             {trades: nil, code: CodeSchemeUnfair, field: "trades", text: `"C-BUYER1.1" × "C-SELLER2.1"`},
	} {
		t.Run(sentence, func(t *testing.T) {
			demands, supplies := ofBreed(goldenDemands(), "Lobster"), ofBreed(goldenSupplies(), "Lobster")
			params := c.params
			if params.V == 0 {
				params = tolerantMidpoint()
			}
			if c.change != nil {
				c.change(demands, supplies)
			}
			_, err := CheckScheme(FirstOffer(params, demands, supplies, goldenRatings()), c.trades, Certificate{})
			wantError(t, err, c.code, c.field)
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("%v does not say %s", err, c.text)
			}
		})
	}
}

func weightTolerance(p Parameters, permille Permille) Parameters {
	p.WeightTolerancePermille = permille
	return p
}

func TestACompanyDoesNotTradeWithItself(t *testing.T) {
	demands, supplies := ofBreed(goldenDemands(), "Perch"), ofBreed(goldenSupplies(), "Perch")
	demands[0].CompanyID = seller4
	trades := []Trade{goldenTrade(buyer4, seller4, 200, 410000, 240000)}
	offer := FirstOffer(tolerantMidpoint(), demands, supplies, goldenRatings())
	_, err := CheckScheme(offer, trades, Certificate{})
	wantError(t, err, CodeSchemeIncompatible, "trades.0")
	if _, err := CheckScheme(offer, nil, Certificate{}); err != nil {
		t.Errorf("nobody is wronged: %v", err)
	}
}

// TestCheckSchemeChangesNothing that the caller holds, so that it can be called again.
func TestCheckSchemeChangesNothing(t *testing.T) {
	demands, supplies := ofBreed(goldenDemands(), "Lobster"), ofBreed(goldenSupplies(), "Lobster")
	trades := []Trade{goldenTrade(buyer1, seller2, 100, 816667, 25000), goldenTrade(buyer2, seller2, 20, 166667, 5000)}
	offer := FirstOffer(tolerantMidpoint(), demands, supplies, goldenRatings())
	for range 2 {
		if _, err := CheckScheme(offer, trades, certify(offer, trades)); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(demands, ofBreed(goldenDemands(), "Lobster")) || !slices.Equal(supplies, ofBreed(goldenSupplies(), "Lobster")) {
		t.Error("the lists changed")
	}
}

func TestSchemeDigestTellsSchemesApart(t *testing.T) {
	trades := []Trade{goldenTrade(buyer1, seller2, 100, 1, 2), goldenTrade(buyer2, seller2, 20, 3, 4)}
	digests := []string{SchemeDigest(nil), SchemeDigest(trades), SchemeDigest([]Trade{trades[1], trades[0]}), SchemeDigest(trades[:1])}
	moved := slices.Clone(trades)
	moved[0].DemandID, moved[0].SupplyID = moved[0].DemandID+moved[0].SupplyID[:1], moved[0].SupplyID[1:]
	digests = append(digests, SchemeDigest(moved))
	slices.Sort(digests)
	if len(slices.Compact(digests)) != 5 {
		t.Errorf("two schemes share a digest: %q", digests)
	}
	if SchemeDigest(trades) != SchemeDigest(slices.Clone(trades)) || !isDigest(SchemeDigest(trades)) {
		t.Error("one scheme has one digest")
	}
}
