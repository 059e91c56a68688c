package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// GetCredit gives a company's credit.
func (c *CreditContract) GetCredit(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:GetCredit", argument, func(tx *transaction, ask domain.GetCreditArgument) (domain.Credit, error) {
		return tx.credit(ask.CompanyID)
	})
}

// ListCreditEntries gives the reasons for a company's credit page by page, oldest first.
func (c *CreditContract) ListCreditEntries(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ListCreditEntries", argument, listCreditEntries)
}

func listCreditEntries(tx *transaction, ask domain.ListCreditEntriesArgument) (pageOf[domain.CreditEntry], error) {
	if _, err := tx.company(ask.CompanyID); err != nil {
		return pageOf[domain.CreditEntry]{}, err
	}
	return listPage(tx, ledger.CreditEntries(ask.CompanyID), ask.PageSize, ask.Bookmark)
}

// evaluations are those of one contract, the buyer's first.
type evaluations struct {
	Evaluations []domain.Evaluation `json:"evaluations"`
}

// GetEvaluations gives what the parties of a contract said of each other.
func (c *CreditContract) GetEvaluations(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:GetEvaluations", argument, getEvaluations)
}

func getEvaluations(tx *transaction, ask domain.GetEvaluationsArgument) (evaluations, error) {
	contract, err := tx.contractOf(ask.MatchID)
	if err != nil {
		return evaluations{}, err
	}
	answer := evaluations{Evaluations: []domain.Evaluation{}}
	for _, party := range []domain.Party{domain.Buyer, domain.Seller} {
		given, found, err := ledger.Get(tx.store, ledger.EvaluationOf(contractKey(contract), party))
		if err != nil {
			return evaluations{}, err
		}
		if found {
			answer.Evaluations = append(answer.Evaluations, given)
		}
	}
	return answer, nil
}
