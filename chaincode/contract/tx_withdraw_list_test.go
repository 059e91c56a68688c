package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestWithdrawList(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.post(1, bid("C-AAAA.1", 10, 1000), ask("C-AAAA.1", 10, 1000), bid("C-AAAA.2", 10, 1000))
	withdrawal := domain.WithdrawListArgument{Cycle: 1, Side: domain.Demand, Breed: "Lobster", ListID: "C-AAAA.1"}
	w.refused("LIST_FOREIGN", "C-BBBB", "floor:WithdrawList", withdrawal)
	w.must("C-AAAA", "floor:WithdrawList", withdrawal)
	w.refused("LIST_UNKNOWN", "C-AAAA", "floor:WithdrawList", withdrawal)
	w.refusedQuery("LIST_UNKNOWN", "floor:GetList", reading(withdrawal))
	withdrawal.Side = domain.Supply
	w.must("C-AAAA", "floor:WithdrawList", withdrawal)
	w.post(1, bid("C-AAAA.1", 3, 1000))
	w.freeze(1)
	withdrawal.Side = domain.Demand
	w.refused("CYCLE_NOT_OPEN", "C-AAAA", "floor:WithdrawList", withdrawal)
}

func reading(a domain.WithdrawListArgument) domain.GetListArgument {
	return domain.GetListArgument{Cycle: a.Cycle, Breed: a.Breed, Side: a.Side, ListID: a.ListID}
}
