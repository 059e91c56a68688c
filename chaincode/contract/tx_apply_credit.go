package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// applied is the answer of ApplyCredit; more says that contracts are still due.
type applied struct {
	Changed bool `json:"changed"`
	Applied int  `json:"applied"`
	More    bool `json:"more"`
}

// ApplyCredit moves the credit of the parties of contracts that are due, in batches.
func (c *CreditContract) ApplyCredit(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ApplyCredit", argument, applyCredit)
}

func applyCredit(tx *transaction, ask domain.ApplyCreditArgument) (applied, error) {
	if _, err := tx.cycleIn(ask.Cycle, domain.Settling); err != nil {
		return applied{}, err
	}
	due, err := tx.due(ask.Cycle, int(ask.Limit)+1) // one more tells whether more are due
	if err != nil {
		return applied{}, err
	}
	more := len(due) > int(ask.Limit)
	if more {
		due = due[:ask.Limit]
	}
	contracts, err := tx.loadDue(due, ask.Cycle)
	if err != nil {
		return applied{}, err
	}
	for _, contract := range contracts {
		if err := tx.applyTo(contract, ask.Cycle); err != nil {
			return applied{}, err
		}
	}
	return applied{Changed: len(contracts) > 0, Applied: len(contracts), More: more}, nil
}

// loadDue reads the contracts, and in bulk all that applying them needs.
func (tx *transaction) loadDue(due []domain.MatchIndex, cycle int64) ([]domain.Contract, error) {
	var keys []ledger.Key[domain.Contract]
	var given []ledger.Key[domain.Evaluation]
	var ready []ledger.Key[domain.MatchIndex]
	for _, index := range due {
		key, _ := matchKey(index.MatchID)
		keys = append(keys, ledger.ContractOf(key))
		given = append(given, ledger.EvaluationOf(key, domain.Buyer), ledger.EvaluationOf(key, domain.Seller))
		ready = append(ready, ledger.EvaluationReady(key))
	}
	if err := firstError(ledger.Load(tx.store, keys), ledger.Load(tx.store, given), ledger.Load(tx.store, ready)); err != nil {
		return nil, err
	}
	var contracts []domain.Contract
	var credits []ledger.Key[domain.Credit]
	var pairs []ledger.Key[domain.CreditPair]
	for _, index := range due {
		contract, err := tx.contractOf(index.MatchID)
		if err != nil {
			return nil, err
		}
		contracts = append(contracts, contract)
		credits = append(credits, ledger.CreditKey(contract.Buyer), ledger.CreditKey(contract.Seller))
		pairs = append(pairs, ledger.CreditPairKey(cycle, contract.Buyer, contract.Seller))
	}
	return contracts, firstError(ledger.Load(tx.store, credits), ledger.Load(tx.store, pairs))
}

// applyTo applies the rule to one contract and ends its evaluation. Credit moved by the contracts before is seen here.
func (tx *transaction) applyTo(contract domain.Contract, cycle int64) error {
	evaluated, err := tx.evaluated(contract)
	if err != nil {
		return err
	}
	buyer, err := tx.credit(contract.Buyer)
	if err != nil {
		return err
	}
	seller, err := tx.credit(contract.Seller)
	if err != nil {
		return err
	}
	pair := ledger.CreditPairKey(cycle, contract.Buyer, contract.Seller)
	pairMoved, err := ledger.Has(tx.store, pair)
	if err != nil {
		return err
	}
	move := domain.ApplyCreditRule(evaluated, cycle, buyer, seller, pairMoved)
	if move.Applied.Moves() {
		if err := ledger.Put(tx.store, pair, domain.CreditPair{V: domain.ValueVersion, Serial: contract.Serial}); err != nil {
			return err
		}
	}
	key := contractKey(contract)
	ledger.Delete(tx.store, ledger.EvaluationOpen(contract.EvaluationCloses, key))
	if err := tx.unmarkReady(key); err != nil {
		return err
	}
	tx.tell("credit.entry", contract.MatchID)
	return firstError(
		ledger.Put(tx.store, ledger.CreditKey(contract.Buyer), move.Buyer),
		ledger.Put(tx.store, ledger.CreditKey(contract.Seller), move.Seller),
		ledger.Put(tx.store, ledger.CreditEntryKey(contract.Buyer, move.BuyerEntry.Seq), move.BuyerEntry),
		ledger.Put(tx.store, ledger.CreditEntryKey(contract.Seller, move.SellerEntry.Seq), move.SellerEntry),
		ledger.Put(tx.store, ledger.CreditAppliedOf(key), move.Applied),
	)
}

func (tx *transaction) evaluated(contract domain.Contract) (domain.Evaluated, error) {
	key := contractKey(contract)
	buyer, _, err := ledger.Get(tx.store, ledger.EvaluationOf(key, domain.Buyer))
	if err != nil {
		return domain.Evaluated{}, err
	}
	seller, _, err := ledger.Get(tx.store, ledger.EvaluationOf(key, domain.Seller))
	return domain.Evaluated{Contract: contract, BuyerLabel: buyer.Label, SellerLabel: seller.Label}, err
}

// unmarkReady deletes the mark of a contract that has both evaluations; others have none.
func (tx *transaction) unmarkReady(key ledger.MatchKey) error {
	marked, err := ledger.Has(tx.store, ledger.EvaluationReady(key))
	if err == nil && marked {
		ledger.Delete(tx.store, ledger.EvaluationReady(key))
	}
	return err
}
