package domain

import "testing"

func TestTheLabelThatStands(t *testing.T) {
	e := Evaluation{Label: Bad}
	if e.Standing() != Bad {
		t.Error("as classified until corrected")
	}
	e.CorrectedLabel = Good
	if e.Standing() != Good || e.Label != Bad {
		t.Error("as corrected, the classified one kept")
	}
}

func TestAppealsClose(t *testing.T) {
	for _, c := range []struct{ closes, cycles, want int64 }{{12, 0, 12}, {12, 3, 15}, {MaxN8 - 1, 100, MaxN8}} {
		if got := AppealCloses(Contract{EvaluationCloses: c.closes}, Parameters{AppealCycles: c.cycles}); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestAppealIDs(t *testing.T) {
	for _, side := range []Party{Buyer, Seller} {
		id := FormatAppealID(side, "12.1.大黄鱼")
		if gotSide, matchID, ok := ParseAppealID(id); !ok || gotSide != side || matchID != "12.1.大黄鱼" {
			t.Errorf("%s: %s, %s, %t", id, gotSide, matchID, ok)
		}
	}
	for _, id := range []string{"", "buyer", "buyer.", "demand.12.1.Lobster", ".12.1.Lobster", "12.1.Lobster", "buyer.12.01.Lobster", "Buyer.12.1.Lobster"} {
		if _, _, ok := ParseAppealID(id); ok {
			t.Errorf("%q is no appeal's id", id)
		}
	}
}

func TestDecidingAnAppeal(t *testing.T) {
	signed := SignedAppeal{"12.1.Lobster", Seller, "C-AB12", digestOfTests, "k", 13, "c2ln"}
	open := signed.Appeal(Bad)
	if want := (Appeal{1, "seller.12.1.Lobster", "12.1.Lobster", Seller, "C-AB12", Bad, digestOfTests, "k", 13, "c2ln", AppealOpen, "", ""}); open != want {
		t.Fatalf("%+v", open)
	}
	for _, c := range []struct {
		label     Label
		status    AppealStatus
		corrected Label
	}{{Bad, AppealConfirmed, ""}, {Good, AppealCorrected, Good}, {Excellent, AppealCorrected, Excellent}} {
		decision := AppealDecision{"12.1.Lobster", Seller, c.label, digestOfTests}
		decided, changed, err := open.Decide(decision)
		if err != nil || !changed || decided.Status != c.status || decided.CorrectedLabel != c.corrected || decided.GroundsDigest != digestOfTests {
			t.Fatalf("%s: %+v, %t, %v", c.label, decided, changed, err)
		}
		if again, changed, err := decided.Decide(decision); err != nil || changed || again != decided {
			t.Errorf("%s again: %+v, %t, %v", c.label, again, changed, err)
		}
		for _, other := range []AppealDecision{{Label: map[Label]Label{Bad: Good, Good: Bad, Excellent: Bad}[c.label], GroundsDigest: digestOfTests}, {Label: c.label, GroundsDigest: "other"}} {
			stands, changed, err := decided.Decide(other)
			wantError(t, err, CodeAppealDecided, "label")
			if changed || stands != decided {
				t.Errorf("%s: %+v, %t", c.label, stands, changed)
			}
		}
	}
}

func TestTheSameAppeal(t *testing.T) {
	signed := SignedAppeal{"12.1.Lobster", Seller, "C-AB12", digestOfTests, "k", 13, "c2ln"}
	standing := signed.Appeal(Bad)
	signed.KeyID, signed.ExpiryCycle, signed.Signature = "k2", 14, "bmV3"
	if !standing.Same(signed) {
		t.Error("newly signed it is the same")
	}
	byAnother, otherReason := signed, signed
	byAnother.CompanyID, otherReason.ReasonDigest = "C-CD34", "x"
	if standing.Same(byAnother) || standing.Same(otherReason) {
		t.Error("by another, or with another reason, it is not the same")
	}
}
