package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

var (
	bothExcellent = [2]domain.Label{domain.Excellent, domain.Excellent}
	bothBad       = [2]domain.Label{domain.Bad, domain.Bad}
	nearlyBoth    = [2]domain.Label{domain.Excellent, domain.Bad}
)

// told compares what both companies' histories say after the newcomer's and the opening entry.
func told(t *testing.T, w *world, want string) {
	t.Helper()
	for _, id := range []string{"C-AAAA", "C-BBBB"} {
		if got := w.tale(id); got != "[NEWCOMER+0 OPENING+5"+want+"]" {
			t.Errorf("%s: got %s, not %s", id, got, want)
		}
	}
}

func TestALabelCorrectedBeforeItsCreditLeavesBothEntries(t *testing.T) {
	w := pairWorld(t, 35, nearlyBoth)
	w.correct(domain.Seller, "1.1.Lobster", domain.Excellent)
	if got := w.applyCredit(1); got["applied"] != 1.0 {
		t.Fatalf("one contract: %v", got)
	}
	told(t, w, " LABELS_DIFFER+0 APPEAL_CORRECTED+1(3)")
	last := w.entries("C-BBBB")[3]
	if last.OwnLabel != domain.Excellent || last.PartnerLabel != domain.Excellent || last.Cycle != 1 || last.Serial != 90001 {
		t.Fatalf("got %+v", last)
	}
	w.closeCycle(1)
}

func TestALabelCorrectedAfterItsCreditIsEnteredOnce(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Good)
	mustContain(t, w.refused("CREDIT_PENDING", "operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: 1}), "1.1.Lobster")
	w.applyCredit(1)
	w.again("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	told(t, w, " BOTH_EXCELLENT+1 APPEAL_CORRECTED-1(3)")
	w.closeCycle(1)
}

func TestALabelCorrectedBetweenTheBatchesIsEnteredBeforeTheCycleIsClosed(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Good)
	got := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 1, Close: true})
	if got["applied"] != 1.0 || got["closed"] != true {
		t.Fatalf("got %v", got)
	}
	told(t, w, " BOTH_EXCELLENT+1 APPEAL_CORRECTED-1(3)")
}

func TestAConfirmedLabelChangesNothing(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Excellent)
	w.again("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	told(t, w, " BOTH_EXCELLENT+1")
}

// From both excellent to both bad is two tenths down, in one entry, whichever of the two labels comes first in the keys.
func TestBothLabelsCorrectedAreOneCorrection(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Seller, "1.1.Lobster", domain.Bad)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Bad)
	if got := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 1}); got["applied"] != 1.0 || got["more"] != false {
		t.Fatalf("got %v", got)
	}
	told(t, w, " BOTH_EXCELLENT+1 APPEAL_CORRECTED-2(3)")
	if got := w.applied("1.1.Lobster"); got != (domain.CreditApplied{V: 1, Cycle: 1, BuyerSeq: 4, SellerSeq: 4, BuyerMoved: -1, SellerMoved: -1}) {
		t.Fatalf("got %+v", got)
	}
}

func TestTwoCorrectionsOfOneContractFollowEachOther(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Seller, "1.1.Lobster", domain.Bad)
	w.applyCredit(1)
	w.closeCycle(1)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Bad)
	w.pairTrades(2)
	w.applyCredit(2)
	told(t, w, " BOTH_EXCELLENT+1 APPEAL_CORRECTED-1(3) APPEAL_CORRECTED-1(4)")
	if got := w.entries("C-AAAA")[4]; got.Cycle != 2 {
		t.Fatalf("the entry is of the cycle that applies it: %+v", got)
	}
	if got := w.applied("1.1.Lobster"); got.Cycle != 1 || got.BuyerMoved != -1 {
		t.Fatalf("the contract stays applied in cycle 1: %+v", got)
	}
	w.closeCycle(2)
}

// Contract 1 moved the pair and 2 was stopped; corrected, 2 is due another move, which the limit of their cycle stops as well.
func TestTheLimitOfTheCycleOfApplicationHolds(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent, bothExcellent)
	w.applyCredit(1)
	w.correct(domain.Seller, "1.2.Lobster", domain.Bad)
	w.applyCredit(1)
	w.correct(domain.Buyer, "1.2.Lobster", domain.Bad)
	w.applyCredit(1)
	told(t, w, " BOTH_EXCELLENT+1 PAIR_LIMIT+0 APPEAL_CORRECTED+0(4) PAIR_LIMIT+0(5)")
}

