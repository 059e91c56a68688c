package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// ProposeModel lays a classifier's digest before the supervisor.
func (c *MarketContract) ProposeModel(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:ProposeModel", argument, proposeModel)
}

func proposeModel(tx *transaction, ask domain.ProposeModelArgument) (changed, error) {
	key := ledger.ModelKey(ask.Digest)
	if found, err := ledger.Has(tx.store, key); err != nil || found {
		return changed{}, err
	}
	tx.tell("model", ask.Digest)
	model := domain.Model{V: domain.ValueVersion, Digest: ask.Digest, Status: domain.Proposed}
	return changed{Changed: true}, ledger.Put(tx.store, key, model)
}
