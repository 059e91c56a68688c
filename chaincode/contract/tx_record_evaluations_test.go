package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

// settledWorld has contracts of both matches of twoBuyers, and the model approved.
func settledWorld(t reporter) *world {
	t.Helper()
	w := matched(t)
	w.approveModel()
	w.accept(1, "1.1.Lobster", "1.2.Lobster")
	w.settling(1)
	w.settle(1, "Lobster")
	return w
}

func evaluations(signed ...domain.SignedEvaluation) domain.RecordEvaluationsArgument {
	return domain.RecordEvaluationsArgument{Evaluations: signed}
}

func TestRecordEvaluations(t *testing.T) {
	w := settledWorld(t)
	buyer := w.evaluation("C-BUYA", "1.1.Lobster", domain.Excellent, "quick")
	seller := w.evaluation("C-SELL", "1.1.Lobster", domain.Bad, "slow")
	w.must("operator", "credit:RecordEvaluations", evaluations(buyer))
	if got := w.must("operator", "credit:RecordEvaluations", evaluations(buyer, seller)); got["written"] != 1.0 || got["kept"] != 1.0 {
		t.Fatalf("got %v", got)
	}
	w.again("operator", "credit:RecordEvaluations", evaluations(buyer, seller))
	type view struct {
		Evaluations []domain.Evaluation `json:"evaluations"`
	}
	got := query[view](w, "credit:GetEvaluations", domain.GetEvaluationsArgument{MatchID: "1.1.Lobster"}).Evaluations
	if len(got) != 2 || got[0].Label != domain.Excellent || got[1].Label != domain.Bad {
		t.Fatalf("the buyer's comes first: %+v", got)
	}
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.again("operator", "credit:RecordEvaluations", evaluations(buyer, seller))
	w.refused("EVALUATION_CLOSED", "operator", "credit:RecordEvaluations", evaluations(w.evaluation("C-BUYC", "1.2.Lobster", domain.Good, "late")))
}

func TestRecordEvaluationsRefusesAndNamesTheEntry(t *testing.T) {
	w := settledWorld(t)
	good := w.evaluation("C-SELL", "1.1.Lobster", domain.Good, "fine")
	with := func(change func(*domain.SignedEvaluation)) domain.SignedEvaluation {
		signed := w.evaluation("C-BUYA", "1.1.Lobster", domain.Good, "fine")
		change(&signed)
		return signed
	}
	for name, test := range map[string]struct {
		code   string
		signed domain.SignedEvaluation
	}{
		"a match that became no contract": {"CONTRACT_UNKNOWN", w.evaluation("C-BUYA", "1.9.Lobster", domain.Good, "")},
		"a stranger to the contract":      {"PARTY_MISMATCH", w.evaluation("C-BUYC", "1.1.Lobster", domain.Good, "")},
		"a model that nobody approved":    {"MODEL_NOT_APPROVED", with(func(s *domain.SignedEvaluation) { s.ModelDigest = s.TextDigest })},
		"a text other than the signed":    {"STATEMENT_SIGNATURE", with(func(s *domain.SignedEvaluation) { s.TextDigest = modelDigest })},
		"a key that is not registered":    {"STATEMENT_KEY", with(func(s *domain.SignedEvaluation) { s.KeyID = modelDigest })},
		"a label that is none":            {"FIELD_FORMAT", with(func(s *domain.SignedEvaluation) { s.Label = "superb" })},
	} {
		t.Run(name, func(t *testing.T) {
			mustContain(t, w.refused(test.code, "operator", "credit:RecordEvaluations", evaluations(good, test.signed)), "[evaluations.1")
		})
	}
	w.must("operator", "credit:RecordEvaluations", evaluations(good))
	w.refused("EVALUATION_EXISTS", "operator", "credit:RecordEvaluations", evaluations(w.evaluation("C-SELL", "1.1.Lobster", domain.Bad, "on second thoughts")))
}
