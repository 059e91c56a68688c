package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestApproveParametersPutsThemInForceForCyclesFrozenLater(t *testing.T) {
	w := floorWorld(t)
	w.freeze(1)
	next := parameters(residual)
	next.Version = 2
	w.approve(next)
	if got := query[domain.Cycle](w, "floor:GetCycle", domain.GetCycleArgument{Cycle: 1}); got.ParamVersion != 1 {
		t.Fatalf("cycle 1 keeps the version that it was frozen with: %+v", got)
	}
	if got := query[domain.Parameters](w, "market:GetParameters", domain.GetParametersArgument{Version: 0}); got.Version != 2 {
		t.Fatalf("version 2 is current: %+v", got)
	}
	if got := query[domain.Parameters](w, "market:GetParameters", domain.GetParametersArgument{Version: 1}); got.PriceRule != domain.Midpoint {
		t.Fatalf("version 1 can still be read: %+v", got)
	}
	w.refusedQuery("PARAM_UNKNOWN", "market:GetParameters", domain.GetParametersArgument{Version: 3})
	w.refusedQuery("PROPOSAL_UNKNOWN", "market:GetProposal", domain.GetProposalArgument{Version: 2})
}

func TestApproveParametersApprovesWhatWasRead(t *testing.T) {
	w := newWorld(t)
	read := w.must("operator", "market:ProposeParameters", parameters())["digest"].(string)
	w.refused("PROPOSAL_UNKNOWN", "supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 2, Digest: read})
	w.must("operator", "market:ProposeParameters", parameters(residual))
	w.refused("PROPOSAL_CHANGED", "supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: read})
	w.must("operator", "market:ProposeParameters", parameters())
	w.must("supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: read})
	w.again("supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: read})
	w.refused("PROPOSAL_UNKNOWN", "supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: modelDigest})
}

func TestNeitherOrganisationChangesTheMarketAlone(t *testing.T) {
	w := newWorld(t)
	w.refused("ROLE_REQUIRED", "supervisor", "market:ProposeParameters", parameters())
	read := w.must("operator", "market:ProposeParameters", parameters())["digest"].(string)
	w.refused("ROLE_REQUIRED", "operator", "market:ApproveParameters", domain.ApproveParametersArgument{Version: 1, Digest: read})
}
