package contract_test

import (
	"fmt"
	"slices"
	"testing"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

func TestApplyCreditFollowsTheLabels(t *testing.T) {
	for name, test := range map[string]struct {
		buyer, seller domain.Label
		after         domain.Tenths
		reason        domain.CreditReason
	}{
		"both excellent move up":                {domain.Excellent, domain.Excellent, 46, domain.ReasonBothExcellent},
		"both bad move down":                    {domain.Bad, domain.Bad, 44, domain.ReasonBothBad},
		"both good stay":                        {domain.Good, domain.Good, 45, domain.ReasonBothGood},
		"labels that differ stay":               {domain.Excellent, domain.Bad, 45, domain.ReasonLabelsDiffer},
		"a missing label at the deadline stays": {domain.Excellent, domain.NoLabel, 45, domain.ReasonEvaluationMissing},
	} {
		t.Run(name, func(t *testing.T) {
			w := settledWorld(t)
			signed := []domain.SignedEvaluation{w.evaluation("C-BUYA", "1.1.Lobster", test.buyer, "")}
			if test.seller != domain.NoLabel {
				signed = append(signed, w.evaluation("C-SELL", "1.1.Lobster", test.seller, ""))
			}
			w.must("operator", "credit:RecordEvaluations", evaluations(signed...))
			w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
			if got := w.credit("C-BUYA"); got.Tenths != test.after {
				t.Fatalf("got %+v", got)
			}
			entries := query[page[domain.CreditEntry]](w, "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: "C-BUYA", PageSize: 10})
			last := entries.Items[len(entries.Items)-1]
			if last.Reason != test.reason || last.Serial != 90001 || last.Counterparty != "C-SELL" || last.Cycle != 1 {
				t.Fatalf("got %+v", last)
			}
		})
	}
}

func TestApplyCreditInBatchesTakesEachContractOnce(t *testing.T) {
	w := settledWorld(t)
	w.must("operator", "credit:RecordEvaluations", evaluations(
		w.evaluation("C-BUYC", "1.2.Lobster", domain.Excellent, ""), w.evaluation("C-SELL", "1.2.Lobster", domain.Excellent, "")))
	one := domain.ApplyCreditArgument{Cycle: 1, Limit: 1}
	if got := w.must("operator", "credit:ApplyCredit", one); got["applied"] != 1.0 || got["more"] != true {
		t.Fatalf("got %v", got)
	}
	if got := w.credit("C-BUYC"); got.Tenths != 31 {
		t.Fatalf("the contract with both evaluations comes first: %+v", got)
	}
	if got := w.must("operator", "credit:ApplyCredit", one); got["applied"] != 1.0 || got["more"] != false {
		t.Fatalf("got %v", got)
	}
	if got := w.again("operator", "credit:ApplyCredit", one); got["applied"] != 0.0 || got["more"] != false {
		t.Fatalf("got %v", got)
	}
	w.closeCycle(1)
	w.refused("CYCLE_STATE", "operator", "credit:ApplyCredit", one)
}

func TestApplyCreditClosesTheCycleAfterTheLast(t *testing.T) {
	w := settledWorld(t)
	w.must("operator", "credit:RecordEvaluations", evaluations(
		w.evaluation("C-BUYC", "1.2.Lobster", domain.Excellent, ""), w.evaluation("C-SELL", "1.2.Lobster", domain.Excellent, "")))
	last := domain.ApplyCreditArgument{Cycle: 1, Limit: 1, Close: true}
	if got := w.must("operator", "credit:ApplyCredit", last); got["applied"] != 1.0 || got["more"] != true || got["closed"] != false {
		t.Fatalf("another contract is due: %v", got)
	}
	if got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 1}); got.State != domain.Settling {
		t.Fatalf("closed with credit due: %+v", got)
	}
	if got := w.must("operator", "credit:ApplyCredit", last); got["applied"] != 1.0 || got["more"] != false || got["closed"] != true {
		t.Fatalf("got %v", got)
	}
	if got := w.credit("C-BUYC"); got.Tenths != 31 {
		t.Fatalf("got %+v", got)
	}
	if got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 1}); got.State != domain.Closed || got.Times.Closed == 0 {
		t.Fatalf("got %+v", got)
	}
	if got := w.again("operator", "credit:ApplyCredit", last); got["applied"] != 0.0 || got["closed"] != true {
		t.Fatalf("got %v", got)
	}
}

