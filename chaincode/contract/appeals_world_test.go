package contract_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"shoal/chaincode/domain"
)

// What the tests of appeals do, in few words.

// appeal is a company's signed appeal of the label of a side's evaluation.
func (w *world) appeal(companyID string, side domain.Party, matchID, reason string) domain.SignedAppeal {
	w.t.Helper()
	digest := sha256.Sum256([]byte("a salt of thirty-two bytes......" + reason))
	return w.signAppeal(domain.SignedAppeal{
		MatchID: matchID, Side: side, CompanyID: companyID, ReasonDigest: hex.EncodeToString(digest[:]),
		KeyID: person(w.t, companyID).KeyID, ExpiryCycle: 1000,
	})
}

func (w *world) signAppeal(unsigned domain.SignedAppeal) domain.SignedAppeal {
	w.t.Helper()
	signature, err := person(w.t, unsigned.CompanyID).Sign(unsigned.Statement(channel).Bytes())
	if err != nil {
		w.t.Fatalf("cannot sign: %v", err)
	}
	unsigned.Signature = signature
	return unsigned
}

func appeals(signed ...domain.SignedAppeal) domain.RecordAppealsArgument {
	return domain.RecordAppealsArgument{Appeals: signed}
}

// verdict decides an appeal with the same grounds each time.
func verdict(side domain.Party, matchID string, label domain.Label) domain.AppealDecision {
	return domain.AppealDecision{MatchID: matchID, Side: side, Label: label, GroundsDigest: modelDigest}
}

func verdicts(decided ...domain.AppealDecision) domain.DecideAppealsArgument {
	return domain.DecideAppealsArgument{Decisions: decided}
}

// correct appeals a label on behalf of the party that wrote the evaluation, and has it decided.
func (w *world) correct(side domain.Party, matchID string, label domain.Label) {
	w.t.Helper()
	contract := query[domain.Contract](w, "floor:GetContractOfMatch", domain.GetContractOfMatchArgument{MatchID: matchID})
	company := contract.Buyer
	if side == domain.Seller {
		company = contract.Seller
	}
	w.must("operator", "credit:RecordAppeals", appeals(w.appeal(company, side, matchID, "it says otherwise")))
	w.must("supervisor", "credit:DecideAppeals", verdicts(verdict(side, matchID, label)))
}

func (w *world) applyCredit(cycle int64) answer {
	w.t.Helper()
	return w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: cycle, Limit: 10})
}

// entries of a company, oldest first.
func (w *world) entries(companyID string) []domain.CreditEntry {
	w.t.Helper()
	return query[page[domain.CreditEntry]](w, "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: companyID, PageSize: 100}).Items
}

// tale tells a company's entries in short: reason, the step, and what it corrects.
func (w *world) tale(companyID string) string {
	w.t.Helper()
	words := []string{}
	for _, e := range w.entries(companyID) {
		word := fmt.Sprintf("%s%+d", e.Reason, e.After-e.Before)
		if e.Corrects > 0 {
			word += fmt.Sprintf("(%d)", e.Corrects)
		}
		words = append(words, word)
	}
	return fmt.Sprint(words)
}

// pairWorld has contracts of one pair, C-AAAA buys of C-BBBB, in cycle 1, which settles: one for each two labels, the buyer's first.
func pairWorld(t reporter, start domain.Tenths, labels ...[2]domain.Label) *world {
	t.Helper()
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) { p.AppealCycles = 1 })
	w.register("C-AAAA", "C-BBBB")
	w.rate(map[string]domain.Tenths{"C-AAAA": start, "C-BBBB": start}, "C-AAAA", "C-BBBB")
	w.approveModel()
	w.pairTrades(1, labels...)
	return w
}

// pairTrades makes contracts of the pair in a cycle, evaluated where labels are given, and leaves the cycle settling.
func (w *world) pairTrades(cycle int64, labels ...[2]domain.Label) {
	w.t.Helper()
	var trades []domain.Trade
	var ids []string
	for i := range labels {
		demand, supply := fmt.Sprintf("C-AAAA.%d", i+1), fmt.Sprintf("C-BBBB.%d", i+1)
		w.post(cycle, bid(demand, 10, 1000), ask(supply, 10, 1000))
		trades = append(trades, trade(demand, supply, 10, 1000, 2000))
		ids = append(ids, domain.FormatMatchID(cycle, int64(i)+1, "Lobster"))
	}
	w.freeze(cycle)
	if len(trades) > 0 {
		w.scheme(cycle, "Lobster", trades...)
	}
	w.publish(cycle)
	if len(trades) > 0 {
		w.accept(cycle, ids...)
	}
	w.settling(cycle)
	if len(trades) == 0 {
		return
	}
	w.settle(cycle, "Lobster")
	for i, both := range labels {
		if both[0] != domain.NoLabel {
			w.must("operator", "credit:RecordEvaluations", evaluations(
				w.evaluation("C-AAAA", ids[i], both[0], ""), w.evaluation("C-BBBB", ids[i], both[1], "")))
		}
	}
}
