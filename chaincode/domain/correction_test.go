package domain

import (
	"testing"

	"pgregory.net/rapid"
)

func TestACorrection(t *testing.T) {
	for sentence, c := range map[string]struct {
		buyer, seller Label
		moved         Tenths
		byAnother     bool
		before, after Tenths
		reason        CreditReason
	}{
		"nothing moved, a tenth is due":              {Excellent, Excellent, 0, false, 30, 31, ReasonAppealCorrected},
		"a tenth moved, none is due":                 {Excellent, Good, 1, false, 31, 30, ReasonAppealCorrected},
		"a tenth taken, none is due":                 {Good, Bad, -1, false, 29, 30, ReasonAppealCorrected},
		"a tenth moved, the opposite is due":         {Bad, Bad, 1, false, 31, 29, ReasonAppealCorrected},
		"a tenth taken, the opposite is due":         {Excellent, Excellent, -1, false, 29, 31, ReasonAppealCorrected},
		"nothing moved, nothing is due":              {Good, Good, 0, false, 30, 30, ReasonAppealCorrected},
		"one label is missing":                       {Good, NoLabel, 0, false, 30, 30, ReasonAppealCorrected},
		"another contract has moved the pair":        {Excellent, Excellent, 0, true, 30, 30, ReasonPairLimit},
		"another has moved the pair, nothing is due": {Good, Good, 0, true, 30, 30, ReasonAppealCorrected},
		"at the top":                             {Excellent, Excellent, 0, false, 50, 50, ReasonAtBound},
		"two are due, one is left to the bottom": {Bad, Bad, 1, false, 2, 1, ReasonAtBound},
		"one is to be taken back at the bottom":  {Good, Bad, 1, false, 1, 1, ReasonAtBound},
		"two are due and there is just room":     {Bad, Bad, 1, false, 3, 1, ReasonAppealCorrected},
	} {
		t.Run(sentence, func(t *testing.T) {
			buyer, seller := creditOf(buyer1, c.before), creditOf(seller2, c.before)
			buyer.Entries, seller.Entries = 7, 8
			applied := CreditApplied{1, 12, 4, 5, c.moved, c.moved}
			move := CorrectCredit(evaluated(c.buyer, c.seller), 13, applied, buyer, seller, c.byAnother)
			if want := (CreditEntry{1, buyer1, 8, 13, 90001, c.reason, c.before, c.after, c.buyer, c.seller, seller2, 4}); move.BuyerEntry != want {
				t.Errorf("%+v", move.BuyerEntry)
			}
			if want := (CreditEntry{1, seller2, 9, 13, 90001, c.reason, c.before, c.after, c.seller, c.buyer, buyer1, 5}); move.SellerEntry != want {
				t.Errorf("%+v", move.SellerEntry)
			}
			sum := c.moved + c.after - c.before
			if want := (CreditApplied{1, 12, 8, 9, sum, sum}); move.Applied != want {
				t.Errorf("%+v", move.Applied)
			}
			if move.Buyer != (Credit{1, buyer1, c.after, 8}) || move.Seller != (Credit{1, seller2, c.after, 9}) {
				t.Errorf("%+v %+v", move.Buyer, move.Seller)
			}
		})
	}
}

// TestCorrectionsEndWhereTheLabelsWouldHaveLed: away from the bounds a contract that was applied and then corrected any number of
// times, with other moves of the scores in between, has moved its parties by what its last labels are due, and no more than a tenth.
func TestCorrectionsEndWhereTheLabelsWouldHaveLed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.SampledFrom([]Label{Excellent, Good, Bad})
		start := rapid.SampledFrom([]Tenths{1, 2, 3, 30, 48, 49, 50})
		buyer, seller := creditOf(buyer1, start.Draw(t, "buyer")), creditOf(seller2, start.Draw(t, "seller"))
		move := ApplyCreditRule(evaluated(label.Draw(t, "buyer's"), label.Draw(t, "seller's")), 12, buyer, seller, rapid.Bool().Draw(t, "pair moved"))
		for range rapid.IntRange(1, 4).Draw(t, "corrections") {
			before := move
			before.Buyer.Tenths, before.Seller.Tenths = start.Draw(t, "buyer meanwhile"), start.Draw(t, "seller meanwhile")
			e := evaluated(label.Draw(t, "buyer's corrected"), label.Draw(t, "seller's corrected"))
			move = CorrectCredit(e, 13, before.Applied, before.Buyer, before.Seller, false)
			due, _ := labelsRule(e.BuyerLabel, e.SellerLabel)
			for _, side := range []struct {
				entry                 CreditEntry
				score                 Tenths
				movedBefore, movedNow Tenths
			}{
				{move.BuyerEntry, before.Buyer.Tenths, before.Applied.BuyerMoved, move.Applied.BuyerMoved},
				{move.SellerEntry, before.Seller.Tenths, before.Applied.SellerMoved, move.Applied.SellerMoved},
			} {
				wanted := side.score + due - side.movedBefore
				bounded := wanted < MinCredit || wanted > MaxCredit
				if bounded != (side.entry.Reason == ReasonAtBound) || !bounded && side.movedNow != due {
					t.Fatalf("%d are due after %d, moved %d in all: %+v", due, side.movedBefore, side.movedNow, side.entry)
				}
				if side.movedNow < -1 || side.movedNow > 1 || side.entry.After < MinCredit || side.entry.After > MaxCredit ||
					side.entry.After-side.entry.Before != side.movedNow-side.movedBefore || side.entry.Before != side.score {
					t.Fatalf("moved %d, then %d: %+v", side.movedBefore, side.movedNow, side.entry)
				}
			}
		}
	})
}
