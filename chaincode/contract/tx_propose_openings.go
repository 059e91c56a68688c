package contract

import (
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// ProposeOpenings lays opening scores from earlier records before the supervisor.
func (c *CreditContract) ProposeOpenings(ctx apiContext, argument string) (string, error) {
	return run(ctx, "credit:ProposeOpenings", argument, proposeOpenings)
}

func proposeOpenings(tx *transaction, ask domain.ProposeOpeningsArgument) (batch, error) {
	var done batch
	for i, proposed := range ask.Openings {
		written, err := tx.proposeOpening(proposed)
		if err != nil {
			return batch{}, domain.Within("openings."+strconv.Itoa(i), err)
		}
		done.count(written)
	}
	return done, nil
}

// proposeOpening replaces an earlier proposal; an approved opening stands.
func (tx *transaction) proposeOpening(ask domain.ProposedOpening) (bool, error) {
	credit, err := tx.credit(ask.CompanyID)
	if err != nil {
		return false, err
	}
	proposal := domain.Opening{
		V: domain.ValueVersion, CompanyID: ask.CompanyID, Tenths: ask.Tenths, Status: domain.Proposed, EvidenceDigest: ask.EvidenceDigest,
	}
	standing, found, err := ledger.Get(tx.store, ledger.OpeningKey(ask.CompanyID))
	if err != nil || found && standing == proposal {
		return false, err
	}
	if found && standing.Status == domain.Approved {
		return false, tx.approvedOpening(standing, proposal)
	}
	if err := openingPossible(credit); err != nil {
		return false, err
	}
	tx.tell("opening", ask.CompanyID)
	return true, ledger.Put(tx.store, ledger.OpeningKey(ask.CompanyID), proposal)
}

// approvedOpening is no error where the approved opening is what is proposed again.
func (tx *transaction) approvedOpening(standing, proposal domain.Opening) error {
	proposal.Status = domain.Approved
	if standing == proposal {
		return nil
	}
	return domain.Fail(domain.CodeOpeningExists, "company_id", "an opening score of %d tenths was approved for %s; it cannot be replaced",
		standing.Tenths, standing.CompanyID)
}

// openingPossible refuses an opening score for a company that has a history on the floor.
func openingPossible(credit domain.Credit) error {
	if credit.Entries > 1 {
		return domain.Fail(domain.CodeOpeningClosed, "company_id", "%s has credit entries beyond its first; an opening score comes before the first trade",
			credit.CompanyID)
	}
	return nil
}
