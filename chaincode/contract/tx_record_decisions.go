package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// RecordDecisions writes what the parties of matches signed: acceptances and refusals.
func (c *FloorContract) RecordDecisions(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:RecordDecisions", argument, recordDecisions)
}

func recordDecisions(tx *transaction, ask domain.RecordDecisionsArgument) (batch, error) {
	cycle, err := tx.cycle(ask.Cycle)
	if err != nil {
		return batch{}, err
	}
	if err := tx.loadDecisions(ask); err != nil {
		return batch{}, err
	}
	return recordSigned("decisions", ask.Decisions, func(decision domain.SignedDecision, verifier *domain.Verifier) (bool, error) {
		return tx.decide(cycle, decision, verifier)
	})
}

// loadDecisions reads all that the batch needs in three calls. Ids that name no match are refused later.
func (tx *transaction) loadDecisions(ask domain.RecordDecisionsArgument) error {
	var matches []ledger.Key[domain.Match]
	var decisions []ledger.Key[domain.Decision]
	var keys []ledger.Key[domain.CompanyKey]
	for _, decision := range ask.Decisions {
		keys = append(keys, ledger.PublicKeyKey(decision.CompanyID, decision.KeyID))
		if key, ok := matchKey(decision.MatchID); ok {
			matches = append(matches, ledger.MatchOf(key))
			decisions = append(decisions, ledger.DecisionOf(key, domain.Buyer), ledger.DecisionOf(key, domain.Seller))
		}
	}
	return firstError(ledger.Load(tx.store, matches), ledger.Load(tx.store, decisions), ledger.Load(tx.store, keys))
}

// decide writes one decision; the same one again is kept, even after the cycle moved on.
func (tx *transaction) decide(cycle domain.Cycle, signed domain.SignedDecision, verifier *domain.Verifier) (bool, error) {
	match, party, err := tx.matchAndParty(cycle, signed)
	if err != nil {
		return false, err
	}
	key := ledger.DecisionOf(ledger.KeyOf(match), party)
	standing, found, err := ledger.Get(tx.store, key)
	if err != nil || found && standing.Accept == signed.Accept {
		return false, err
	}
	if err := cycle.RequireDecidable(match); err != nil {
		return false, err
	}
	if found {
		return false, domain.Fail(domain.CodeDecisionExists, "accept", "%s has decided otherwise on match %s; a decision stands", signed.CompanyID, match.MatchID)
	}
	public, err := tx.statementKey(signed.CompanyID, signed.KeyID)
	if err != nil {
		return false, err
	}
	statement := signed.Statement(tx.stub.GetChannelID())
	if err := verifier.Add(statement, public, signed.Signature, match.Cycle, match.Cycle); err != nil {
		return false, err
	}
	tx.tell("decision", match.MatchID)
	return true, ledger.Put(tx.store, key, signed.Decision())
}

func (tx *transaction) matchAndParty(cycle domain.Cycle, signed domain.SignedDecision) (domain.Match, domain.Party, error) {
	if cycle.State.Order() < domain.Matched.Order() {
		return domain.Match{}, "", cycle.Require(domain.Matched)
	}
	match, err := tx.matchOf(signed.MatchID)
	if err != nil {
		return match, "", err
	}
	if match.Cycle != cycle.Cycle {
		return match, "", domain.Fail(domain.CodeMatchUnknown, "match_id", "the match %s is not of cycle %d", match.MatchID, cycle.Cycle)
	}
	party, ok := match.PartyOf(signed.CompanyID)
	if !ok {
		return match, "", domain.Fail(domain.CodePartyMismatch, "company_id", "%s is no party of match %s", signed.CompanyID, match.MatchID)
	}
	return match, party, nil
}

// statementKey reads a company's registered key, nil where it has none of that id.
func (tx *transaction) statementKey(companyID, keyID string) (*domain.CompanyKey, error) {
	key, found, err := ledger.Get(tx.store, ledger.PublicKeyKey(companyID, keyID))
	if err != nil || !found {
		return nil, err
	}
	return &key, nil
}
