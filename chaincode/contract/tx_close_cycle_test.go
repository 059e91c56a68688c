package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestCloseCycle(t *testing.T) {
	w := matched(t)
	closing := domain.CloseCycleArgument{Cycle: 1}
	w.accept(1, "1.1.Lobster")
	w.refused("CYCLE_STATE", "operator", "floor:CloseCycle", closing)
	w.settling(1)
	mustContain(t, w.refused("SETTLING_UNFINISHED", "operator", "floor:CloseCycle", closing), "Lobster")
	w.settle(1, "Lobster")
	mustContain(t, w.refused("CREDIT_PENDING", "operator", "floor:CloseCycle", closing), "1.1.Lobster")
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.must("operator", "floor:CloseCycle", closing)
	w.again("operator", "floor:CloseCycle", closing)
	w.refused("CYCLE_UNKNOWN", "operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: 3})
}

func TestCloseCycleNeedsABreedWithListsOnOneSideSettled(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.post(1, bid("C-AAAA.1", 10, 1000))
	w.freeze(1)
	w.publish(1)
	w.settling(1)
	mustContain(t, w.refused("SETTLING_UNFINISHED", "operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: 1}), "Lobster")
	w.settle(1, "Lobster")
	w.closeCycle(1)
}