// Contract 1 loses its move, which frees the pair in its cycle for contract 2's correction, though that is of a later cycle.
func TestACorrectionFreesThePairForAnother(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent, nearlyBoth)
	w.applyCredit(1)
	w.correct(domain.Seller, "1.1.Lobster", domain.Good)
	w.applyCredit(1)
	w.closeCycle(1)
	w.pairTrades(2, bothBad)
	w.correct(domain.Seller, "1.2.Lobster", domain.Excellent)
	w.applyCredit(2)
	told(t, w, " BOTH_EXCELLENT+1 LABELS_DIFFER+0 APPEAL_CORRECTED-1(3) BOTH_BAD-1 APPEAL_CORRECTED+1(4)")
	w.correct(domain.Buyer, "1.1.Lobster", domain.Good)
	w.applyCredit(2)
	if got := w.tale("C-AAAA"); got != "[NEWCOMER+0 OPENING+5 BOTH_EXCELLENT+1 LABELS_DIFFER+0 APPEAL_CORRECTED-1(3) BOTH_BAD-1 APPEAL_CORRECTED+1(4) APPEAL_CORRECTED+0(5)]" {
		t.Errorf("good and good move nothing: %s", got)
	}
	w.closeCycle(2)
}

// Contracts of one batch: the first one's correction comes right after it and leaves the pair to the second.
func TestACorrectionInTheSameBatchComesBeforeTheNextContract(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent, bothExcellent)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Bad)
	w.applyCredit(1)
	told(t, w, " BOTH_EXCELLENT+1 APPEAL_CORRECTED-1(3) BOTH_EXCELLENT+1")
}

func TestCorrectionsStayWithinTheBounds(t *testing.T) {
	for name, test := range map[string]struct {
		start  domain.Tenths
		labels [2]domain.Label
		label  domain.Label
		first  string
		second string
	}{
		"at the top a correction up moves nothing": {50, nearlyBoth, domain.Excellent, "LABELS_DIFFER+0", "AT_BOUND+0"},
		"what the bound withheld is not taken":     {50, bothExcellent, domain.Good, "AT_BOUND+0", "APPEAL_CORRECTED+0"},
		"the last tenth is taken back":             {49, bothExcellent, domain.Good, "BOTH_EXCELLENT+1", "APPEAL_CORRECTED-1"},
		"at the bottom it is given back":           {2, bothBad, domain.Good, "BOTH_BAD-1", "APPEAL_CORRECTED+1"},
		"at the bottom nothing was taken":          {1, bothBad, domain.Good, "AT_BOUND+0", "APPEAL_CORRECTED+0"},
	} {
		t.Run(name, func(t *testing.T) {
			w := pairWorld(t, test.start, test.labels)
			w.applyCredit(1)
			w.correct(domain.Seller, "1.1.Lobster", test.label)
			w.applyCredit(1)
			entries := w.tale("C-AAAA")
			mustContain(t, entries, test.first, test.second+"(3)")
		})
	}
}

// One fell to the bottom meanwhile: what it got cannot be taken back whole, and the contract keeps the pair.
func TestAScoreThatFellToTheBottomKeepsWhatCannotBeTaken(t *testing.T) {
	w := pairWorld(t, 1, bothExcellent)
	w.applyCredit(1)
	w.closeCycle(1)
	w.pairTrades(2, bothBad)
	w.applyCredit(2)
	w.correct(domain.Seller, "1.1.Lobster", domain.Bad)
	w.applyCredit(2)
	w.correct(domain.Buyer, "1.1.Lobster", domain.Bad)
	w.applyCredit(2)
	if got := w.tale("C-AAAA"); got != "[NEWCOMER+0 OPENING-29 BOTH_EXCELLENT+1 BOTH_BAD-1 AT_BOUND+0(3) AT_BOUND+0(5)]" {
		t.Fatalf("got %s", got)
	}
	if got := w.applied("1.1.Lobster"); got.BuyerMoved != 1 || got.BuyerSeq != 6 {
		t.Fatalf("got %+v", got)
	}
}

func TestApplyCreditTakesCorrectionsLastAndInPortions(t *testing.T) {
	w := pairWorld(t, 35, bothExcellent, bothExcellent, bothExcellent)
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 2})
	for _, id := range []string{"1.2.Lobster", "1.1.Lobster"} {
		w.correct(domain.Seller, id, domain.Good)
	}
	for i, want := range []struct {
		more bool
		tale string
	}{
		{true, " BOTH_EXCELLENT+1 PAIR_LIMIT+0 PAIR_LIMIT+0"},
		{true, " BOTH_EXCELLENT+1 PAIR_LIMIT+0 PAIR_LIMIT+0 APPEAL_CORRECTED-1(3)"},
		{false, " BOTH_EXCELLENT+1 PAIR_LIMIT+0 PAIR_LIMIT+0 APPEAL_CORRECTED-1(3) APPEAL_CORRECTED+0(4)"},
	} {
		if got := w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 1}); got["applied"] != 1.0 || got["more"] != want.more {
			t.Fatalf("%d: got %v", i, got)
		}
		told(t, w, want.tale)
	}
}
