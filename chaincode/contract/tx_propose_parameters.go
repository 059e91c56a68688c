package contract

import (
	"reflect"
	"strconv"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// proposed is the answer of a proposal: the digest that the approval must name.
type proposed struct {
	Changed bool   `json:"changed"`
	Version int64  `json:"version"`
	Digest  string `json:"digest"`
}

// ProposeParameters lays the next version of the market parameters before the supervisor.
func (c *MarketContract) ProposeParameters(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:ProposeParameters", argument, proposeParameters)
}

// 1. The version must follow the current one. 2. The figures must hold together and keep every breed. 3. A later proposal of the
// same version replaces the earlier.
func proposeParameters(tx *transaction, ask domain.ProposeParametersArgument) (proposed, error) {
	current, err := tx.currentParameters()
	if err != nil {
		return proposed{}, err
	}
	next := ask.Parameters()
	if err := domain.CheckSuccessor(current, next); err != nil {
		return proposed{}, err
	}
	digest, err := digestOf(next)
	if err != nil {
		return proposed{}, err
	}
	key := ledger.ProposalKey(next.Version)
	standing, found, err := ledger.Get(tx.store, key)
	if err != nil || found && reflect.DeepEqual(standing, next) {
		return proposed{Version: next.Version, Digest: digest}, err
	}
	tx.tell("param.proposal", strconv.FormatInt(next.Version, 10))
	return proposed{Changed: true, Version: next.Version, Digest: digest}, ledger.Put(tx.store, key, next)
}
