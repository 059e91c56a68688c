package contract_test

import (
	"crypto/sha256"
	"encoding/hex"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// What the tests do on the floor, in few words.

func list(side domain.Side, listID, breed string, amount domain.Pieces, priceFen domain.Fen, freshness int64, weightG domain.Grams) domain.PostedList {
	return domain.PostedList{Side: side, ListID: listID, Breed: breed, Amount: amount, PriceFen: priceFen, Freshness: freshness, WeightG: weightG}
}

func bid(listID string, amount domain.Pieces, priceFen domain.Fen) domain.PostedList {
	return list(domain.Demand, listID, "Lobster", amount, priceFen, 3, domain.Grams(amount)*200)
}

func ask(listID string, amount domain.Pieces, priceFen domain.Fen) domain.PostedList {
	return list(domain.Supply, listID, "Lobster", amount, priceFen, 3, domain.Grams(amount)*200)
}

// post posts lists of one company each into a cycle.
func (w *world) post(cycle int64, lists ...domain.PostedList) {
	w.t.Helper()
	for _, posted := range lists {
		w.must(domain.ListOwner(posted.ListID), "floor:PostLists", domain.PostListsArgument{Cycle: cycle, Lists: []domain.PostedList{posted}})
	}
}

func (w *world) freeze(cycle int64) {
	w.t.Helper()
	w.must("operator", "floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: cycle})
}

func (w *world) publish(cycle int64) {
	w.t.Helper()
	w.must("operator", "floor:PublishMatches", domain.PublishMatchesArgument{Cycle: cycle})
}

func (w *world) settling(cycle int64) {
	w.t.Helper()
	w.must("operator", "floor:StartSettling", domain.StartSettlingArgument{Cycle: cycle})
}

func (w *world) settle(cycle int64, breed string) answer {
	w.t.Helper()
	return w.must("operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: cycle, Breed: breed})
}

func (w *world) closeCycle(cycle int64) {
	w.t.Helper()
	w.must("operator", "floor:CloseCycle", domain.CloseCycleArgument{Cycle: cycle})
}

func trade(demandID, supplyID string, amount domain.Pieces, priceFen domain.Fen, weightG domain.Grams) domain.Trade {
	return domain.Trade{DemandID: demandID, SupplyID: supplyID, Amount: amount, PriceFen: priceFen, WeightG: weightG}
}

// scheme is one of the first round without prices: all of them are 0.
func scheme(cycle int64, breed string, trades ...domain.Trade) domain.SubmitSchemeArgument {
	if trades == nil {
		trades = []domain.Trade{}
	}
	return domain.SubmitSchemeArgument{
		Cycle: cycle, Breed: breed, Round: 1, Trades: trades, Certificate: domain.Certificate{Steps: []domain.CertificateStep{}},
	}
}

// book is what a breed has on offer in a round of a cycle.
func (w *world) book(cycle int64, breed string, round int64) book {
	w.t.Helper()
	snapshot, err := ledger.Snapshot(w.ledger.Range)
	if err != nil {
		w.t.Fatalf("the state cannot be read: %v", err)
	}
	version := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: cycle}).ParamVersion
	parameters := query[domain.Parameters](w, "market:GetParameters", domain.GetParametersArgument{Version: version})
	return bookOf(snapshot, parameters, cycle, breed, round)
}

// proven is a scheme with the best certificate that there is for its trades.
func (w *world) proven(cycle int64, breed string, round int64, trades ...domain.Trade) domain.SubmitSchemeArgument {
	w.t.Helper()
	argument := scheme(cycle, breed, trades...)
	book := w.book(cycle, breed, round)
	argument.Round, argument.Certificate = round, book.prove(trades)
	return argument
}

func (w *world) scheme(cycle int64, breed string, trades ...domain.Trade) {
	w.t.Helper()
	w.must("operator", "floor:SubmitScheme", w.proven(cycle, breed, 1, trades...))
}

func (w *world) secondRound(cycle int64) {
	w.t.Helper()
	w.must("operator", "floor:OpenSecondRound", domain.OpenSecondRoundArgument{Cycle: cycle})
}

// bestScheme submits the best scheme of a round and gives its trades.
func (w *world) bestScheme(cycle int64, breed string, round int64) []domain.Trade {
	w.t.Helper()
	argument := scheme(cycle, breed)
	book := w.book(cycle, breed, round)
	argument.Round = round
	argument.Trades, argument.Certificate = book.best()
	w.must("operator", "floor:SubmitScheme", argument)
	return argument.Trades
}

// decision is a company's signed decision on a match.
func (w *world) decision(companyID, matchID string, accept bool) domain.SignedDecision {
	w.t.Helper()
	signer := person(w.t, companyID)
	signed := domain.SignedDecision{MatchID: matchID, CompanyID: companyID, Accept: accept, KeyID: signer.KeyID, ExpiryCycle: 1000}
	signature, err := signer.Sign(signed.Statement(channel).Bytes())
	if err != nil {
		w.t.Fatalf("cannot sign: %v", err)
	}
	signed.Signature = signature
	return signed
}

func decisions(cycle int64, signed ...domain.SignedDecision) domain.RecordDecisionsArgument {
	return domain.RecordDecisionsArgument{Cycle: cycle, Decisions: signed}
}

// accept records that both parties of matches accept.
func (w *world) accept(cycle int64, matchIDs ...string) {
	w.t.Helper()
	var signed []domain.SignedDecision
	for _, id := range matchIDs {
		match := w.match(id)
		signed = append(signed, w.decision(match.Buyer, id, true), w.decision(match.Seller, id, true))
	}
	w.must("operator", "floor:RecordDecisions", decisions(cycle, signed...))
}

func (w *world) match(matchID string) domain.Match {
	w.t.Helper()
	type view struct {
		Match domain.Match `json:"match"`
	}
	return query[view](w, "floor:GetMatch", domain.GetMatchArgument{MatchID: matchID}).Match
}

// evaluation is a company's signed evaluation of a contract, with the classifier of modelDigest.
func (w *world) evaluation(companyID, matchID string, label domain.Label, words string) domain.SignedEvaluation {
	w.t.Helper()
	signer := person(w.t, companyID)
	text := sha256.Sum256([]byte("a salt of thirty-two bytes......" + words))
	signed := domain.SignedEvaluation{
		MatchID: matchID, CompanyID: companyID, Label: label, TextDigest: hex.EncodeToString(text[:]), ModelDigest: modelDigest,
		KeyID: signer.KeyID, ExpiryCycle: 1000,
	}
	signature, err := signer.Sign(signed.Statement(channel).Bytes())
	if err != nil {
		w.t.Fatalf("cannot sign: %v", err)
	}
	signed.Signature = signature
	return signed
}

const modelDigest = "abababababababababababababababababababababababababababababababab"

func (w *world) approveModel() {
	w.t.Helper()
	w.must("operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: modelDigest})
	w.must("supervisor", "market:ApproveModel", domain.ApproveModelArgument{Digest: modelDigest})
}

// rate gives companies opening credits.
func (w *world) rate(tenths map[string]domain.Tenths, companyIDs ...string) {
	w.t.Helper()
	var proposed []domain.ProposedOpening
	var approved []domain.ApprovedOpening
	for _, id := range companyIDs {
		proposed = append(proposed, domain.ProposedOpening{CompanyID: id, Tenths: tenths[id], EvidenceDigest: modelDigest})
		approved = append(approved, domain.ApprovedOpening{CompanyID: id, Tenths: tenths[id]})
	}
	w.must("operator", "credit:ProposeOpenings", domain.ProposeOpeningsArgument{Openings: proposed})
	w.must("supervisor", "credit:ApproveOpenings", domain.ApproveOpeningsArgument{Openings: approved})
}

func (w *world) credit(companyID string) domain.Credit {
	w.t.Helper()
	return query[domain.Credit](w, "credit:GetCredit", domain.GetCreditArgument{CompanyID: companyID})
}

// page is the answer of a paged query.
type page[T any] struct {
	Items    []T    `json:"items"`
	Bookmark string `json:"bookmark"`
}
