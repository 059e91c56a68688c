package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// companyView is a company with its keys and its credit.
type companyView struct {
	Company domain.Company      `json:"company"`
	Keys    []domain.CompanyKey `json:"keys"`
	Credit  domain.Credit       `json:"credit"`
}

// GetCompany gives a company, its keys and its credit.
func (c *CompaniesContract) GetCompany(ctx apiContext, argument string) (string, error) {
	return run(ctx, "companies:GetCompany", argument, getCompany)
}

func getCompany(tx *transaction, ask domain.GetCompanyArgument) (companyView, error) {
	registered, err := tx.company(ask.CompanyID)
	if err != nil {
		return companyView{}, err
	}
	keys, err := ledger.All(tx.store, ledger.PublicKeysOf(ask.CompanyID))
	if err != nil {
		return companyView{}, err
	}
	credit, err := tx.credit(ask.CompanyID)
	return companyView{Company: registered, Keys: keys, Credit: credit}, err
}

// ListCompanies gives the companies page by page.
func (c *CompaniesContract) ListCompanies(ctx apiContext, argument string) (string, error) {
	return run(ctx, "companies:ListCompanies", argument, func(tx *transaction, ask domain.ListCompaniesArgument) (pageOf[domain.Company], error) {
		return listPage(tx, ledger.Companies(), ask.PageSize, ask.Bookmark)
	})
}
