package contract_test

import (
	"testing"

	"pgregory.net/rapid"

	"shoal/chaincode/domain"
)

var labels = []domain.Label{domain.Excellent, domain.Good, domain.Bad}

// appeal has a party, or a stranger, appeal any label, mostly one that is there.
func (d *driver) appeal(t *rapid.T) {
	given, ok := pick(t, "evaluation", d.snapshot().Evaluations)
	if !ok {
		return
	}
	match := d.world.match(given.Value.MatchID)
	company := rapid.SampledFrom([]string{match.Buyer, match.Seller, match.Buyer, match.Seller, "C-DDDD"}).Draw(t, "by")
	side := rapid.SampledFrom([]domain.Party{domain.Buyer, domain.Seller}).Draw(t, "side")
	reason := rapid.SampledFrom([]string{"", "", "", "otherwise"}).Draw(t, "reason")
	d.try("operator", "credit:RecordAppeals", appeals(d.world.appeal(company, side, match.MatchID, reason)))
}

// appealMany has parties appeal labels of their own in one batch, as far as the chain takes it.
func (d *driver) appealMany(t *rapid.T) {
	var signed []domain.SignedAppeal
	for _, evaluation := range d.snapshot().Evaluations {
		e := evaluation.Value
		if rapid.IntRange(0, 3).Draw(t, "accepts its label") > 0 {
			signed = append(signed, d.world.appeal(e.CompanyID, domain.Party(evaluation.Attributes[3]), e.MatchID, ""))
		}
	}
	if len(signed) > 0 {
		d.try("operator", "credit:RecordAppeals", appeals(signed...))
	}
}

// judge has some of the appeals decided, open ones and at times decided ones. Both labels of a contract tend to become the same.
func (d *driver) judge(t *rapid.T) {
	var decided []domain.AppealDecision
	label := rapid.SampledFrom(labels)
	both := label.Draw(t, "label for most")
	for _, appeal := range d.snapshot().Appeals {
		a := appeal.Value
		if rapid.IntRange(0, 3).Draw(t, "later") == 0 || a.Status != domain.AppealOpen && rapid.IntRange(0, 4).Draw(t, "again") > 0 {
			continue
		}
		one := both
		if rapid.IntRange(0, 3).Draw(t, "another") == 0 {
			one = label.Draw(t, "label")
		}
		decided = append(decided, verdict(a.Side, a.MatchID, one))
	}
	for _, one := range decided {
		who := rapid.SampledFrom([]string{"supervisor", "supervisor", "supervisor", "supervisor", "operator"}).Draw(t, "who")
		d.try(who, "credit:DecideAppeals", verdicts(one))
	}
}

// TestNoSequenceOfAppealsBreaksAnInvariant: pairs of companies near the bounds share several contracts in each of several cycles,
// whose labels are appealed, decided and applied at any time and in any order. What each contract has moved must be what its labels
// are due but for limit and bounds (invariants 4 and 7), and no correction is left over where a cycle closes.
func TestNoSequenceOfAppealsBreaksAnInvariant(t *testing.T) {
	seen := map[domain.CreditReason]int{}
	corrections, undone, twice := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		d := &driver{world: pairsWorld(t), t: t, reached: map[string]int{}}
		for cycle := int64(1); cycle <= rapid.Int64Range(1, 4).Draw(t, "cycles"); cycle++ {
			count := rapid.IntRange(0, 4).Draw(t, "contracts")
			if cycle == 1 {
				count++
			}
			var given [][2]domain.Label
			for range count {
				both := rapid.SampledFrom(labels).Draw(t, "label of both")
				given = append(given, [2]domain.Label{both, rapid.SampledFrom([]domain.Label{both, both, domain.Good}).Draw(t, "seller's label")})
			}
			d.world.pairTrades(cycle, given...)
			for range rapid.IntRange(0, 6).Draw(t, "steps") {
				rapid.SampledFrom([]step{
					{"appeal", d.appeal}, {"appeal many", d.appealMany}, {"appeal many", d.appealMany}, {"judge", d.judge}, {"judge", d.judge}, {"apply credit", d.applyCredit},
				}).Draw(t, "step").do(t)
			}
			for {
				got, _, err := d.world.submit("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: cycle, Limit: rapid.Int64Range(1, 3).Draw(t, "limit")})
				if err != nil {
					t.Fatalf("%v", err)
				}
				if got["more"] == false {
					break
				}
			}
			d.world.closeCycle(cycle)
			if left := d.snapshot().AppealsDue; len(left) > 0 {
				t.Fatalf("corrections are left over: %+v", left)
			}
			d.judge(t) // the next cycle enters these
		}
		for _, entry := range d.snapshot().CreditEntries {
			e := entry.Value
			if e.Corrects == 0 {
				continue
			}
			seen[e.Reason]++
			corrections++
			switch step := e.After - e.Before; {
			case step == 2 || step == -2:
				twice++
			case step != 0:
				undone++
			}
		}
	})
	t.Logf("%d corrections by reason %v, %d move one tenth, %d two", corrections, seen, undone, twice)
	if t.Failed() {
		return
	}
	for _, reason := range []domain.CreditReason{domain.ReasonAppealCorrected, domain.ReasonPairLimit} {
		if seen[reason] == 0 {
			t.Errorf("no correction was %s: %v", reason, seen)
		}
	}
	if undone+twice == 0 {
		t.Error("no correction moved a score")
	}
}

// pairsWorld has two companies that trade with each other, with scores at and near the bounds.
func pairsWorld(t *rapid.T) *world {
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) {
		p.EvaluationCycles = rapid.Int64Range(0, 2).Draw(t, "evaluation cycles")
		p.AppealCycles = rapid.Int64Range(0, 2).Draw(t, "appeal cycles")
	})
	w.register("C-AAAA", "C-BBBB")
	tenths := rapid.SampledFrom([]domain.Tenths{1, 2, 30, 49, 50})
	w.rate(map[string]domain.Tenths{"C-AAAA": tenths.Draw(t, "buyer"), "C-BBBB": tenths.Draw(t, "seller")}, "C-AAAA", "C-BBBB")
	w.approveModel()
	return w
}
