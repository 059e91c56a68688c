package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// GetContract gives a contract by its serial number.
func (c *FloorContract) GetContract(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetContract", argument, getContract)
}

func getContract(tx *transaction, ask domain.GetContractArgument) (domain.Contract, error) {
	index, found, err := ledger.Get(tx.store, ledger.ContractOfSerial(ask.Serial))
	if err != nil {
		return domain.Contract{}, err
	}
	if !found {
		return domain.Contract{}, domain.Fail(domain.CodeContractUnknown, "serial", "there is no contract %d", ask.Serial)
	}
	return tx.contractOf(index.MatchID)
}

// GetContractOfMatch gives the contract that a match became.
func (c *FloorContract) GetContractOfMatch(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:GetContractOfMatch", argument, func(tx *transaction, ask domain.GetContractOfMatchArgument) (domain.Contract, error) {
		return tx.contractOf(ask.MatchID)
	})
}

// ListContractsOfCompany gives a company's contracts of some cycles page by page, oldest first.
func (c *FloorContract) ListContractsOfCompany(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:ListContractsOfCompany", argument, listContractsOfCompany)
}

func listContractsOfCompany(tx *transaction, ask domain.ListContractsOfCompanyArgument) (pageOf[domain.Contract], error) {
	if _, err := tx.company(ask.CompanyID); err != nil {
		return pageOf[domain.Contract]{}, err
	}
	within := ledger.ContractsOfCompany(ask.CompanyID).Between(ask.FromCycle, ask.ToCycle)
	page, err := ledger.ReadPage(tx.store, within, ask.PageSize, ask.Bookmark)
	if err != nil {
		return pageOf[domain.Contract]{}, err
	}
	contracts, err := tx.contractsOf(page.Values)
	return pageOf[domain.Contract]{Items: contracts, Bookmark: page.Bookmark}, err
}

// contractsOf reads the contracts that indexes point to, at once.
func (tx *transaction) contractsOf(indexes []domain.MatchIndex) ([]domain.Contract, error) {
	var keys []ledger.Key[domain.Contract]
	for _, index := range indexes {
		key, _ := matchKey(index.MatchID)
		keys = append(keys, ledger.ContractOf(key))
	}
	if err := ledger.Load(tx.store, keys); err != nil {
		return nil, err
	}
	contracts := []domain.Contract{}
	for _, index := range indexes {
		contract, err := tx.contractOf(index.MatchID)
		if err != nil {
			return nil, err
		}
		contracts = append(contracts, contract)
	}
	return contracts, nil
}

// ListContracts gives the contracts of some cycles page by page: by cycle, breed and match.
func (c *FloorContract) ListContracts(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:ListContracts", argument, func(tx *transaction, ask domain.ListContractsArgument) (pageOf[domain.Contract], error) {
		return listPage(tx, ledger.Contracts().Between(ask.FromCycle, ask.ToCycle), ask.PageSize, ask.Bookmark)
	})
}
