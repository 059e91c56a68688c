package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// GetAppeal gives the appeal of the label of a party's evaluation.
func (c *CreditContract) GetAppeal(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:GetAppeal", argument, func(tx *transaction, ask domain.GetAppealArgument) (domain.Appeal, error) {
		return tx.appealOf(ask.MatchID, ask.Side)
	})
}

// ListOpenAppeals gives the appeals that the supervisor has not decided, page by page, oldest contract first.
func (c *CreditContract) ListOpenAppeals(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ListOpenAppeals", argument, listOpenAppeals)
}

func listOpenAppeals(tx *transaction, ask domain.ListOpenAppealsArgument) (pageOf[domain.Appeal], error) {
	page, err := ledger.ReadPage(tx.store, ledger.AppealsOpen(), ask.PageSize, ask.Bookmark)
	if err != nil {
		return pageOf[domain.Appeal]{}, err
	}
	var keys []ledger.Key[domain.Appeal]
	for _, index := range page.Values {
		side, matchID, _ := domain.ParseAppealID(index.AppealID)
		key, _ := matchKey(matchID)
		keys = append(keys, ledger.AppealOf(key, side))
	}
	if err := ledger.Load(tx.store, keys); err != nil {
		return pageOf[domain.Appeal]{}, err
	}
	answer := pageOf[domain.Appeal]{Items: []domain.Appeal{}, Bookmark: page.Bookmark}
	for _, key := range keys {
		appeal, _, err := ledger.Get(tx.store, key)
		if err != nil {
			return pageOf[domain.Appeal]{}, err
		}
		answer.Items = append(answer.Items, appeal)
	}
	return answer, nil
}
