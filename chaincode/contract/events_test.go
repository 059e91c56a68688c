package contract_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

// announced submits a transaction and gives its event as kind:id words.
func (w *world) announced(who, function string, argument any) string {
	w.t.Helper()
	_, transaction, err := w.submit(who, function, argument)
	if err != nil {
		w.t.Fatalf("%s: %v", function, err)
	}
	var event struct {
		V   int `json:"v"`
		IDs []struct {
			Kind string `json:"kind"`
			ID   string `json:"id"`
		} `json:"ids"`
	}
	if err := json.Unmarshal(transaction.Event.Payload, &event); err != nil || event.V != 1 || transaction.Event.Name != "shoal" {
		w.t.Fatalf("%s: event %q %s: %v", function, transaction.Event.Name, transaction.Event.Payload, err)
	}
	words := []string{}
	for _, id := range event.IDs {
		words = append(words, id.Kind+":"+id.ID)
	}
	return fmt.Sprint(words)
}

func TestEventsNameWhatWasWritten(t *testing.T) {
	w := newWorld(t)
	expect := func(want, who, function string, argument any) {
		t.Helper()
		if got := w.announced(who, function, argument); got != want {
			t.Errorf("%s announces %s, not %s", function, got, want)
		}
	}
	digest := w.must("operator", "market:ProposeParameters", parameters())["digest"].(string)
	expect("[param:1]", "supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: digest})
	next := parameters(residual)
	next.Version = 2
	expect("[param.proposal:2]", "operator", "market:ProposeParameters", next)
	expect("[model:"+modelDigest+"]", "operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: modelDigest})
	expect("[model:"+modelDigest+"]", "supervisor", "market:ApproveModel", domain.ApproveModelArgument{Digest: modelDigest})
	expect("[cycle:1]", "operator", "floor:OpenFloor", "{}")
	expect("[company:C-AAAA]", "C-AAAA", "companies:RegisterCompany", registration("C-AAAA"))
	w.register("C-BBBB")
	added := person(t, "C-AAAA#2").KeyID
	expect("[company.key:"+added+"]", "C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#2", domain.PurposeLists))
	expect("[company.key:"+added+"]", "C-AAAA", "companies:RevokeKey", revocation(t, "C-AAAA#2"))
	expect("[opening:C-AAAA]", "operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
	expect("[opening:C-AAAA]", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	expect("[list:C-AAAA.1 list:C-AAAA.2]", "C-AAAA", "floor:PostLists", posting(1, bid("C-AAAA.1", 10, 1000), bid("C-AAAA.2", 10, 1000)))
	expect("[list:C-AAAA.2]", "C-AAAA", "floor:AmendList", amendment(1, "C-AAAA.2", 5))
	expect("[list:C-AAAA.2]", "C-AAAA", "floor:WithdrawList", domain.WithdrawListArgument{Cycle: 1, Side: domain.Demand, Breed: "Lobster", ListID: "C-AAAA.2"})
	w.post(1, ask("C-BBBB.1", 10, 1000))
	expect("[cycle:1 cycle:2]", "operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 1})
	expect("[scheme:1.1.Lobster]", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 1, trade("C-AAAA.1", "C-BBBB.1", 10, 1000, 2000)))
	expect("[cycle:1]", "operator", "floor:PublishMatches", domain.PublishMatchesArgument{Cycle: 1})
	both := decisions(1, w.decision("C-AAAA", "1.1.Lobster", true), w.decision("C-BBBB", "1.1.Lobster", true))
	expect("[decision:1.1.Lobster]", "operator", "floor:RecordDecisions", both)
	expect("[cycle:1]", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
	expect("[scheme:1.1.Lobster]", "operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: "Lobster"})
	expect("[evaluation:1.1.Lobster]", "operator", "credit:RecordEvaluations", evaluations(w.evaluation("C-AAAA", "1.1.Lobster", domain.Good, "")))
	expect("[appeal:buyer.1.1.Lobster]", "operator", "credit:RecordAppeals", appeals(w.appeal("C-BBBB", domain.Buyer, "1.1.Lobster", "")))
	expect("[credit.entry:1.1.Lobster]", "operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	corrected := verdicts(verdict(domain.Buyer, "1.1.Lobster", domain.Bad))
	expect("[appeal:buyer.1.1.Lobster evaluation:1.1.Lobster]", "supervisor", "credit:DecideAppeals", corrected)
	expect("[credit.entry:1.1.Lobster]", "operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	expect("[cycle:1]", "operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: 1})
	expect("[cycle:2 cycle:3]", "operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 2})
	expect("[cycle:2]", "operator", "floor:PublishMatches", domain.PublishMatchesArgument{Cycle: 2})
	expect("[cycle:2]", "operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: 2})
	expect("[cycle:2]", "operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 2, Limit: 10, Close: true})
}
