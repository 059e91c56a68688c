package contract_test

import (
	"testing"
	"time"

	"shoal/chaincode/domain"
)

func TestFreezeCycle(t *testing.T) {
	w := floorWorld(t)
	freeze := domain.FreezeCycleArgument{Cycle: 1}
	w.must("operator", "floor:FreezeCycle", freeze)
	w.again("operator", "floor:FreezeCycle", freeze)
	if got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{}); got.Cycle != 2 || got.State != domain.Intake {
		t.Fatalf("cycle 2 takes lists: %+v", got)
	}
	w.refused("CYCLE_UNFINISHED", "operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 2})
	w.refused("CYCLE_UNKNOWN", "operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 3})
	w.refused("FIELD_RANGE", "operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 0})
	w.publish(1)
	w.again("operator", "floor:FreezeCycle", freeze)
	w.settling(1)
	w.closeCycle(1)
	w.freeze(2)
}

func TestFreezeCycleTouchesStateKeysOnly(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.post(1, bid("C-AAAA.1", 10, 1000))
	_, transaction, err := w.submit("operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 1})
	if err != nil || len(transaction.Writes) != 3 {
		t.Fatalf("the two cycles and the current one are written: %v, %v", transaction.Writes, err)
	}
}

func TestRecordedTimesNeverGoBack(t *testing.T) {
	w := floorWorld(t)
	w.clock = w.clock.Add(-time.Hour) // a submitter whose clock is an hour slow
	w.freeze(1)
	got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 1})
	if got.Times.Frozen != got.Times.Intake {
		t.Fatalf("an earlier time is recorded as the last one: %+v", got.Times)
	}
}
