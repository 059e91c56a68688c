package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestOpenFloor(t *testing.T) {
	w := newWorld(t)
	w.refusedQuery("CYCLE_UNKNOWN", "floor:GetCycle", domain.GetCycleArgument{Cycle: 0})
	w.must("operator", "floor:OpenFloor", "{}")
	w.again("operator", "floor:OpenFloor", "{}")
	got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 0})
	if got.Cycle != 1 || got.State != domain.Intake || got.Times.Intake != 1_700_000_001_000 {
		t.Fatalf("cycle 1 takes lists from the submitter's time on: %+v", got)
	}
	w.refused("FIELD_UNKNOWN", "operator", "floor:OpenFloor", `{"cycle":1}`)
}
