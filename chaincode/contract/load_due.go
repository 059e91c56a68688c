package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// loadDue gives the contracts and reads in bulk all that applying and correcting their credit needs: first what their ids name, then
// what that names.
func (tx *transaction) loadDue(due dueCredit, cycle int64) ([]domain.Contract, error) {
	var contracts []ledger.Key[domain.Contract]
	var given []ledger.Key[domain.Evaluation]
	var ready []ledger.Key[domain.MatchIndex]
	var corrections []ledger.Key[domain.AppealIndex]
	var before []ledger.Key[domain.CreditApplied]
	load := func(matchID string) ledger.MatchKey {
		key, _ := matchKey(matchID)
		contracts = append(contracts, ledger.ContractOf(key))
		given = append(given, ledger.EvaluationOf(key, domain.Buyer), ledger.EvaluationOf(key, domain.Seller))
		return key
	}
	for _, matchID := range due.apply {
		ready = append(ready, ledger.EvaluationReady(load(matchID)))
	}
	for _, matchID := range due.correct {
		key := load(matchID)
		corrections = append(corrections, ledger.AppealDueOf(key, domain.Buyer), ledger.AppealDueOf(key, domain.Seller))
		before = append(before, ledger.CreditAppliedOf(key))
	}
	err := firstError(ledger.Load(tx.store, contracts), ledger.Load(tx.store, given), ledger.Load(tx.store, ready),
		ledger.Load(tx.store, corrections), ledger.Load(tx.store, before))
	if err != nil {
		return nil, err
	}
	return tx.loadScores(due, cycle)
}

// loadScores reads the parties' scores, and whether the pairs have moved in the cycle in which their contract is, or was, applied.
func (tx *transaction) loadScores(due dueCredit, cycle int64) ([]domain.Contract, error) {
	var contracts []domain.Contract
	var credits []ledger.Key[domain.Credit]
	var pairs []ledger.Key[domain.CreditPair]
	for i, matchID := range due.ids() {
		contract, err := tx.contractOf(matchID)
		if err != nil {
			return nil, err
		}
		contracts = append(contracts, contract)
		appliedIn := cycle
		if i >= len(due.apply) {
			before, err := tx.appliedBefore(matchID)
			if err != nil {
				return nil, err
			}
			appliedIn = before.Cycle
		}
		credits = append(credits, ledger.CreditKey(contract.Buyer), ledger.CreditKey(contract.Seller))
		pairs = append(pairs, ledger.CreditPairKey(appliedIn, contract.Buyer, contract.Seller))
	}
	return contracts, firstError(ledger.Load(tx.store, credits), ledger.Load(tx.store, pairs))
}

// appliedBefore reads what an applied contract has moved.
func (tx *transaction) appliedBefore(matchID string) (domain.CreditApplied, error) {
	key, _ := matchKey(matchID)
	before, found, err := ledger.Get(tx.store, ledger.CreditAppliedOf(key))
	if err == nil && !found {
		err = domain.Fail(domain.CodeStateCorrupt, "", "a correction of match %s is due, whose credit was never applied; restore the ledger from a peer that is whole", matchID)
	}
	return before, err
}
