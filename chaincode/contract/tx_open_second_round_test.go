package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

// threeSellers has a buyer of ten pieces who was matched with the cheapest of three sellers, a second buyer with the next one, and a
// seller with whom nobody was; all are rated C.
func threeSellers(t reporter) *world {
	t.Helper()
	w := floorWorld(t)
	w.register("C-BUY1", "C-BUY2", "C-SEL1", "C-SEL2", "C-SEL3")
	w.post(1, bid("C-BUY1.1", 10, 1000), bid("C-BUY2.1", 10, 1000), ask("C-SEL1.1", 10, 500), ask("C-SEL2.1", 10, 600), ask("C-SEL3.1", 15, 1050))
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-BUY1.1", "C-SEL1.1", 10, 750, 2000), trade("C-BUY2.1", "C-SEL2.1", 10, 800, 2000))
	w.publish(1)
	return w
}

func TestTheSecondRoundMatchesWhatWasRefused(t *testing.T) {
	w := threeSellers(t)
	w.accept(1, "1.2.Lobster")
	refusal := w.decision("C-SEL1", "1.1.Lobster", false)
	w.must("operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUY1", "1.1.Lobster", true), refusal))
	w.refused("CYCLE_STATE", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2))
	w.refused("SECOND_ROUND_MISSING", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
	w.secondRound(1)
	w.again("operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 1})
	w.again("operator", "floor:RecordDecisions", decisions(1, refusal))
	w.refused("SCHEME_MISSING", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
	w.refused("CYCLE_STATE", "operator", "floor:SubmitScheme", w.proven(1, "Carp", 1))

	// C-SEL1 has its ten pieces again but not for C-BUY1; C-BUY2 and C-SEL2 are served; so C-BUY1 meets C-SEL3, at 85 fen a piece
	second := trade("C-BUY1.1", "C-SEL3.1", 10, 850, 2000)
	w.refused("SCHEME_INCOMPATIBLE", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2, trade("C-BUY1.1", "C-SEL1.1", 10, 750, 2000)))
	w.refused("SCHEME_OVER_ALLOCATED", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2, trade("C-BUY2.1", "C-SEL3.1", 10, 850, 2000)))
	w.refused("SCHEME_UNFAIR", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2))
	if best := w.bestScheme(1, "Lobster", 2); len(best) != 1 || best[0] != second {
		t.Fatalf("got %+v", best)
	}
	w.again("operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2, second))
	w.refused("SCHEME_EXISTS", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2))
	if m := w.match("1.3.Lobster"); m.Round != 2 || m.Seq != 3 || m.Buyer != "C-BUY1" || m.Seller != "C-SEL3" {
		t.Fatalf("got %+v", m)
	}
	w.accept(1, "1.3.Lobster")
	w.settling(1)
	if got := w.settle(1, "Lobster"); got["contracts"] != 2.0 {
		t.Fatalf("got %v", got)
	}
	for serial, id := range map[int64]string{90001: "1.2.Lobster", 90002: "1.3.Lobster"} {
		if got := query[domain.Contract](w, "floor:GetContract", domain.GetContractArgument{Serial: serial}); got.MatchID != id {
			t.Fatalf("contract %d is of match %s", serial, got.MatchID)
		}
	}
	for round := range int64(2) {
		got := query[domain.Scheme](w, "floor:GetScheme", domain.GetSchemeArgument{Cycle: 1, Breed: "Lobster", Round: round + 1})
		if !got.Settled || got.Score != got.Bound {
			t.Fatalf("got %+v", got)
		}
	}
	w.again("operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: "Lobster"})
	w.refused("CYCLE_STATE", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-SEL1", "1.1.Lobster", true)))
}

// TestAListCanBeInContractsOfBothRounds: a demand of twenty whose second half was refused finds another seller for it.
func TestAListCanBeInContractsOfBothRounds(t *testing.T) {
	w := floorWorld(t)
	w.register("C-BUY1", "C-SEL1", "C-SEL2", "C-SEL3")
	w.post(1, bid("C-BUY1.1", 20, 2000), ask("C-SEL1.1", 10, 500), ask("C-SEL2.1", 10, 600), ask("C-SEL3.1", 15, 1050))
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-BUY1.1", "C-SEL1.1", 10, 750, 2000), trade("C-BUY1.1", "C-SEL2.1", 10, 800, 2000))
	w.publish(1)
	w.accept(1, "1.1.Lobster")
	w.must("operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUY1", "1.2.Lobster", false)))
	w.secondRound(1)
	w.bestScheme(1, "Lobster", 2)
	w.accept(1, "1.3.Lobster")
	w.settling(1)
	if got := w.settle(1, "Lobster"); got["contracts"] != 2.0 {
		t.Fatalf("got %v", got)
	}
	ofBuyer := query[page[domain.Contract]](w, "floor:ListContractsOfCompany", domain.ListContractsOfCompanyArgument{CompanyID: "C-BUY1", ToCycle: 1, PageSize: 10})
	if len(ofBuyer.Items) != 2 || ofBuyer.Items[0].DemandID != ofBuyer.Items[1].DemandID {
		t.Fatalf("got %+v", ofBuyer.Items)
	}
}

// TestSilenceAloneNeedsNoSecondRound, but in a second round it counts as refusal.
func TestSilenceAloneNeedsNoSecondRound(t *testing.T) {
	w := threeSellers(t)
	w.accept(1, "1.1.Lobster")
	w.settling(1)
	if got := w.settle(1, "Lobster"); got["contracts"] != 1.0 {
		t.Fatalf("got %v", got)
	}
	w.refused("CYCLE_STATE", "operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 1})

	w = threeSellers(t)
	w.accept(1, "1.1.Lobster")
	w.secondRound(1)
	w.refused("ROUND_CLOSED", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUY2", "1.2.Lobster", true)))
	w.refused("SCHEME_INCOMPATIBLE", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 2, trade("C-BUY2.1", "C-SEL2.1", 10, 800, 2000)))
	w.refused("SCHEME_MISSING", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
	w.bestScheme(1, "Lobster", 2)
	w.settling(1)
}

// TestABreedWhoseMatchesAllStandNeedsNoSecondScheme.
func TestABreedWhoseMatchesAllStandNeedsNoSecondScheme(t *testing.T) {
	w := threeSellers(t)
	w.accept(1, "1.1.Lobster", "1.2.Lobster")
	w.secondRound(1)
	w.settling(1)
	w.settle(1, "Lobster")
}

func TestOpenSecondRoundInItsTurnOnly(t *testing.T) {
	w := twoBuyers(t)
	w.refused("CYCLE_STATE", "operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 1})
	w.refused("CYCLE_UNKNOWN", "operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 3})
	w.refused("ROLE_REQUIRED", "supervisor", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 1})
	w.scheme(1, "Lobster", fairTrades()...)
	w.publish(1)
	if got := w.announced("operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: 1}); got != "[cycle:1]" {
		t.Fatalf("got %s", got)
	}
	cycle := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 1})
	if cycle.State != "second_round" || cycle.Times.SecondRound < cycle.Times.Matched || cycle.Times.Settling != 0 {
		t.Fatalf("got %+v", cycle)
	}
}
