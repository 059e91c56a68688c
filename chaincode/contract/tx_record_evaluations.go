package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// RecordEvaluations writes what the parties of contracts signed of each other.
func (c *CreditContract) RecordEvaluations(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:RecordEvaluations", argument, recordEvaluations)
}

func recordEvaluations(tx *transaction, ask domain.RecordEvaluationsArgument) (batch, error) {
	intake, err := tx.intake()
	if err != nil {
		return batch{}, err
	}
	if err := tx.loadEvaluations(ask); err != nil {
		return batch{}, err
	}
	return recordSigned("evaluations", ask.Evaluations, func(evaluation domain.SignedEvaluation, verifier *domain.Verifier) (bool, error) {
		return tx.evaluate(evaluation, intake-1, verifier)
	})
}

// loadEvaluations reads all that the batch needs in a few calls. Ids that name no contract are refused later.
func (tx *transaction) loadEvaluations(ask domain.RecordEvaluationsArgument) error {
	var contracts []ledger.Key[domain.Contract]
	var given []ledger.Key[domain.Evaluation]
	var keys []ledger.Key[domain.CompanyKey]
	var models []ledger.Key[domain.Model]
	for _, evaluation := range ask.Evaluations {
		keys = append(keys, ledger.PublicKeyKey(evaluation.CompanyID, evaluation.KeyID))
		models = append(models, ledger.ModelKey(evaluation.ModelDigest))
		if key, ok := matchKey(evaluation.MatchID); ok {
			contracts = append(contracts, ledger.ContractOf(key))
			given = append(given, ledger.EvaluationOf(key, domain.Buyer), ledger.EvaluationOf(key, domain.Seller))
		}
	}
	err := firstError(ledger.Load(tx.store, contracts), ledger.Load(tx.store, given), ledger.Load(tx.store, keys), ledger.Load(tx.store, models))
	if err != nil {
		return err
	}
	var open []ledger.Key[domain.MatchIndex]
	for _, key := range contracts {
		contract, found, err := ledger.Get(tx.store, key)
		if err != nil {
			return err
		}
		if found {
			open = append(open, ledger.EvaluationOpen(contract.EvaluationCloses, contractKey(contract)))
		}
	}
	return ledger.Load(tx.store, open)
}

// evaluate writes one evaluation; the same one again is kept, even after evaluation closed.
func (tx *transaction) evaluate(signed domain.SignedEvaluation, frozenLast int64, verifier *domain.Verifier) (bool, error) {
	contract, err := tx.contractOf(signed.MatchID)
	if err != nil {
		return false, err
	}
	party, ok := contract.PartyOf(signed.CompanyID)
	if !ok {
		return false, domain.Fail(domain.CodePartyMismatch, "company_id", "%s is no party of the contract of match %s", signed.CompanyID, signed.MatchID)
	}
	key := ledger.EvaluationOf(contractKey(contract), party)
	standing, found, err := ledger.Get(tx.store, key)
	if err != nil || found && sameEvaluation(standing, signed) {
		return false, err
	}
	if found {
		return false, domain.Fail(domain.CodeEvaluationExists, "company_id", "%s has evaluated match %s otherwise; an evaluation stands", signed.CompanyID, signed.MatchID)
	}
	if err := tx.mayEvaluate(contract, signed.ModelDigest); err != nil {
		return false, err
	}
	public, err := tx.statementKey(signed.CompanyID, signed.KeyID)
	if err != nil {
		return false, err
	}
	statement := signed.Statement(tx.stub.GetChannelID())
	if err := verifier.Add(statement, public, signed.Signature, contract.Cycle, frozenLast); err != nil {
		return false, err
	}
	tx.tell("evaluation", signed.MatchID)
	return true, firstError(ledger.Put(tx.store, key, signed.Evaluation()), tx.markReady(contract))
}

// mayEvaluate refuses once the contract's credit was applied, and a model that the supervisor has not approved.
func (tx *transaction) mayEvaluate(contract domain.Contract, modelDigest string) error {
	open, err := ledger.Has(tx.store, ledger.EvaluationOpen(contract.EvaluationCloses, contractKey(contract)))
	if err != nil || !open {
		return orElse(err, domain.Fail(domain.CodeEvaluationClosed, "match_id",
			"evaluation of match %s closed with cycle %d or when its credit was applied", contract.MatchID, contract.EvaluationCloses))
	}
	model, _, err := ledger.Get(tx.store, ledger.ModelKey(modelDigest))
	if err == nil && model.Status != domain.Approved {
		err = domain.Fail(domain.CodeModelNotApproved, "model_digest", "no model with this digest is approved; use an approved one")
	}
	return err
}

// markReady notes a contract that has both evaluations.
func (tx *transaction) markReady(contract domain.Contract) error {
	key := contractKey(contract)
	for _, party := range []domain.Party{domain.Buyer, domain.Seller} {
		given, err := ledger.Has(tx.store, ledger.EvaluationOf(key, party))
		if err != nil || !given {
			return err
		}
	}
	return ledger.Put(tx.store, ledger.EvaluationReady(key), domain.MatchIndex{V: domain.ValueVersion, MatchID: contract.MatchID})
}

// sameEvaluation compares what was said; the signature of the same statement may differ.
func sameEvaluation(standing domain.Evaluation, signed domain.SignedEvaluation) bool {
	return standing.Label == signed.Label && standing.TextDigest == signed.TextDigest && standing.ModelDigest == signed.ModelDigest
}
