package contract

import (
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// ApproveParameters makes a proposal the current parameters.
func (c *MarketContract) ApproveParameters(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:ApproveParameters", argument, approveParameters)
}

// The digest makes sure that what the supervisor read is what becomes valid, though a proposal can be replaced.
func approveParameters(tx *transaction, ask domain.ApproveParametersArgument) (changed, error) {
	waiting, found, err := ledger.Get(tx.store, ledger.ProposalKey(ask.Version))
	if err != nil {
		return changed{}, err
	}
	if !found {
		return changed{}, tx.approvedBefore(ask)
	}
	digest, err := digestOf(waiting)
	if err != nil {
		return changed{}, err
	}
	if digest != ask.Digest {
		return changed{}, domain.Fail(domain.CodeProposalChanged, "digest",
			"the proposal of version %d has the digest %s; read it again and approve that", ask.Version, digest)
	}
	ledger.Delete(tx.store, ledger.ProposalKey(ask.Version))
	if err := ledger.Put(tx.store, ledger.ParametersKey(ask.Version), waiting); err != nil {
		return changed{}, err
	}
	tx.tell("param", strconv.FormatInt(ask.Version, 10))
	current := domain.CurrentParameters{V: domain.ValueVersion, Version: ask.Version}
	return changed{Changed: true}, ledger.Put(tx.store, ledger.CurrentParametersKey(), current)
}

// approvedBefore is no error where the same proposal was approved already.
func (tx *transaction) approvedBefore(ask domain.ApproveParametersArgument) error {
	approved, found, err := ledger.Get(tx.store, ledger.ParametersKey(ask.Version))
	if err != nil {
		return err
	}
	if !found {
		return proposalUnknown(ask.Version)
	}
	digest, err := digestOf(approved)
	if err == nil && digest != ask.Digest {
		err = proposalUnknown(ask.Version)
	}
	return err
}
