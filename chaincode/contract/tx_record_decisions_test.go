package contract_test

import (
	"strings"
	"testing"

	"shoal/chaincode/domain"
)

// matched has the fair trades of twoBuyers published.
func matched(t reporter) *world {
	t.Helper()
	w := twoBuyers(t)
	w.scheme(1, "Lobster", fairTrades()...)
	w.publish(1)
	return w
}

func TestRecordDecisions(t *testing.T) {
	w := matched(t)
	first := w.decision("C-BUYA", "1.1.Lobster", true)
	second := w.decision("C-SELL", "1.1.Lobster", false)
	if got := w.must("operator", "floor:RecordDecisions", decisions(1, first)); got["written"] != 1.0 {
		t.Fatalf("got %v", got)
	}
	if got := w.must("operator", "floor:RecordDecisions", decisions(1, first, second)); got["written"] != 1.0 || got["kept"] != 1.0 {
		t.Fatalf("what stands is kept: %v", got)
	}
	w.again("operator", "floor:RecordDecisions", decisions(1, first, second))
	w.again("operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUYA", "1.1.Lobster", true))) // ECDSA signs anew each time
	type view struct {
		Decisions []domain.Decision `json:"decisions"`
	}
	got := query[view](w, "floor:GetMatch", domain.GetMatchArgument{MatchID: "1.1.Lobster"}).Decisions
	if len(got) != 2 || !got[0].Accept || got[1].Accept || got[0].Signature != first.Signature {
		t.Fatalf("got %+v", got)
	}
	w.secondRound(1)
	w.again("operator", "floor:RecordDecisions", decisions(1, first, second))
	w.refused("ROUND_CLOSED", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUYC", "1.2.Lobster", true)))
	w.refused("ROUND_CLOSED", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-SELL", "1.1.Lobster", true)))
	w.bestScheme(1, "Lobster", 2)
	w.settling(1)
	w.again("operator", "floor:RecordDecisions", decisions(1, first, second))
	w.refused("CYCLE_STATE", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUYC", "1.2.Lobster", true)))
}

func TestRecordDecisionsRefusesAndNamesTheEntry(t *testing.T) {
	w := matched(t)
	w.must("C-BUYA", "companies:AddKey", func() domain.AddKeyArgument {
		argument := newKey(t, "C-BUYA#2", domain.PurposeLists)
		argument.CompanyID = "C-BUYA"
		return argument
	}())
	good := w.decision("C-SELL", "1.1.Lobster", true)
	with := func(change func(*domain.SignedDecision)) domain.SignedDecision {
		signed := w.decision("C-BUYA", "1.1.Lobster", true)
		change(&signed)
		return signed
	}
	otherKey := func(name string) domain.SignedDecision {
		signer := person(t, name)
		signed := domain.SignedDecision{MatchID: "1.1.Lobster", CompanyID: "C-BUYA", Accept: true, KeyID: signer.KeyID, ExpiryCycle: 9}
		signature, err := signer.Sign(signed.Statement(channel).Bytes())
		if err != nil {
			t.Fatal(err)
		}
		signed.Signature = signature
		return signed
	}
	otherChannel := func() domain.SignedDecision {
		signed := with(func(*domain.SignedDecision) {})
		signature, err := person(t, "C-BUYA").Sign(signed.Statement("pond").Bytes())
		if err != nil {
			t.Fatal(err)
		}
		signed.Signature = signature
		return signed
	}
	for name, test := range map[string]struct {
		code   string
		signed domain.SignedDecision
	}{
		"a match that is not there": {"MATCH_UNKNOWN", w.decision("C-BUYA", "1.3.Lobster", true)},
		"a match of another cycle":  {"MATCH_UNKNOWN", w.decision("C-BUYA", "2.1.Lobster", true)},
		"a stranger to the match":   {"PARTY_MISMATCH", w.decision("C-BUYC", "1.1.Lobster", true)},
		"a refusal turned into an acceptance": {"STATEMENT_SIGNATURE", func() domain.SignedDecision {
			s := w.decision("C-BUYA", "1.1.Lobster", false)
			s.Accept = true
			return s
		}()},
		"a decision on another match": {"STATEMENT_SIGNATURE", func() domain.SignedDecision {
			s := w.decision("C-SELL", "1.1.Lobster", true)
			s.MatchID = "1.2.Lobster"
			return s
		}()},
		"a statement for another channel": {"STATEMENT_SIGNATURE", otherChannel()},
		"a later expiry than signed":      {"STATEMENT_SIGNATURE", with(func(s *domain.SignedDecision) { s.ExpiryCycle++ })},
		"a key that is not registered":    {"STATEMENT_KEY", otherKey("C-BUYA#7")},
		"a key for lists only":            {"STATEMENT_KEY", otherKey("C-BUYA#2")},
		"another company's key":           {"STATEMENT_KEY", otherKey("C-SELL")},
		"an expiry in no cycle":           {"FIELD_RANGE", with(func(s *domain.SignedDecision) { s.ExpiryCycle = 0 })},
		"a match id that is none":         {"FIELD_FORMAT", with(func(s *domain.SignedDecision) { s.MatchID = "01.1.Lobster" })},
		"a signature that is not base64":  {"FIELD_FORMAT", with(func(s *domain.SignedDecision) { s.Signature = "*" })},
		"a signature of another form":     {"STATEMENT_SIGNATURE", with(func(s *domain.SignedDecision) { s.Signature = "AAAA" })},
	} {
		t.Run(name, func(t *testing.T) {
			text := w.refused(test.code, "operator", "floor:RecordDecisions", decisions(1, good, test.signed))
			mustContain(t, text, "[decisions.1")
		})
	}
	w.must("operator", "floor:RecordDecisions", decisions(1, good))
	w.refused("DECISION_EXISTS", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-SELL", "1.1.Lobster", false)))
	w.refused("FIELD_DUPLICATE", "operator", "floor:RecordDecisions", decisions(1, good, w.decision("C-SELL", "1.1.Lobster", false)))
}

func TestRecordDecisionsBeforeTheMatchesArePublished(t *testing.T) {
	w := twoBuyers(t)
	w.scheme(1, "Lobster", fairTrades()...)
	w.refused("CYCLE_STATE", "operator", "floor:RecordDecisions", decisions(1, w.decision("C-BUYA", "1.1.Lobster", true)))
}

func TestADecisionThatExpiredBeforeItsCycleIsRefused(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.freeze(1)
	w.publish(1)
	w.settling(1)
	w.closeCycle(1)
	w.post(2, bid("C-AAAA.1", 10, 1000), ask("C-BBBB.1", 10, 1000))
	w.freeze(2)
	w.scheme(2, "Lobster", trade("C-AAAA.1", "C-BBBB.1", 10, 1000, 2000))
	w.publish(2)
	signed := domain.SignedDecision{MatchID: "2.1.Lobster", CompanyID: "C-AAAA", Accept: true, KeyID: person(t, "C-AAAA").KeyID, ExpiryCycle: 1}
	signature, err := person(t, "C-AAAA").Sign(signed.Statement(channel).Bytes())
	if err != nil {
		t.Fatal(err)
	}
	signed.Signature = signature
	text := w.refused("STATEMENT_EXPIRED", "operator", "floor:RecordDecisions", decisions(2, signed))
	if !strings.Contains(text, "[decisions.0.expiry_cycle]") {
		t.Fatalf("got %s", text)
	}
}