func TestApplyCreditClosesNothingThatIsNotSettled(t *testing.T) {
	w := matched(t)
	w.accept(1, "1.1.Lobster")
	last := domain.ApplyCreditArgument{Cycle: 1, Limit: 10, Close: true}
	w.refused("CYCLE_STATE", "operator", "credit:ApplyCredit", last)
	w.settling(1)
	mustContain(t, w.refused("SETTLING_UNFINISHED", "operator", "credit:ApplyCredit", last), "Lobster")
	w.settle(1, "Lobster")
	if got := w.must("operator", "credit:ApplyCredit", last); got["applied"] != 1.0 || got["closed"] != true {
		t.Fatalf("got %v", got)
	}
	w.refused("CYCLE_UNKNOWN", "operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 3, Limit: 10, Close: true})
}

// applied is what the ledger keeps of a contract whose credit was applied.
func (w *world) applied(matchID string) domain.CreditApplied {
	w.t.Helper()
	snapshot, err := ledger.Snapshot(w.ledger.Range)
	if err != nil {
		w.t.Fatalf("the state cannot be read: %v", err)
	}
	cycle, seq, breed, _ := domain.ParseMatchID(matchID)
	for _, one := range snapshot.CreditsApplied {
		if slices.Equal(one.Attributes, []string{fmt.Sprintf("%08d", cycle), breed, fmt.Sprintf("%08d", seq)}) {
			return one.Value
		}
	}
	return domain.CreditApplied{}
}

func TestApplyCreditMovesAPairOnceACycleHoweverManyContracts(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.approveModel()
	w.post(1, bid("C-AAAA.1", 10, 1000), bid("C-AAAA.2", 10, 1000), ask("C-BBBB.1", 20, 2000))
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-AAAA.1", "C-BBBB.1", 10, 1000, 2000), trade("C-AAAA.2", "C-BBBB.1", 10, 1000, 2000))
	w.publish(1)
	w.accept(1, "1.1.Lobster", "1.2.Lobster")
	w.settling(1)
	w.settle(1, "Lobster")
	for i := 1; i <= 2; i++ {
		id := fmt.Sprintf("1.%d.Lobster", i)
		w.must("operator", "credit:RecordEvaluations", evaluations(
			w.evaluation("C-AAAA", id, domain.Excellent, ""), w.evaluation("C-BBBB", id, domain.Excellent, "")))
	}
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	entries := query[page[domain.CreditEntry]](w, "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: "C-AAAA", PageSize: 10}).Items
	if len(entries) != 3 || entries[1].After != 31 || entries[2].After != 31 || entries[2].Reason != domain.ReasonPairLimit {
		t.Fatalf("got %+v", entries)
	}
	if first := w.applied("1.1.Lobster"); first != (domain.CreditApplied{V: 1, Cycle: 1, BuyerSeq: 2, SellerSeq: 2, BuyerMoved: 1, SellerMoved: 1}) {
		t.Fatalf("got %+v", first)
	}
	if second := w.applied("1.2.Lobster"); second != (domain.CreditApplied{V: 1, Cycle: 1, BuyerSeq: 3, SellerSeq: 3}) {
		t.Fatalf("got %+v", second)
	}
}

func TestApplyCreditLeavesContractsOpenUntilTheirClosingCycle(t *testing.T) {
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) { p.EvaluationCycles = 1 })
	w.register("C-AAAA", "C-BBBB")
	w.approveModel()
	w.post(1, bid("C-AAAA.1", 10, 1000), ask("C-BBBB.1", 10, 1000))
	w.freeze(1)
	w.scheme(1, "Lobster", trade("C-AAAA.1", "C-BBBB.1", 10, 1000, 2000))
	w.publish(1)
	w.accept(1, "1.1.Lobster")
	w.settling(1)
	w.settle(1, "Lobster")
	w.must("operator", "credit:RecordEvaluations", evaluations(w.evaluation("C-AAAA", "1.1.Lobster", domain.Good, "")))
	w.again("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.closeCycle(1)
	w.freeze(2)
	w.publish(2)
	w.settling(2)
	expired := w.evaluation("C-BBBB", "1.1.Lobster", domain.Good, "")
	expired.ExpiryCycle = 1
	signature, err := person(t, "C-BBBB").Sign(expired.Statement(channel).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	expired.Signature = signature
	w.refused("STATEMENT_EXPIRED", "operator", "credit:RecordEvaluations", evaluations(expired))
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 2, Limit: 10})
	w.closeCycle(2)
}
