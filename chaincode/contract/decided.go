package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// decidedMatches are matches with what their parties have said.
type decidedMatches struct {
	matches  []domain.Match   // in key order
	accepted map[string]bool  // the ids of those that both parties accepted
	refusal  *domain.Decision // the first one in key order, nil where nobody refused
}

// contracts are the matches that both parties accepted, in key order.
func (d decidedMatches) contracts() []domain.Match {
	var kept []domain.Match
	for _, match := range d.matches {
		if d.accepted[match.MatchID] {
			kept = append(kept, match)
		}
	}
	return kept
}

// decided reads the matches of one breed or, where it is empty, of all, and what was said of them.
func (tx *transaction) decided(cycle int64, breed string) (decidedMatches, error) {
	decisions, err := ledger.All(tx.store, ledger.Decisions(cycle, breed))
	if err != nil {
		return decidedMatches{}, err
	}
	matches, err := ledger.All(tx.store, ledger.Matches(cycle, breed))
	result := decidedMatches{matches: matches, accepted: make(map[string]bool, len(matches))}
	type party struct{ matchID, companyID string }
	by := make(map[party]*domain.Decision, len(decisions))
	for i := range decisions {
		decision := &decisions[i]
		by[party{decision.MatchID, decision.CompanyID}] = decision
		if !decision.Accept && result.refusal == nil {
			result.refusal = decision
		}
	}
	for _, m := range matches {
		if domain.Accepted(by[party{m.MatchID, m.Buyer}], by[party{m.MatchID, m.Seller}]) {
			result.accepted[m.MatchID] = true
		}
	}
	return result, err
}
