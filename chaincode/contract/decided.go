package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// decided gives the matches of one breed or, where it is empty, of all, in key order, and the ids of those that both parties accepted.
func (tx *transaction) decided(cycle int64, breed string) (matches []domain.Match, accepted map[string]bool, err error) {
	decisions, err := ledger.All(tx.store, ledger.Decisions(cycle, breed))
	if err != nil {
		return nil, nil, err
	}
	type party struct{ matchID, companyID string }
	said := make(map[party]*domain.Decision, len(decisions))
	for i, decision := range decisions {
		said[party{decision.MatchID, decision.CompanyID}] = &decisions[i]
	}
	matches, err = ledger.All(tx.store, ledger.Matches(cycle, breed))
	accepted = make(map[string]bool, len(matches))
	for _, m := range matches {
		if domain.Accepted(said[party{m.MatchID, m.Buyer}], said[party{m.MatchID, m.Seller}]) {
			accepted[m.MatchID] = true
		}
	}
	return matches, accepted, err
}

// accepted gives the matches that both parties accepted, of one breed or of all, in key order.
func (tx *transaction) accepted(cycle int64, breed string) ([]domain.Match, error) {
	matches, accepted, err := tx.decided(cycle, breed)
	return onlyAccepted(matches, accepted), err
}

func onlyAccepted(matches []domain.Match, accepted map[string]bool) []domain.Match {
	var kept []domain.Match
	for _, match := range matches {
		if accepted[match.MatchID] {
			kept = append(kept, match)
		}
	}
	return kept
}
