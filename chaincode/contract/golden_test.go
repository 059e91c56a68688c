package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

// The source's Tables 2 and 3: five buyers and five sellers, one list each.
func goldenLists() []domain.PostedList {
	kilogram := domain.Grams(1000)
	yuan := domain.Fen(100)
	return []domain.PostedList{
		list(domain.Demand, "C-BUY1.1", "Lobster", 100, 8000*yuan, 3, 20*kilogram),
		list(domain.Demand, "C-BUY2.1", "Lobster", 120, 10000*yuan, 3, 30*kilogram),
		list(domain.Demand, "C-BUY3.1", "Lobster", 400, 32000*yuan, 3, 110*kilogram),
		list(domain.Demand, "C-BUY4.1", "Perch", 200, 5000*yuan, 2, 300*kilogram),
		list(domain.Demand, "C-BUY5.1", "Carp", 600, 7000*yuan, 2, 400*kilogram),
		list(domain.Supply, "C-SELL1.1", "Crab", 100, 3000*yuan, 3, 160*kilogram),
		list(domain.Supply, "C-SELL2.1", "Lobster", 120, 10000*yuan, 3, 30*kilogram),
		list(domain.Supply, "C-SELL3.1", "Carp", 400, 1000*yuan, 2, 100*kilogram),
		list(domain.Supply, "C-SELL4.1", "Perch", 500, 8000*yuan, 3, 600*kilogram),
		list(domain.Supply, "C-SELL5.1", "Crucian", 1600, 10000*yuan, 2, 620*kilogram),
	}
}

// goldenWorld has the golden lists frozen in cycle 1, buyer 1 rated A, buyer 2 B, buyer 3 C.
func goldenWorld(t reporter, change func(*domain.ProposeParametersArgument)) *world {
	t.Helper()
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) {
		p.Breeds = []string{"Carp", "Crab", "Crucian", "Lobster", "Perch"}
		p.PriceTolerancePermille = 50
		change(p)
	})
	w.register("C-BUY1", "C-BUY2", "C-BUY3", "C-BUY4", "C-BUY5", "C-SELL1", "C-SELL2", "C-SELL3", "C-SELL4", "C-SELL5")
	w.rate(map[string]domain.Tenths{"C-BUY1": 42, "C-BUY2": 35, "C-BUY3": 25}, "C-BUY1", "C-BUY2", "C-BUY3")
	w.post(1, goldenLists()...)
	w.freeze(1)
	return w
}

func residual(p *domain.ProposeParametersArgument) { p.PriceRule = domain.Residual }
func midpoint(*domain.ProposeParametersArgument)   {}

func TestGoldenExampleFromListsToCredit(t *testing.T) {
	w := goldenWorld(t, residual)
	w.scheme(1, "Lobster",
		trade("C-BUY1.1", "C-SELL2.1", 100, 800000, 20000),
		trade("C-BUY2.1", "C-SELL2.1", 20, 200000, 10000))
	w.scheme(1, "Perch", trade("C-BUY4.1", "C-SELL4.1", 200, 500000, 300000))
	w.scheme(1, "Carp", trade("C-BUY5.1", "C-SELL3.1", 400, 100000, 100000))
	w.publish(1)
	w.accept(1, "1.1.Lobster", "1.2.Lobster", "1.1.Perch", "1.1.Carp")
	w.settling(1)
	for _, breed := range []string{"Perch", "Lobster", "Carp", "Crab", "Crucian"} { // serials don't depend on the order
		w.settle(1, breed)
	}
	first := query[domain.Contract](w, "floor:GetContract", domain.GetContractArgument{Serial: 90001})
	want := domain.Contract{
		V: 1, Serial: 90001, MatchID: "1.1.Lobster", Cycle: 1, Breed: "Lobster", DemandID: "C-BUY1.1", SupplyID: "C-SELL2.1",
		Buyer: "C-BUY1", Seller: "C-SELL2", BuyerRating: "A", SellerRating: "C", Amount: 100, PriceFen: 800000, WeightG: 20000,
		Freshness: 3, PriceRule: domain.Residual, EvaluationCloses: 1,
	}
	if first != want {
		t.Fatalf("contract 90001 is %+v, not %+v", first, want)
	}
	w.approveModel()
	w.must("operator", "credit:RecordEvaluations", domain.RecordEvaluationsArgument{Evaluations: []domain.SignedEvaluation{
		w.evaluation("C-BUY1", "1.1.Lobster", domain.Excellent, "I like this transaction, speedily and conveniently."),
		w.evaluation("C-SELL2", "1.1.Lobster", domain.Excellent, "A pleasure."),
	}})
	done := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 5000})
	if done["applied"] != 4.0 || done["more"] != false {
		t.Fatalf("four contracts are due: %v", done)
	}
	w.closeCycle(1)
	if credit := w.credit("C-BUY1"); credit.Tenths != 43 {
		t.Fatalf("buyer 1 moves from 42 to 43, not %d", credit.Tenths)
	}
	if credit := w.credit("C-BUY2"); credit.Tenths != 35 {
		t.Fatalf("buyer 2, without evaluations, stays at 35, not %d", credit.Tenths)
	}
}

func TestGoldenExampleUnderMidpoint(t *testing.T) {
	w := goldenWorld(t, midpoint)
	w.scheme(1, "Lobster",
		trade("C-BUY1.1", "C-SELL2.1", 100, 816667, 25000),
		trade("C-BUY2.1", "C-SELL2.1", 20, 166667, 5000))
	w.scheme(1, "Perch", trade("C-BUY4.1", "C-SELL4.1", 200, 410000, 240000))
	w.scheme(1, "Carp", trade("C-BUY5.1", "C-SELL3.1", 400, 283333, 100000))
	w.publish(1)
}

func TestLowerRatedCompanyServedFirstIsRefusedByName(t *testing.T) {
	w := goldenWorld(t, midpoint)
	text := w.refused("SCHEME_UNFAIR", "operator", "floor:SubmitScheme", scheme(1, "Lobster", trade("C-BUY2.1", "C-SELL2.1", 120, 1000000, 30000)))
	mustContain(t, text, "C-BUY1.1", "C-SELL2.1")
}
