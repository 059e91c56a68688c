package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestProposeModel(t *testing.T) {
	w := newWorld(t)
	proposal := domain.ProposeModelArgument{Digest: modelDigest}
	w.refusedQuery("MODEL_UNKNOWN", "market:GetModel", domain.GetModelArgument{Digest: modelDigest})
	w.must("operator", "market:ProposeModel", proposal)
	w.again("operator", "market:ProposeModel", proposal)
	if got := query[domain.Model](w, "market:GetModel", domain.GetModelArgument{Digest: modelDigest}); got.Status != domain.Proposed {
		t.Fatalf("the model waits: %+v", got)
	}
	w.refused("FIELD_FORMAT", "operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: "AB"})
}
