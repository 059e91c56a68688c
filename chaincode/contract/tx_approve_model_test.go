package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestApproveModel(t *testing.T) {
	w := newWorld(t)
	approval := domain.ApproveModelArgument{Digest: modelDigest}
	w.refused("PROPOSAL_UNKNOWN", "supervisor", "market:ApproveModel", approval)
	w.must("operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: modelDigest})
	w.refused("ROLE_REQUIRED", "operator", "market:ApproveModel", approval)
	w.must("supervisor", "market:ApproveModel", approval)
	w.again("supervisor", "market:ApproveModel", approval)
	w.again("operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: modelDigest})
	if got := query[domain.Model](w, "market:GetModel", domain.GetModelArgument{Digest: modelDigest}); got.Status != domain.Approved {
		t.Fatalf("the model is approved: %+v", got)
	}
}
