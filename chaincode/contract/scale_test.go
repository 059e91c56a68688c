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
