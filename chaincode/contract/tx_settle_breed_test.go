package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestSettleBreed(t *testing.T) {
	w := matched(t)
	w.accept(1, "1.1.Lobster")
	settle := domain.SettleBreedArgument{Cycle: 1, Breed: "Lobster"}
	w.refused("CYCLE_STATE", "operator", "floor:SettleBreed", settle)
	w.settling(1)
	if got := w.must("operator", "floor:SettleBreed", settle); got["contracts"] != 1.0 || got["carried"] != 0.0 {
		t.Fatalf("got %v", got)
	}
	w.again("operator", "floor:SettleBreed", settle)
	w.refused("BREED_UNKNOWN", "operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: "Whale"})
	w.again("operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: "Crab"}) // nothing of it was ever listed
	w.refusedQuery("CONTRACT_UNKNOWN", "floor:GetContractOfMatch", domain.GetContractOfMatchArgument{MatchID: "1.2.Lobster"})
	w.refusedQuery("CONTRACT_UNKNOWN", "floor:GetContract", domain.GetContractArgument{Serial: 90002})
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.closeCycle(1)
	w.again("operator", "floor:SettleBreed", settle)
}

func TestSettleBreedCarriesWhatIsLeftOfLastingLists(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB", "C-CCCC")
	lasting := func(l domain.PostedList) domain.PostedList { l.GoodTillCancelled = true; return l }
	w.post(1,
		lasting(ask("C-AAAA.1", 30, 2999)),                         // sells 10 of 30
		lasting(bid("C-BBBB.1", 10, 1000)),                         // filled
		bid("C-CCCC.1", 10, 10),                                    // expires
		lasting(bid("C-CCCC.2", 10, 10)),                           // finds nobody, is carried
		lasting(bid("C-CCCC.3", 10, 10)),                           // posted anew in cycle 2
		lasting(list("supply", "C-AAAA.2", "Carp", 5, 100, 1, 50))) // a breed without a scheme
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-BBBB.1", "C-AAAA.1", 10, 1000, 2000))
	w.publish(1)
	w.accept(1, "1.1.Lobster")
	w.post(2, bid("C-CCCC.3", 3, 300))
	w.settling(1)
	if got := w.settle(1, "Lobster"); got["contracts"] != 1.0 || got["carried"] != 2.0 {
		t.Fatalf("got %v", got)
	}
	if got := w.settle(1, "Carp"); got["contracts"] != 0.0 || got["carried"] != 1.0 {
		t.Fatalf("a breed without a scheme is carried too: %v", got)
	}
	read := func(side domain.Side, listID string) domain.List {
		return query[domain.List](w, "floor:GetList", domain.GetListArgument{Cycle: 2, Breed: "Lobster", Side: side, ListID: listID})
	}
	if got := read(domain.Supply, "C-AAAA.1"); got.Amount != 30 || got.Left != 20 || got.CarriedFrom != 1 || got.PriceFen != 2999 || got.WeightG != 6000 {
		t.Fatalf("the posted figures stay, 20 pieces are left: %+v", got)
	}
	if got := read(domain.Demand, "C-CCCC.2"); got.Left != 10 || got.CarriedFrom != 1 {
		t.Fatalf("got %+v", got)
	}
	if got := read(domain.Demand, "C-CCCC.3"); got.Amount != 3 || got.CarriedFrom != 0 {
		t.Fatalf("what the company posted itself stands: %+v", got)
	}
	for _, gone := range []string{"C-BBBB.1", "C-CCCC.1"} {
		w.refusedQuery("LIST_UNKNOWN", "floor:GetList", domain.GetListArgument{Cycle: 2, Breed: "Lobster", Side: domain.Demand, ListID: gone})
	}
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.closeCycle(1)
	w.must("C-AAAA", "floor:WithdrawList", domain.WithdrawListArgument{Cycle: 2, Side: domain.Supply, Breed: "Lobster", ListID: "C-AAAA.1"})
	w.must("C-CCCC", "floor:AmendList", amendment(2, "C-CCCC.2", 40))
}

func TestARefusedMatchReturnsItsPiecesToALastingList(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	supply := ask("C-AAAA.1", 10, 1000)
	supply.GoodTillCancelled = true
	w.post(1, supply, bid("C-BBBB.1", 10, 1000))
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-BBBB.1", "C-AAAA.1", 10, 1000, 2000))
	w.publish(1)
	w.must("operator", "floor:RecordDecisions", decisions(1, w.decision("C-AAAA", "1.1.Lobster", true), w.decision("C-BBBB", "1.1.Lobster", false)))
	w.secondRound(1)
	w.bestScheme(1, "Lobster", 2)
	w.settling(1)
	if got := w.settle(1, "Lobster"); got["contracts"] != 0.0 || got["carried"] != 1.0 {
		t.Fatalf("got %v", got)
	}
	got := query[domain.List](w, "floor:GetList", domain.GetListArgument{Cycle: 2, Breed: "Lobster", Side: domain.Supply, ListID: "C-AAAA.1"})
	if got.Left != 10 {
		t.Fatalf("got %+v", got)
	}
}
