package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestStartSettlingReservesSerialNumbers(t *testing.T) {
	w := matched(t)
	start := domain.StartSettlingArgument{Cycle: 1}
	w.accept(1, "1.1.Lobster")
	w.must("operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUYC", "1.2.Lobster", true))) // the seller is silent
	got := w.must("operator", "floor:StartSettling", start)
	if got["first_serial"] != 90001.0 || got["contracts"] != 1.0 {
		t.Fatalf("one match is accepted by both: %v", got)
	}
	if got := w.again("operator", "floor:StartSettling", start); got["first_serial"] != 90001.0 || got["contracts"] != 1.0 {
		t.Fatalf("a repeated call gives the same answer: %v", got)
	}
	w.refused("CYCLE_STATE", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 2})
	w.refused("CYCLE_UNKNOWN", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 3})
}

func TestStartSettlingBeforeTheMatchesArePublished(t *testing.T) {
	w := twoBuyers(t)
	w.refused("CYCLE_STATE", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
}

func TestBreedsGetTheirSerialsInTheOrderOfTheirFirstMatchsRatings(t *testing.T) {
	w := floorWorld(t)
	w.register("C-BEST", "C-REST", "C-SELL")
	w.rate(map[string]domain.Tenths{"C-BEST": 50}, "C-BEST")
	carp := func(l domain.PostedList) domain.PostedList { l.Breed = "Carp"; return l }
	w.post(1, bid("C-BEST.1", 10, 1000), ask("C-SELL.1", 10, 1000), carp(bid("C-REST.1", 10, 1000)), carp(ask("C-SELL.2", 10, 1000)))
	w.freeze(1)
	w.scheme(1, "Carp", trade("C-REST.1", "C-SELL.2", 10, 1000, 2000))
	w.scheme(1, "Lobster", trade("C-BEST.1", "C-SELL.1", 10, 1000, 2000))
	w.publish(1)
	w.accept(1, "1.1.Carp", "1.1.Lobster")
	w.settling(1)
	w.settle(1, "Carp")
	w.settle(1, "Lobster")
	for serial, breed := range map[int64]string{90001: "Lobster", 90002: "Carp"} {
		if got := query[domain.Contract](w, "floor:GetContract", domain.GetContractArgument{Serial: serial}); got.Breed != breed {
			t.Fatalf("contract %d is of %s, not %s", serial, got.Breed, breed)
		}
	}
}
