package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// ApproveModel lets evaluations name a model.
func (c *MarketContract) ApproveModel(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:ApproveModel", argument, approveModel)
}

func approveModel(tx *transaction, ask domain.ApproveModelArgument) (changed, error) {
	key := ledger.ModelKey(ask.Digest)
	model, found, err := ledger.Get(tx.store, key)
	if err != nil {
		return changed{}, err
	}
	if !found {
		return changed{}, domain.Fail(domain.CodeProposalUnknown, "digest", "no model with this digest was proposed; the operator proposes it first")
	}
	if model.Status == domain.Approved {
		return changed{}, nil
	}
	model.Status = domain.Approved
	tx.tell("model", ask.Digest)
	return changed{Changed: true}, ledger.Put(tx.store, key, model)
}
