package contract

import (
	"crypto/sha256"
	"encoding/hex"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// proposal is proposed parameters with the digest that an approval must name.
type proposal struct {
	Parameters domain.Parameters `json:"parameters"`
	Digest     string            `json:"digest"`
}

// GetParameters gives the parameters of a version, the current ones for version 0.
func (c *MarketContract) GetParameters(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:GetParameters", argument, getParameters)
}

func getParameters(tx *transaction, ask domain.GetParametersArgument) (domain.Parameters, error) {
	if ask.Version == 0 {
		return tx.currentParameters()
	}
	return tx.parameters(ask.Version)
}

// GetProposal gives a proposal that waits for the supervisor.
func (c *MarketContract) GetProposal(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:GetProposal", argument, getProposal)
}

func getProposal(tx *transaction, ask domain.GetProposalArgument) (proposal, error) {
	proposed, found, err := ledger.Get(tx.store, ledger.ProposalKey(ask.Version))
	if err != nil {
		return proposal{}, err
	}
	if !found {
		return proposal{}, proposalUnknown(ask.Version)
	}
	digest, err := digestOf(proposed)
	return proposal{Parameters: proposed, Digest: digest}, err
}

func proposalUnknown(version int64) error {
	return domain.Fail(domain.CodeProposalUnknown, "version",
		"no parameters of version %d wait for approval; the operator proposes the version after the current one", version)
}

// digestOf is the hex SHA-256 of a value as stored.
func digestOf(value any) (string, error) {
	stored, err := ledger.Encode(value)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256(stored)
	return hex.EncodeToString(digest[:]), nil
}

// GetModel gives a model's status.
func (c *MarketContract) GetModel(ctx apiContext, argument string) (string, error) {
	return run(ctx, "market:GetModel", argument, getModel)
}

func getModel(tx *transaction, ask domain.GetModelArgument) (domain.Model, error) {
	model, found, err := ledger.Get(tx.store, ledger.ModelKey(ask.Digest))
	if err == nil && !found {
		err = domain.Fail(domain.CodeModelUnknown, "digest", "no model with this digest was proposed; propose it first")
	}
	return model, err
}
