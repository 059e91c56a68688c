package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// matchView is a match with the decisions on it, the buyer's first.
type matchView struct {
	Match     domain.Match      `json:"match"`
	Decisions []domain.Decision `json:"decisions"`
}

// GetScheme gives the scheme of a breed in a round of a cycle.
func (c *FloorContract) GetScheme(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetScheme", argument, getScheme)
}

func getScheme(tx *transaction, ask domain.GetSchemeArgument) (domain.Scheme, error) {
	scheme, found, err := ledger.Get(tx.store, ledger.SchemeKey(ask.Cycle, ask.Breed, ask.Round))
	if err == nil && !found {
		err = domain.Fail(domain.CodeSchemeUnknown, "breed", "no scheme of %s stands in round %d of cycle %d", ask.Breed, ask.Round, ask.Cycle)
	}
	return scheme, err
}

// ListMatches gives the matches of a breed, or of all breeds, page by page.
func (c *FloorContract) ListMatches(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:ListMatches", argument, func(tx *transaction, ask domain.ListMatchesArgument) (pageOf[domain.Match], error) {
		return listPage(tx, ledger.Matches(ask.Cycle, ask.Breed), ask.PageSize, ask.Bookmark)
	})
}

// GetMatch gives a match and what its parties decided.
func (c *FloorContract) GetMatch(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetMatch", argument, getMatch)
}

func getMatch(tx *transaction, ask domain.GetMatchArgument) (matchView, error) {
	match, err := tx.matchOf(ask.MatchID)
	if err != nil {
		return matchView{}, err
	}
	answer := matchView{Match: match, Decisions: []domain.Decision{}}
	for _, party := range []domain.Party{domain.Buyer, domain.Seller} {
		decision, found, err := ledger.Get(tx.store, ledger.DecisionOf(ledger.KeyOf(match), party))
		if err != nil {
			return matchView{}, err
		}
		if found {
			answer.Decisions = append(answer.Decisions, decision)
		}
	}
	return answer, nil
}
