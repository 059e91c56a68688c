package contract_test

import (
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

// crowd posts count demands and as many supplies of ten pieces by 50 buyers and 50 sellers into cycle 1 and freezes it. Demand k
// and supply k are made for each other; the trades pair them.
func crowd(t reporter, count int) (*world, []domain.Trade) {
	t.Helper()
	w := floorWorld(t)
	w.quiet = true
	side := func(prefix string, make func(string, domain.Pieces, domain.Fen) domain.PostedList) {
		for company := range 50 {
			id := fmt.Sprintf("C-%s%02d", prefix, company)
			w.register(id)
			var lists []domain.PostedList
			for k := company; k < count; k += 50 {
				lists = append(lists, make(fmt.Sprintf("%s.%d", id, k), 10, 1000))
			}
			w.must(id, "floor:PostLists", posting(1, lists...))
		}
	}
	side("BUY", bid)
	side("SELL", ask)
	w.freeze(1)
	trades := []domain.Trade{}
	for k := range count {
		trades = append(trades, trade(fmt.Sprintf("C-BUY%02d.%d", k%50, k), fmt.Sprintf("C-SELL%02d.%d", k%50, k), 10, 1000, 2000))
	}
	return w, trades
}

// crowdScheme is the crowd's scheme with its certificate: a piece of every pair scores 1 600 000, which the buyers' price is.
func crowdScheme(trades []domain.Trade) domain.SubmitSchemeArgument {
	argument := scheme(1, "Lobster", trades...)
	one := domain.CertificateStep{BuyerRating: "C", SellerRating: "C"}
	for range trades {
		one.Demand, one.Supply = append(one.Demand, 1_600_000), append(one.Supply, 0)
	}
	argument.Certificate.Steps = append(argument.Certificate.Steps, one)
	return argument
}

// acceptances are signed by both parties of each match.
func acceptances(w *world, matches int) []domain.SignedDecision {
	var signed []domain.SignedDecision
	for k := range matches {
		id := domain.FormatMatchID(1, int64(k)+1, "Lobster")
		signed = append(signed, w.decision(fmt.Sprintf("C-BUY%02d", k%50), id, true), w.decision(fmt.Sprintf("C-SELL%02d", k%50), id, true))
	}
	return signed
}

// settleAll takes a crowd's scheme through to closed credit; apply is the limit of each credit batch.
func settleAll(w *world, trades []domain.Trade, apply int64) {
	w.must("operator", "floor:SubmitScheme", crowdScheme(trades))
	w.publish(1)
	signed := acceptances(w, len(trades))
	w.must("operator", "floor:RecordDecisions", decisions(1, signed...))
	w.again("operator", "floor:RecordDecisions", decisions(1, signed...))
	w.settling(1)
	w.settle(1, "Lobster")
	for w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: apply})["more"] == true {
	}
	w.closeCycle(1)
}

func TestACrowdedCycleKeepsEveryInvariant(t *testing.T) {
	w, trades := crowd(t, 1000)
	settleAll(w, trades, 300)
	w.checkInvariants("a crowded cycle")
	last := query[domain.Contract](w, "floor:GetContract", domain.GetContractArgument{Serial: 91000})
	if last.MatchID != "1.1000.Lobster" {
		t.Fatalf("got %+v", last)
	}
}

// TestACrowdOfAppealsKeepsEveryInvariant: a full batch of appeals is recorded, decided and entered, half of it before the credit was
// applied and half after.
func TestACrowdOfAppealsKeepsEveryInvariant(t *testing.T) {
	w := appealedCrowd(t, domain.MaxAppeals)
	half := w.verdictsOnCrowd(0, domain.MaxAppeals/2)
	w.must("supervisor", "credit:DecideAppeals", half)
	if got := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 5000}); got["applied"] != float64(domain.MaxAppeals) {
		t.Fatalf("got %v", got)
	}
	w.must("supervisor", "credit:DecideAppeals", w.verdictsOnCrowd(domain.MaxAppeals/2, domain.MaxAppeals))
	w.again("supervisor", "credit:DecideAppeals", half)
	w.refused("CREDIT_PENDING", "operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: 1})
	if got := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 5000}); got["applied"] != float64(domain.MaxAppeals/2) {
		t.Fatalf("got %v", got)
	}
	w.closeCycle(1)
	w.checkInvariants("a crowd of appeals")
}

// appealedCrowd has contracts in cycle 1, all evaluated excellent by the buyer and bad by the seller, whose label the buyer appeals.
func appealedCrowd(t reporter, count int) *world {
	t.Helper()
	w := evaluatedCrowd(t, count, domain.Bad)
	var signed []domain.SignedAppeal
	for k := range count {
		signed = append(signed, w.appeal(fmt.Sprintf("C-BUY%02d", k%50), domain.Seller, domain.FormatMatchID(1, int64(k)+1, "Lobster"), ""))
	}
	w.must("operator", "credit:RecordAppeals", appeals(signed...))
	w.again("operator", "credit:RecordAppeals", appeals(signed...))
	return w
}

