package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// applyTo applies the rule to one contract by its labels as classified and ends its evaluation. A label that was corrected before
// that makes a correction of its own right after, so that the history has both. Credit moved by the contracts before is seen here.
func (tx *transaction) applyTo(contract domain.Contract, cycle int64) error {
	classified, corrected, err := tx.evaluated(contract)
	if err != nil {
		return err
	}
	at, err := tx.standing(contract, cycle)
	if err != nil {
		return err
	}
	move := domain.ApplyCreditRule(classified, cycle, at.buyer, at.seller, at.pairMovedBy != 0)
	key := contractKey(contract)
	ledger.Delete(tx.store, ledger.EvaluationOpen(contract.EvaluationCloses, key))
	if err := firstError(tx.enterMove(contract, at, move), tx.unmarkReady(key)); err != nil || corrected == classified {
		return err
	}
	return tx.correct(corrected, move.Applied, cycle)
}

// correctApplied corrects the credit of a contract that was applied by labels of which one or both have been corrected since.
func (tx *transaction) correctApplied(contract domain.Contract, cycle int64) error {
	_, corrected, err := tx.evaluated(contract)
	if err != nil {
		return err
	}
	before, err := tx.appliedBefore(contract.MatchID)
	if err != nil {
		return err
	}
	return firstError(tx.correct(corrected, before, cycle), tx.unmarkDue(contractKey(contract)))
}

// correct enters what the corrected labels change of what the contract has moved before.
func (tx *transaction) correct(corrected domain.Evaluated, before domain.CreditApplied, cycle int64) error {
	at, err := tx.standing(corrected.Contract, before.Cycle)
	if err != nil {
		return err
	}
	byAnother := at.pairMovedBy != 0 && at.pairMovedBy != corrected.Contract.Serial
	move := domain.CorrectCredit(corrected, cycle, before, at.buyer, at.seller, byAnother)
	return tx.enterMove(corrected.Contract, at, move)
}

// standing is what a contract's move starts from: its parties' scores, and which contract (0 for none) has moved the pair in the
// cycle in which this one is, or was, applied.
type standing struct {
	buyer, seller domain.Credit
	pair          ledger.Key[domain.CreditPair]
	pairMovedBy   int64
}

func (tx *transaction) standing(contract domain.Contract, appliedIn int64) (at standing, err error) {
	if at.buyer, err = tx.credit(contract.Buyer); err != nil {
		return at, err
	}
	if at.seller, err = tx.credit(contract.Seller); err != nil {
		return at, err
	}
	at.pair = ledger.CreditPairKey(appliedIn, contract.Buyer, contract.Seller)
	pair, _, err := ledger.Get(tx.store, at.pair)
	at.pairMovedBy = pair.Serial
	return at, err
}

// enterMove writes a move: scores, entries, what the contract has moved in all, and whether it uses up the pair's limit.
func (tx *transaction) enterMove(contract domain.Contract, at standing, move domain.CreditMove) error {
	tx.tell("credit.entry", contract.MatchID)
	var pair error
	switch {
	case move.Applied.Moves() && at.pairMovedBy == 0:
		pair = ledger.Put(tx.store, at.pair, domain.CreditPair{V: domain.ValueVersion, Serial: contract.Serial})
	case !move.Applied.Moves() && at.pairMovedBy == contract.Serial:
		ledger.Delete(tx.store, at.pair)
	}
	return firstError(pair,
		ledger.Put(tx.store, ledger.CreditKey(contract.Buyer), move.Buyer),
		ledger.Put(tx.store, ledger.CreditKey(contract.Seller), move.Seller),
		ledger.Put(tx.store, ledger.CreditEntryKey(contract.Buyer, move.BuyerEntry.Seq), move.BuyerEntry),
		ledger.Put(tx.store, ledger.CreditEntryKey(contract.Seller, move.SellerEntry.Seq), move.SellerEntry),
		ledger.Put(tx.store, ledger.CreditAppliedOf(contractKey(contract)), move.Applied),
	)
}

// evaluated gives a contract with its labels as classified, and with those that stand; the two differ where one was corrected.
func (tx *transaction) evaluated(contract domain.Contract) (classified, corrected domain.Evaluated, err error) {
	key := contractKey(contract)
	buyer, _, err := ledger.Get(tx.store, ledger.EvaluationOf(key, domain.Buyer))
	if err != nil {
		return classified, corrected, err
	}
	seller, _, err := ledger.Get(tx.store, ledger.EvaluationOf(key, domain.Seller))
	classified = domain.Evaluated{Contract: contract, BuyerLabel: buyer.Label, SellerLabel: seller.Label}
	corrected = domain.Evaluated{Contract: contract, BuyerLabel: buyer.Standing(), SellerLabel: seller.Standing()}
	return classified, corrected, err
}

// unmarkReady deletes the mark of a contract that has both evaluations; others have none.
func (tx *transaction) unmarkReady(key ledger.MatchKey) error {
	return unmark(tx, ledger.EvaluationReady(key))
}

// unmarkDue deletes the marks of corrections that are entered: one entry is made for both labels.
func (tx *transaction) unmarkDue(key ledger.MatchKey) error {
	return firstError(unmark(tx, ledger.AppealDueOf(key, domain.Buyer)), unmark(tx, ledger.AppealDueOf(key, domain.Seller)))
}

func unmark[T any](tx *transaction, mark ledger.Key[T]) error {
	marked, err := ledger.Has(tx.store, mark)
	if err == nil && marked {
		ledger.Delete(tx.store, mark)
	}
	return err
}
