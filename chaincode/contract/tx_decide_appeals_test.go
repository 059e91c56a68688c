package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func openAppeals(w *world) []domain.Appeal {
	w.t.Helper()
	return query[page[domain.Appeal]](w, "credit:ListOpenAppeals", domain.ListOpenAppealsArgument{PageSize: 10}).Items
}

func TestDecideAppeals(t *testing.T) {
	w := pairWorld(t, 30, [2]domain.Label{domain.Excellent, domain.Bad})
	w.must("operator", "credit:RecordAppeals", appeals(
		w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", "too kind"), w.appeal("C-AAAA", domain.Seller, "1.1.Lobster", "too harsh")))
	if got := openAppeals(w); len(got) != 2 || got[0].AppealID != "buyer.1.1.Lobster" || got[1].AppealID != "seller.1.1.Lobster" {
		t.Fatalf("got %+v", got)
	}
	confirmed, corrected := verdict(domain.Buyer, "1.1.Lobster", domain.Excellent), verdict(domain.Seller, "1.1.Lobster", domain.Good)
	w.must("supervisor", "credit:DecideAppeals", verdicts(confirmed))
	if got := w.must("supervisor", "credit:DecideAppeals", verdicts(confirmed, corrected)); got["written"] != 1.0 || got["kept"] != 1.0 {
		t.Fatalf("got %v", got)
	}
	w.again("supervisor", "credit:DecideAppeals", verdicts(confirmed, corrected))
	if got := openAppeals(w); len(got) != 0 {
		t.Fatalf("got %+v", got)
	}
	for side, want := range map[domain.Party]struct {
		status domain.AppealStatus
		label  domain.Label
	}{domain.Buyer: {domain.AppealConfirmed, ""}, domain.Seller: {domain.AppealCorrected, domain.Good}} {
		got := query[domain.Appeal](w, "credit:GetAppeal", domain.GetAppealArgument{MatchID: "1.1.Lobster", Side: side})
		if got.Status != want.status || got.CorrectedLabel != want.label || got.GroundsDigest != modelDigest {
			t.Errorf("%s: got %+v", side, got)
		}
	}
	type view struct {
		Evaluations []domain.Evaluation `json:"evaluations"`
	}
	given := query[view](w, "credit:GetEvaluations", domain.GetEvaluationsArgument{MatchID: "1.1.Lobster"}).Evaluations
	if given[0].CorrectedLabel != "" || given[1].Label != domain.Bad || given[1].CorrectedLabel != domain.Good {
		t.Fatalf("the label as classified stays beside the corrected one: %+v", given)
	}
}

func TestDecideAppealsRefusesAndNamesTheEntry(t *testing.T) {
	w := pairWorld(t, 30, [2]domain.Label{domain.Excellent, domain.Bad})
	w.must("operator", "credit:RecordAppeals", appeals(
		w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", ""), w.appeal("C-BBBB", domain.Seller, "1.1.Lobster", "")))
	decided := verdict(domain.Seller, "1.1.Lobster", domain.Good)
	w.must("supervisor", "credit:DecideAppeals", verdicts(decided))
	otherGrounds := decided
	otherGrounds.GroundsDigest = w.appeal("C-AAAA", domain.Buyer, "1.1.Lobster", "x").ReasonDigest
	w.refused("ROLE_REQUIRED", "operator", "credit:DecideAppeals", verdicts(decided))
	for name, test := range map[string]struct {
		code     string
		decision domain.AppealDecision
	}{
		"an appeal that nobody made":           {"APPEAL_UNKNOWN", verdict(domain.Seller, "1.9.Lobster", domain.Good)},
		"a decided one with another label":     {"APPEAL_DECIDED", verdict(domain.Seller, "1.1.Lobster", domain.Excellent)},
		"a decided one with the classified":    {"APPEAL_DECIDED", verdict(domain.Seller, "1.1.Lobster", domain.Bad)},
		"a decided one with other grounds":     {"APPEAL_DECIDED", otherGrounds},
		"no label":                             {"FIELD_FORMAT", verdict(domain.Seller, "1.1.Lobster", domain.NoLabel)},
		"an appeal that is in the batch twice": {"FIELD_DUPLICATE", verdict(domain.Buyer, "1.1.Lobster", domain.Bad)},
	} {
		t.Run(name, func(t *testing.T) {
			text := w.refused(test.code, "supervisor", "credit:DecideAppeals", verdicts(verdict(domain.Buyer, "1.1.Lobster", domain.Good), test.decision))
			mustContain(t, text, "[decisions.1")
		})
	}
	w.refusedQuery("APPEAL_UNKNOWN", "credit:GetAppeal", domain.GetAppealArgument{MatchID: "1.2.Lobster", Side: domain.Buyer})
}

func TestOpenAppealsComeInPages(t *testing.T) {
	label := [2]domain.Label{domain.Good, domain.Good}
	w := pairWorld(t, 30, label, label, label)
	for _, id := range []string{"1.3.Lobster", "1.1.Lobster", "1.2.Lobster"} {
		w.must("operator", "credit:RecordAppeals", appeals(w.appeal("C-AAAA", domain.Seller, id, "")))
	}
	seen := ""
	for bookmark := ""; ; {
		got := query[page[domain.Appeal]](w, "credit:ListOpenAppeals", domain.ListOpenAppealsArgument{PageSize: 2, Bookmark: bookmark})
		for _, appeal := range got.Items {
			seen += appeal.AppealID + " "
		}
		if bookmark = got.Bookmark; bookmark == "" {
			break
		}
	}
	if seen != "seller.1.1.Lobster seller.1.2.Lobster seller.1.3.Lobster " {
		t.Fatalf("got %s", seen)
	}
}
