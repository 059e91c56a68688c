package contract

import (
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// ApproveOpenings makes proposed opening scores the companies' credit.
func (c *CreditContract) ApproveOpenings(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ApproveOpenings", argument, approveOpenings)
}

func approveOpenings(tx *transaction, ask domain.ApproveOpeningsArgument) (batch, error) {
	intake, err := tx.intake()
	if err != nil {
		return batch{}, err
	}
	var done batch
	for i, approved := range ask.Openings {
		written, err := tx.approveOpening(approved, intake)
		if err != nil {
			return batch{}, domain.Within("openings."+strconv.Itoa(i), err)
		}
		done.count(written)
	}
	if !done.Changed {
		return done, nil
	}
	return done, tx.ratingsMayMove(intake)
}

func (tx *transaction) approveOpening(ask domain.ApprovedOpening, intake int64) (bool, error) {
	opening, found, err := ledger.Get(tx.store, ledger.OpeningKey(ask.CompanyID))
	if err != nil {
		return false, err
	}
	if !found {
		return false, domain.Fail(domain.CodeProposalUnknown, "company_id", "no opening score is proposed for %s; the operator proposes it first", ask.CompanyID)
	}
	if opening.Tenths != ask.Tenths {
		return false, domain.Fail(domain.CodeProposalChanged, "tenths", "the proposal for %s is %d tenths; read it again and approve that", ask.CompanyID, opening.Tenths)
	}
	if opening.Status == domain.Approved {
		return false, nil
	}
	credit, err := tx.credit(ask.CompanyID)
	if err != nil {
		return false, err
	}
	if err := openingPossible(credit); err != nil {
		return false, err
	}
	opening.Status = domain.Approved
	credit, entry := domain.OpeningCredit(credit, intake, opening.Tenths)
	tx.tell("opening", ask.CompanyID)
	return true, firstError(
		ledger.Put(tx.store, ledger.OpeningKey(ask.CompanyID), opening),
		ledger.Put(tx.store, ledger.CreditKey(ask.CompanyID), credit),
		ledger.Put(tx.store, ledger.CreditEntryKey(ask.CompanyID, entry.Seq), entry),
	)
}

// ratingsMayMove refuses from a cycle's freeze until it settles: the schemes of both its rounds are judged by the ratings as they
// stood at the freeze.
func (tx *transaction) ratingsMayMove(intake int64) error {
	if intake <= domain.FirstCycle {
		return nil
	}
	worked, err := tx.cycle(intake - 1)
	if err == nil && worked.State.Order() < domain.Settling.Order() {
		err = domain.Fail(domain.CodeOpeningFrozen, "", "cycle %d is in state %s and its ratings stand; approve once it settles", worked.Cycle, worked.State)
	}
	return err
}
