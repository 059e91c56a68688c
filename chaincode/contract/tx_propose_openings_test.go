package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func openings(companyID string, tenths domain.Tenths) domain.ProposeOpeningsArgument {
	return domain.ProposeOpeningsArgument{Openings: []domain.ProposedOpening{{CompanyID: companyID, Tenths: tenths, EvidenceDigest: modelDigest}}}
}

func approvals(companyID string, tenths domain.Tenths) domain.ApproveOpeningsArgument {
	return domain.ApproveOpeningsArgument{Openings: []domain.ApprovedOpening{{CompanyID: companyID, Tenths: tenths}}}
}

func TestProposeOpenings(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.must("operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
	w.again("operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
	w.must("operator", "credit:ProposeOpenings", openings("C-AAAA", 41))
	if got := w.credit("C-AAAA"); got.Tenths != 30 {
		t.Fatalf("a proposal moves nothing: %+v", got)
	}
	w.refused("COMPANY_UNKNOWN", "operator", "credit:ProposeOpenings", openings("C-CCCC", 42))
	w.refused("FIELD_RANGE", "operator", "credit:ProposeOpenings", openings("C-AAAA", 51))
	w.refused("FIELD_RANGE", "operator", "credit:ProposeOpenings", `{"openings":[]}`)
	w.must("supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 41))
	w.again("operator", "credit:ProposeOpenings", openings("C-AAAA", 41))
	w.refused("OPENING_EXISTS", "operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
}
