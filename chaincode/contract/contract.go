// Package contract is the chaincode as the peers call it: one contract of the contract API per area, one transaction per file,
// each with who may call it in access.go. The rules themselves are in domain, the state in ledger.
package contract

import (
	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
)

// CompaniesContract holds the transactions of the area companies: who trades, with which keys.
type CompaniesContract struct{ contractapi.Contract }

// MarketContract holds the transactions of the area market: parameters and models, proposed and approved.
type MarketContract struct{ contractapi.Contract }

// FloorContract holds the transactions of the area floor: lists, cycles, schemes, decisions, contracts.
type FloorContract struct{ contractapi.Contract }

// CreditContract holds the transactions of the area credit: opening scores, evaluations, credit.
type CreditContract struct{ contractapi.Contract }

// GetEvaluateTransactions names the queries for the contract API's metadata.
func (c *CompaniesContract) GetEvaluateTransactions() []string { return queries("companies") }

// GetEvaluateTransactions names the queries for the contract API's metadata.
func (c *MarketContract) GetEvaluateTransactions() []string { return queries("market") }

// GetEvaluateTransactions names the queries for the contract API's metadata.
func (c *FloorContract) GetEvaluateTransactions() []string { return queries("floor") }

// GetEvaluateTransactions names the queries for the contract API's metadata.
func (c *CreditContract) GetEvaluateTransactions() []string { return queries("credit") }

// areas are the contracts by name.
func areas() []contractapi.ContractInterface {
	companies, market := &CompaniesContract{}, &MarketContract{}
	floor, credit := &FloorContract{}, &CreditContract{}
	companies.Name, market.Name, floor.Name, credit.Name = "companies", "market", "floor", "credit"
	return []contractapi.ContractInterface{companies, market, floor, credit}
}

// New gives the chaincode, hardened.
func New() (shim.Chaincode, error) {
	chaincode, err := contractapi.NewChaincode(areas()...)
	if err != nil {
		return nil, err
	}
	chaincode.Info.Title = "shoal"
	chaincode.TransactionSerializer = texts{}
	known := make(map[string]bool, len(access))
	for function := range access {
		known[function] = true
	}
	return &hardened{next: chaincode, known: known}, nil
}
