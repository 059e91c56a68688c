package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestRecordAppeals(t *testing.T) {
	w := pairWorld(t, 30, [2]domain.Label{domain.Excellent, domain.Bad})
	byBuyer := w.appeal("C-AAAA", domain.Seller, "1.1.Lobster", "the words are kind")
	w.must("operator", "credit:RecordAppeals", appeals(byBuyer))
	again := byBuyer
	again.ExpiryCycle = 9
	own := w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", "I meant good")
	if got := w.must("operator", "credit:RecordAppeals", appeals(w.signAppeal(again), own)); got["written"] != 1.0 || got["kept"] != 1.0 {
		t.Fatalf("either party's evaluation can be appealed: %v", got)
	}
	want := domain.Appeal{
		V: 1, AppealID: "seller.1.1.Lobster", MatchID: "1.1.Lobster", Side: domain.Seller, CompanyID: "C-AAAA", Label: domain.Bad,
		ReasonDigest: byBuyer.ReasonDigest, KeyID: byBuyer.KeyID, ExpiryCycle: 1000, Signature: byBuyer.Signature, Status: domain.AppealOpen,
	}
	if got := query[domain.Appeal](w, "credit:GetAppeal", domain.GetAppealArgument{MatchID: "1.1.Lobster", Side: domain.Seller}); got != want {
		t.Fatalf("got %+v, not %+v", got, want)
	}
	w.applyCredit(1)
	w.closeCycle(1)
	w.again("operator", "credit:RecordAppeals", appeals(byBuyer, own))
}

func TestRecordAppealsRefusesAndNamesTheEntry(t *testing.T) {
	w := pairWorld(t, 30, [2]domain.Label{domain.Excellent, domain.Bad}, [2]domain.Label{domain.Good, domain.Good})
	w.register("C-CCCC")
	good := w.appeal("C-AAAA", domain.Seller, "1.2.Lobster", "fine")
	standing := w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", "stands")
	w.must("operator", "credit:RecordAppeals", appeals(standing))
	with := func(change func(*domain.SignedAppeal)) domain.SignedAppeal {
		signed := w.appeal("C-AAAA", domain.Seller, "1.1.Lobster", "fine")
		change(&signed)
		return signed
	}
	for name, test := range map[string]struct {
		code   string
		signed domain.SignedAppeal
	}{
		"a match that became no contract":     {"CONTRACT_UNKNOWN", w.appeal("C-AAAA", domain.Buyer, "1.9.Lobster", "")},
		"a match of a cycle to come":          {"CONTRACT_UNKNOWN", w.appeal("C-AAAA", domain.Buyer, "7.1.Lobster", "")},
		"a stranger to the contract":          {"PARTY_MISMATCH", w.appeal("C-CCCC", domain.Buyer, "1.1.Lobster", "")},
		"an appeal by the other party":        {"APPEAL_EXISTS", w.appeal("C-BBBB", domain.Buyer, "1.1.Lobster", "stands")},
		"an appeal with another reason":       {"APPEAL_EXISTS", w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", "on second thoughts")},
		"a reason other than the signed":      {"STATEMENT_SIGNATURE", with(func(s *domain.SignedAppeal) { s.ReasonDigest = modelDigest })},
		"a side other than the signed":        {"STATEMENT_SIGNATURE", with(func(s *domain.SignedAppeal) { s.MatchID, s.Side = "1.2.Lobster", domain.Buyer })},
		"a key that is not registered":        {"STATEMENT_KEY", with(func(s *domain.SignedAppeal) { s.KeyID = modelDigest })},
		"a side that is none":                 {"FIELD_FORMAT", with(func(s *domain.SignedAppeal) { s.Side = "demand" })},
		"an entry that is in the batch twice": {"FIELD_DUPLICATE", w.appeal("C-BBBB", domain.Seller, "1.2.Lobster", "fine")},
	} {
		t.Run(name, func(t *testing.T) {
			mustContain(t, w.refused(test.code, "operator", "credit:RecordAppeals", appeals(good, test.signed)), "[appeals.1")
		})
	}
	w.must("operator", "credit:RecordAppeals", appeals(good))
}

func TestALabelThatNobodyGaveCannotBeAppealed(t *testing.T) {
	w := settledWorld(t)
	w.must("operator", "credit:RecordEvaluations", evaluations(w.evaluation("C-BUYA", "1.1.Lobster", domain.Bad, "")))
	w.refused("EVALUATION_UNKNOWN", "operator", "credit:RecordAppeals", appeals(w.appeal("C-BUYA", domain.Seller, "1.1.Lobster", "")))
	w.must("operator", "credit:RecordAppeals", appeals(w.appeal("C-SELL", domain.Buyer, "1.1.Lobster", "")))
}

// Evaluation ends with cycle 1, appeals with cycle 2: the parameters of the contract's own cycle say so.
func TestAppealsAreTakenUntilTheirLastCycleIsClosed(t *testing.T) {
	excellent := [2]domain.Label{domain.Excellent, domain.Excellent}
	w := pairWorld(t, 30, excellent, excellent)
	w.applyCredit(1)
	w.closeCycle(1)
	next := parameters(func(p *domain.ProposeParametersArgument) { p.Version, p.AppealCycles = 2, 0 })
	w.approve(next)
	w.pairTrades(2, excellent)
	w.must("operator", "credit:RecordAppeals", appeals(w.appeal("C-AAAA", domain.Seller, "1.1.Lobster", "in time")))
	expired := w.appeal("C-AAAA", domain.Seller, "1.2.Lobster", "signed long ago")
	expired.ExpiryCycle = 1
	w.refused("STATEMENT_EXPIRED", "operator", "credit:RecordAppeals", appeals(w.signAppeal(expired)))
	w.applyCredit(2)
	w.closeCycle(2)
	w.refused("APPEAL_CLOSED", "operator", "credit:RecordAppeals", appeals(w.appeal("C-AAAA", domain.Seller, "1.2.Lobster", "late")))
	mustContain(t, w.refused("APPEAL_CLOSED", "operator", "credit:RecordAppeals", appeals(w.appeal("C-AAAA", domain.Seller, "2.1.Lobster", "late"))), "cycle 2")
}
