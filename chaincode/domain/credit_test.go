package domain

import (
	"testing"

	"pgregory.net/rapid"
)

func evaluated(buyer, seller Label) Evaluated {
	return Evaluated{Contract{Serial: 90001, Buyer: buyer1, Seller: seller2}, buyer, seller}
}

func creditOf(company string, tenths Tenths) Credit {
	credit, _ := NewcomerCredit(company, 1, tenths)
	return credit
}

func TestTheCreditRule(t *testing.T) {
	for sentence, c := range map[string]struct {
		buyer, seller           Label
		pairMoved               bool
		before, beforeSeller    Tenths
		after, afterSeller      Tenths
		reason, reasonForSeller CreditReason
		moved                   bool
	}{
		"both excellent":                       {Excellent, Excellent, false, 42, 30, 43, 31, ReasonBothExcellent, ReasonBothExcellent, true},
		"both bad":                             {Bad, Bad, false, 42, 30, 41, 29, ReasonBothBad, ReasonBothBad, true},
		"both good":                            {Good, Good, false, 42, 30, 42, 30, ReasonBothGood, ReasonBothGood, false},
		"excellent and good":                   {Excellent, Good, false, 42, 30, 42, 30, ReasonLabelsDiffer, ReasonLabelsDiffer, false},
		"bad and excellent":                    {Bad, Excellent, false, 42, 30, 42, 30, ReasonLabelsDiffer, ReasonLabelsDiffer, false},
		"one is missing":                       {NoLabel, Excellent, false, 42, 30, 42, 30, ReasonEvaluationMissing, ReasonEvaluationMissing, false},
		"both are missing":                     {NoLabel, NoLabel, false, 42, 30, 42, 30, ReasonEvaluationMissing, ReasonEvaluationMissing, false},
		"the pair has moved this cycle":        {Excellent, Excellent, true, 42, 30, 42, 30, ReasonPairLimit, ReasonPairLimit, false},
		"the pair has moved, nothing was due":  {Good, Good, true, 42, 30, 42, 30, ReasonBothGood, ReasonBothGood, false},
		"one is at the top":                    {Excellent, Excellent, false, 50, 30, 50, 31, ReasonAtBound, ReasonBothExcellent, true},
		"one is at the bottom":                 {Bad, Bad, false, 42, 1, 41, 1, ReasonBothBad, ReasonAtBound, true},
		"both are at the top":                  {Excellent, Excellent, false, 50, 50, 50, 50, ReasonAtBound, ReasonAtBound, false},
		"the pair has moved and is at the top": {Excellent, Excellent, true, 50, 50, 50, 50, ReasonPairLimit, ReasonPairLimit, false},
	} {
		t.Run(sentence, func(t *testing.T) {
			move := ApplyCreditRule(evaluated(c.buyer, c.seller), 13, creditOf(buyer1, c.before), creditOf(seller2, c.beforeSeller), c.pairMoved)
			if move.Applied.Moves() != c.moved {
				t.Errorf("moves: %t", move.Applied.Moves())
			}
			if want := (CreditApplied{1, 13, 2, 2, c.after - c.before, c.afterSeller - c.beforeSeller}); move.Applied != want {
				t.Errorf("%+v", move.Applied)
			}
			if want := (CreditEntry{1, buyer1, 2, 13, 90001, c.reason, c.before, c.after, c.buyer, c.seller, seller2, 0}); move.BuyerEntry != want {
				t.Errorf("%+v", move.BuyerEntry)
			}
			if want := (CreditEntry{1, seller2, 2, 13, 90001, c.reasonForSeller, c.beforeSeller, c.afterSeller, c.seller, c.buyer, buyer1, 0}); move.SellerEntry != want {
				t.Errorf("%+v", move.SellerEntry)
			}
			if want := (Credit{1, buyer1, c.after, 2}); move.Buyer != want {
				t.Errorf("%+v", move.Buyer)
			}
			if want := (Credit{1, seller2, c.afterSeller, 2}); move.Seller != want {
				t.Errorf("%+v", move.Seller)
			}
		})
	}
}

func TestFirstEntries(t *testing.T) {
	credit, entry := NewcomerCredit(buyer1, 3, 30)
	if credit != (Credit{1, buyer1, 30, 1}) || entry != (CreditEntry{1, buyer1, 1, 3, 0, ReasonNewcomer, 30, 30, "", "", "", 0}) {
		t.Errorf("%+v %+v", credit, entry)
	}
	credit, entry = OpeningCredit(credit, 4, 42)
	if credit != (Credit{1, buyer1, 42, 2}) || entry != (CreditEntry{1, buyer1, 2, 4, 0, ReasonOpening, 30, 42, "", "", "", 0}) {
		t.Errorf("%+v %+v", credit, entry)
	}
}

// TestCreditStaysInItsBounds over any run of contracts, moves by a tenth at most, and the entries tell the whole story.
func TestCreditStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		labels := rapid.SampledFrom([]Label{Excellent, Good, Bad, NoLabel, Excellent, Bad})
		start := rapid.SampledFrom([]Tenths{1, 2, 30, 49, 50})
		buyer, seller := creditOf(buyer1, start.Draw(t, "buyer")), creditOf(seller2, start.Draw(t, "seller"))
		for range rapid.IntRange(1, 60).Draw(t, "contracts") {
			move := ApplyCreditRule(evaluated(labels.Draw(t, "buyer's"), labels.Draw(t, "seller's")), 13, buyer, seller, rapid.Bool().Draw(t, "pair moved"))
			for _, step := range []struct {
				before, after Credit
				entry         CreditEntry
			}{{buyer, move.Buyer, move.BuyerEntry}, {seller, move.Seller, move.SellerEntry}} {
				delta := step.after.Tenths - step.before.Tenths
				if step.after.Tenths < MinCredit || step.after.Tenths > MaxCredit || delta != stepOf(step.entry.Reason) ||
					step.entry.Before != step.before.Tenths || step.entry.After != step.after.Tenths ||
					step.after.Entries != step.before.Entries+1 || step.entry.Seq != step.after.Entries {
					t.Fatalf("%+v", step)
				}
			}
			if move.Applied.Moves() != (buyer.Tenths != move.Buyer.Tenths || seller.Tenths != move.Seller.Tenths) {
				t.Fatalf("moves: %t, %+v", move.Applied.Moves(), move)
			}
			buyer, seller = move.Buyer, move.Seller
		}
	})
}

func TestAPairHasOneOrder(t *testing.T) {
	one, other := PairOf(seller2, buyer1)
	if one != buyer1 || other != seller2 {
		t.Error(one, other)
	}
}