// evaluatedCrowd has contracts in cycle 1, which settles, all evaluated excellent by the buyer and alike by the seller.
func evaluatedCrowd(t reporter, count int, bySeller domain.Label) *world {
	t.Helper()
	w, trades := crowd(t, count)
	w.approveModel()
	w.must("operator", "floor:SubmitScheme", crowdScheme(trades))
	w.publish(1)
	w.must("operator", "floor:RecordDecisions", decisions(1, acceptances(w, count)...))
	w.settling(1)
	w.settle(1, "Lobster")
	var signed []domain.SignedEvaluation
	for k := range count {
		id := domain.FormatMatchID(1, int64(k)+1, "Lobster")
		signed = append(signed, w.evaluation(fmt.Sprintf("C-BUY%02d", k%50), id, domain.Excellent, ""), w.evaluation(fmt.Sprintf("C-SELL%02d", k%50), id, bySeller, ""))
	}
	w.must("operator", "credit:RecordEvaluations", evaluations(signed...))
	return w
}

// verdictsOnCrowd correct the labels of an appealed crowd's contracts from … to − 1 to excellent.
func (w *world) verdictsOnCrowd(from, to int) domain.DecideAppealsArgument {
	w.t.Helper()
	var decided []domain.AppealDecision
	for k := from; k < to; k++ {
		decided = append(decided, verdict(domain.Seller, domain.FormatMatchID(1, int64(k)+1, "Lobster"), domain.Excellent))
	}
	return verdicts(decided...)
}

// The benchmarks give what one endorser computes; a peer's reads and writes come on top.

func BenchmarkSubmitScheme(b *testing.B) {
	for _, count := range []int{5_000, 10_000} {
		b.Run(fmt.Sprintf("%d lists", 2*count), func(b *testing.B) {
			w, trades := crowd(b, count)
			call := w.call("operator", "floor:SubmitScheme", crowdScheme(trades))
			for b.Loop() {
				if _, err := w.ledger.Evaluate(call); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRecord2000Decisions(b *testing.B) {
	w, trades := crowd(b, 1000)
	w.must("operator", "floor:SubmitScheme", crowdScheme(trades))
	w.publish(1)
	signed := acceptances(w, len(trades))
	call := w.call("operator", "floor:RecordDecisions", decisions(1, signed...))
	for b.Loop() {
		if _, err := w.ledger.Evaluate(call); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSettle5000Contracts(b *testing.B) {
	w, trades := crowd(b, 5000)
	w.must("operator", "floor:SubmitScheme", crowdScheme(trades))
	w.publish(1)
	signed := acceptances(w, len(trades))
	w.must("operator", "floor:RecordDecisions", decisions(1, signed...))
	w.settling(1)
	settle := w.call("operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: "Lobster"})
	b.Run("settle", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.ledger.Evaluate(settle); err != nil {
				b.Fatal(err)
			}
		}
	})
	w.settle(1, "Lobster")
	apply := w.call("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 5000})
	b.Run("credit", func(b *testing.B) {
		for b.Loop() {
			if _, err := w.ledger.Evaluate(apply); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkAppeals1000 is a full batch: of credit as applied without appeals, of credit that is corrected right after it was applied, of
// credit corrected later, of appeals to record and to decide.
func BenchmarkAppeals1000(b *testing.B) {
	evaluate := func(name string, w *world, who, function string, argument any) {
		call := w.call(who, function, argument)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.ledger.Evaluate(call); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	apply := domain.ApplyCreditArgument{Cycle: 1, Limit: 5000}
	plain := evaluatedCrowd(b, domain.MaxAppeals, domain.Excellent)
	evaluate("apply", plain, "operator", "credit:ApplyCredit", apply)
	var signed []domain.SignedAppeal
	for k := range domain.MaxAppeals {
		signed = append(signed, plain.appeal(fmt.Sprintf("C-BUY%02d", k%50), domain.Seller, domain.FormatMatchID(1, int64(k)+1, "Lobster"), ""))
	}
	evaluate("record", plain, "operator", "credit:RecordAppeals", appeals(signed...))
	early := appealedCrowd(b, domain.MaxAppeals)
	all := early.verdictsOnCrowd(0, domain.MaxAppeals)
	evaluate("decide", early, "supervisor", "credit:DecideAppeals", all)
	early.must("supervisor", "credit:DecideAppeals", all)
	evaluate("apply and correct", early, "operator", "credit:ApplyCredit", apply)
	late := appealedCrowd(b, domain.MaxAppeals)
	late.must("operator", "credit:ApplyCredit", apply)
	late.must("supervisor", "credit:DecideAppeals", all)
	evaluate("correct", late, "operator", "credit:ApplyCredit", apply)
}
