package contract

import (
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// DecideAppeals confirms or corrects the labels that were appealed. Credit follows with the next ApplyCredit.
func (c *CreditContract) DecideAppeals(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:DecideAppeals", argument, decideAppeals)
}

func decideAppeals(tx *transaction, ask domain.DecideAppealsArgument) (batch, error) {
	if err := tx.loadAppealed(ask); err != nil {
		return batch{}, err
	}
	var done batch
	for i, decision := range ask.Decisions {
		written, err := tx.decideAppeal(decision)
		if err != nil {
			return batch{}, domain.Within("decisions."+strconv.Itoa(i), err)
		}
		done.count(written)
	}
	return done, nil
}

// loadAppealed reads all that the batch needs in three calls.
func (tx *transaction) loadAppealed(ask domain.DecideAppealsArgument) error {
	var appeals []ledger.Key[domain.Appeal]
	var given []ledger.Key[domain.Evaluation]
	var applied []ledger.Key[domain.CreditApplied]
	for _, decision := range ask.Decisions {
		if key, ok := matchKey(decision.MatchID); ok {
			appeals = append(appeals, ledger.AppealOf(key, decision.Side))
			given = append(given, ledger.EvaluationOf(key, decision.Side))
			applied = append(applied, ledger.CreditAppliedOf(key))
		}
	}
	return firstError(ledger.Load(tx.store, appeals), ledger.Load(tx.store, given), ledger.Load(tx.store, applied))
}

// decideAppeal writes one decision; the same one again is kept.
func (tx *transaction) decideAppeal(decision domain.AppealDecision) (bool, error) {
	appeal, err := tx.appealOf(decision.MatchID, decision.Side)
	if err != nil {
		return false, err
	}
	decided, changed, err := appeal.Decide(decision)
	if err != nil || !changed {
		return false, err
	}
	key, _ := matchKey(decision.MatchID)
	tx.tell("appeal", decided.AppealID)
	ledger.Delete(tx.store, ledger.AppealOpenOf(key, decision.Side))
	if err := ledger.Put(tx.store, ledger.AppealOf(key, decision.Side), decided); err != nil {
		return false, err
	}
	if decided.Status == domain.AppealConfirmed {
		return true, nil
	}
	return true, tx.correctLabel(key, decided)
}

// correctLabel writes the corrected label beside the classified one, and notes a contract whose credit was applied by the latter.
func (tx *transaction) correctLabel(key ledger.MatchKey, decided domain.Appeal) error {
	at := ledger.EvaluationOf(key, decided.Side)
	evaluation, _, err := ledger.Get(tx.store, at)
	if err != nil {
		return err
	}
	evaluation.CorrectedLabel = decided.CorrectedLabel
	tx.tell("evaluation", decided.MatchID)
	applied, err := ledger.Has(tx.store, ledger.CreditAppliedOf(key))
	if err == nil && applied {
		err = ledger.Put(tx.store, ledger.AppealDueOf(key, decided.Side), domain.AppealIndex{V: domain.ValueVersion, AppealID: decided.AppealID})
	}
	return firstError(err, ledger.Put(tx.store, at, evaluation))
}

// appealOf reads an appeal that must exist.
func (tx *transaction) appealOf(matchID string, side domain.Party) (domain.Appeal, error) {
	key, _ := matchKey(matchID)
	appeal, found, err := ledger.Get(tx.store, ledger.AppealOf(key, side))
	if err == nil && !found {
		err = domain.Fail(domain.CodeAppealUnknown, "match_id", "nobody has appealed the %s's label of match %s; ListOpenAppeals gives those to decide", side, matchID)
	}
	return appeal, err
}
