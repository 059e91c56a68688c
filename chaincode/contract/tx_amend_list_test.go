package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func amendment(cycle int64, listID string, amount domain.Pieces) domain.AmendListArgument {
	return domain.AmendListArgument{
		Cycle: cycle, Side: domain.Demand, Breed: "Lobster", ListID: listID, Amount: amount, PriceFen: 500, Freshness: 2, WeightG: 300, GoodTillCancelled: true,
	}
}

func TestAmendList(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.post(1, bid("C-AAAA.1", 10, 1000))
	w.must("C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.1", 7))
	w.again("C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.1", 7))
	got := query[domain.List](w, "floor:GetList", domain.GetListArgument{Cycle: 1, Breed: "Lobster", Side: domain.Demand, ListID: "C-AAAA.1"})
	if got.Amount != 7 || got.Left != 7 || got.PriceFen != 500 || got.Freshness != 2 || got.WeightG != 300 || !got.GoodTillCancelled {
		t.Fatalf("got %+v", got)
	}
	w.refused("LIST_FOREIGN", "C-BBBB", "floor:AmendList", amendment(1, "C-AAAA.1", 8))
	w.refused("LIST_UNKNOWN", "C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.2", 8))
	w.refused("KEY_NOT_REGISTERED", "C-AAAA#2", "floor:AmendList", amendment(1, "C-AAAA.1", 8))
	w.refused("CYCLE_UNKNOWN", "C-AAAA", "floor:AmendList", amendment(2, "C-AAAA.1", 8))
	w.refused("FIELD_RANGE", "C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.1", 0))
	w.freeze(1)
	w.refused("CYCLE_NOT_OPEN", "C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.1", 8))
}
