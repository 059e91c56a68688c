package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// RecordAppeals writes what parties of contracts signed against labels.
func (c *CreditContract) RecordAppeals(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:RecordAppeals", argument, recordAppeals)
}

func recordAppeals(tx *transaction, ask domain.RecordAppealsArgument) (batch, error) {
	intake, err := tx.intake()
	if err != nil {
		return batch{}, err
	}
	if err := tx.loadAppeals(ask); err != nil {
		return batch{}, err
	}
	return recordSigned("appeals", ask.Appeals, func(appeal domain.SignedAppeal, verifier *domain.Verifier) (bool, error) {
		return tx.appeal(appeal, intake-1, verifier)
	})
}

// loadAppeals reads all that the batch needs in a few calls. Ids that name no contract are refused later.
func (tx *transaction) loadAppeals(ask domain.RecordAppealsArgument) error {
	var contracts []ledger.Key[domain.Contract]
	var given []ledger.Key[domain.Evaluation]
	var appeals []ledger.Key[domain.Appeal]
	var keys []ledger.Key[domain.CompanyKey]
	var cycles []ledger.Key[domain.Cycle]
	for _, appeal := range ask.Appeals {
		keys = append(keys, ledger.PublicKeyKey(appeal.CompanyID, appeal.KeyID))
		if key, ok := matchKey(appeal.MatchID); ok {
			contracts = append(contracts, ledger.ContractOf(key))
			given = append(given, ledger.EvaluationOf(key, appeal.Side))
			appeals = append(appeals, ledger.AppealOf(key, appeal.Side))
			cycles = append(cycles, ledger.CycleKey(key.Cycle))
		}
	}
	err := firstError(ledger.Load(tx.store, contracts), ledger.Load(tx.store, given), ledger.Load(tx.store, appeals),
		ledger.Load(tx.store, keys), ledger.Load(tx.store, cycles))
	if err != nil {
		return err
	}
	var closing []ledger.Key[domain.Cycle]
	for _, key := range contracts {
		contract, found, err := ledger.Get(tx.store, key)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		last, err := tx.appealCloses(contract)
		if err != nil {
			return err
		}
		closing = append(closing, ledger.CycleKey(last))
	}
	return ledger.Load(tx.store, closing)
}

// appeal writes one appeal; the same one again is kept, even after appeals closed.
func (tx *transaction) appeal(signed domain.SignedAppeal, frozenLast int64, verifier *domain.Verifier) (bool, error) {
	contract, err := tx.contractOf(signed.MatchID)
	if err != nil {
		return false, err
	}
	if _, ok := contract.PartyOf(signed.CompanyID); !ok {
		return false, domain.Fail(domain.CodePartyMismatch, "company_id", "%s is no party of the contract of match %s", signed.CompanyID, signed.MatchID)
	}
	key := contractKey(contract)
	standing, found, err := ledger.Get(tx.store, ledger.AppealOf(key, signed.Side))
	if err != nil || found && standing.Same(signed) {
		return false, err
	}
	if found {
		return false, domain.Fail(domain.CodeAppealExists, "side", "%s has appealed the %s's label of match %s; an evaluation is appealed once",
			standing.CompanyID, signed.Side, signed.MatchID)
	}
	evaluation, err := tx.appealable(contract, signed.Side)
	if err != nil {
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
	written := signed.Appeal(evaluation.Label)
	tx.tell("appeal", written.AppealID)
	return true, firstError(
		ledger.Put(tx.store, ledger.AppealOf(key, signed.Side), written),
		ledger.Put(tx.store, ledger.AppealOpenOf(key, signed.Side), domain.AppealIndex{V: domain.ValueVersion, AppealID: written.AppealID}),
	)
}

// appealable gives the evaluation of a side, and refuses where there is none or the last cycle of its appeals is closed.
func (tx *transaction) appealable(contract domain.Contract, side domain.Party) (domain.Evaluation, error) {
	evaluation, found, err := ledger.Get(tx.store, ledger.EvaluationOf(contractKey(contract), side))
	if err != nil || !found {
		return evaluation, orElse(err, domain.Fail(domain.CodeEvaluationUnknown, "side",
			"the %s of match %s has written no evaluation; there is no label to appeal", side, contract.MatchID))
	}
	last, err := tx.appealCloses(contract)
	if err != nil {
		return evaluation, err
	}
	cycle, _, err := ledger.Get(tx.store, ledger.CycleKey(last)) // may be a cycle to come
	if err == nil && cycle.State == domain.Closed {
		err = domain.Fail(domain.CodeAppealClosed, "match_id", "appeals of match %s were taken until cycle %d closed", contract.MatchID, last)
	}
	return evaluation, err
}

// appealCloses is the last cycle in which the contract's labels can be appealed.
func (tx *transaction) appealCloses(contract domain.Contract) (int64, error) {
	cycle, err := tx.cycle(contract.Cycle)
	if err != nil {
		return 0, err
	}
	parameters, err := tx.parameters(cycle.ParamVersion)
	return domain.AppealCloses(contract, parameters), err
}
