package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

// twoBuyers has a buyer rated A and one rated C, each for ten pieces at 1000 fen, and one supply of 15 for 1200, frozen.
func twoBuyers(t reporter) *world {
	t.Helper()
	w := floorWorld(t)
	w.register("C-BUYA", "C-BUYC", "C-SELL")
	w.rate(map[string]domain.Tenths{"C-BUYA": 45}, "C-BUYA")
	w.post(1, bid("C-BUYA.1", 10, 1000), bid("C-BUYC.1", 10, 1000), ask("C-SELL.1", 15, 1200))
	w.freeze(1)
	return w
}

// fairTrades is what the rule gives: 90 fen a piece, 200 grams a piece.
func fairTrades() []domain.Trade {
	return []domain.Trade{trade("C-BUYA.1", "C-SELL.1", 10, 900, 2000), trade("C-BUYC.1", "C-SELL.1", 5, 450, 1000)}
}

func TestSubmitScheme(t *testing.T) {
	w := twoBuyers(t)
	w.scheme(1, "Lobster", fairTrades()...)
	w.again("operator", "floor:SubmitScheme", scheme(1, "Lobster", fairTrades()...))
	got := query[domain.Scheme](w, "floor:GetScheme", domain.GetSchemeArgument{Cycle: 1, Breed: "Lobster", Round: 1})
	if got.Trades != 2 || got.Settled || got.Score <= 0 || got.Bound != got.Score || got.Round != 1 || got.Digest != domain.SchemeDigest(fairTrades()) {
		t.Fatalf("got %+v", got)
	}
	want := domain.Match{
		V: 1, MatchID: "1.2.Lobster", Cycle: 1, Breed: "Lobster", Seq: 2, Round: 1, DemandID: "C-BUYC.1", SupplyID: "C-SELL.1", Buyer: "C-BUYC", Seller: "C-SELL",
		BuyerRating: "C", SellerRating: "C", Amount: 5, PriceFen: 450, WeightG: 1000, Freshness: 3, PriceRule: domain.Midpoint,
	}
	if match := w.match("1.2.Lobster"); match != want {
		t.Fatalf("got %+v", match)
	}
	w.refused("SCHEME_EXISTS", "operator", "floor:SubmitScheme", scheme(1, "Lobster"))
	w.publish(1)
	w.again("operator", "floor:SubmitScheme", scheme(1, "Lobster", fairTrades()...))
}

func TestSubmitSchemeRefusesAndNamesThePair(t *testing.T) {
	fair := fairTrades()
	changed := func(change func([]domain.Trade)) []domain.Trade {
		trades := fairTrades()
		change(trades)
		return trades
	}
	for name, test := range map[string]struct {
		code   string
		trades []domain.Trade
	}{
		"a list that is not there":            {"SCHEME_LIST_UNKNOWN", changed(func(t []domain.Trade) { t[1].DemandID = "C-BUYC.2" })},
		"a pair twice":                        {"SCHEME_DUPLICATE_PAIR", changed(func(t []domain.Trade) { t[1] = t[0] })},
		"a lower rating before a higher":      {"SCHEME_ORDER", []domain.Trade{fair[1], fair[0]}},
		"more than the supply has":            {"SCHEME_OVER_ALLOCATED", changed(func(t []domain.Trade) { t[1].Amount = 6 })},
		"another price than the rule's":       {"SCHEME_PRICE", changed(func(t []domain.Trade) { t[1].PriceFen = 451 })},
		"another weight than the rule's":      {"SCHEME_WEIGHT", changed(func(t []domain.Trade) { t[1].WeightG = 999 })},
		"a lower-rated company served first":  {"SCHEME_UNFAIR", []domain.Trade{trade("C-BUYC.1", "C-SELL.1", 10, 900, 2000)}},
		"something tradable left over":        {"SCHEME_UNFAIR", fair[:1]},
		"no trades where there could be some": {"SCHEME_UNFAIR", nil},
	} {
		t.Run(name, func(t *testing.T) {
			text := twoBuyers(t).refused(test.code, "operator", "floor:SubmitScheme", scheme(1, "Lobster", test.trades...))
			mustContain(t, text, "C-SELL.1", "C-BUY")
		})
	}
}

func TestSubmitSchemeRefusesPairsThatMayNotTrade(t *testing.T) {
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) { p.WeightTolerancePermille = 300 })
	w.register("C-AAAA", "C-BBBB")
	fresh := bid("C-AAAA.1", 10, 1000)
	stale, heavy, dear := ask("C-BBBB.1", 10, 900), ask("C-BBBB.2", 10, 900), ask("C-BBBB.3", 10, 1001)
	stale.Freshness, heavy.WeightG = 2, 2900
	w.post(1, fresh, stale, heavy, dear, ask("C-AAAA.4", 10, 900))
	w.freeze(1)
	for reason, supply := range map[string]string{"freshness": "C-BBBB.1", "weight": "C-BBBB.2", "price": "C-BBBB.3", "companies": "C-AAAA.4"} {
		t.Run(reason, func(t *testing.T) {
			text := w.refused("SCHEME_INCOMPATIBLE", "operator", "floor:SubmitScheme", scheme(1, "Lobster", trade("C-AAAA.1", supply, 10, 950, 2000)))
			mustContain(t, text, reason, supply)
		})
	}
}

func TestSubmitSchemeRefusesWhatDoesNotFitTheCycle(t *testing.T) {
	w := floorWorld(t)
	w.refused("CYCLE_STATE", "operator", "floor:SubmitScheme", scheme(1, "Lobster"))
	w.refused("CYCLE_UNKNOWN", "operator", "floor:SubmitScheme", scheme(2, "Lobster"))
	w.freeze(1)
	w.refused("BREED_UNKNOWN", "operator", "floor:SubmitScheme", scheme(1, "Whale"))
	w.refused("FIELD_TYPE", "operator", "floor:SubmitScheme", `{"cycle":1,"breed":"Lobster","round":1,"trades":[],"certificate":null}`)
	w.refused("FIELD_MISSING", "operator", "floor:SubmitScheme", `{"cycle":1,"breed":"Lobster","round":1,"trades":[]}`)
	w.refused("FIELD_MISSING", "operator", "floor:SubmitScheme", `{"cycle":1,"breed":"Lobster","trades":[],"certificate":{"steps":[]}}`)
	w.refused("FIELD_RANGE", "operator", "floor:SubmitScheme", `{"cycle":1,"breed":"Lobster","round":3,"trades":[],"certificate":{"steps":[]}}`)
	w.refused("SCHEME_TOO_LARGE", "operator", "floor:SubmitScheme", scheme(1, "Lobster", make([]domain.Trade, domain.MaxTradesPerScheme+1)...))
	w.refusedQuery("SCHEME_UNKNOWN", "floor:GetScheme", domain.GetSchemeArgument{Cycle: 1, Breed: "Lobster", Round: 1})
	w.scheme(1, "Lobster")
	w.publish(1)
	w.refused("CYCLE_STATE", "operator", "floor:SubmitScheme", scheme(1, "Carp"))
}
