package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestApproveOpenings(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB")
	w.refused("PROPOSAL_UNKNOWN", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.must("operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
	w.refused("PROPOSAL_CHANGED", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 43))
	w.refused("ROLE_REQUIRED", "operator", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.must("supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.again("supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	if got := w.credit("C-AAAA"); got.Tenths != 42 || got.Entries != 2 {
		t.Fatalf("got %+v", got)
	}
	entries := query[page[domain.CreditEntry]](w, "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: "C-AAAA", PageSize: 10})
	if last := entries.Items[1]; last.Reason != domain.ReasonOpening || last.Before != 30 || last.After != 42 {
		t.Fatalf("got %+v", last)
	}
}

func TestApproveOpeningsWaitsWhileRatingsStand(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.must("operator", "credit:ProposeOpenings", openings("C-AAAA", 42))
	w.freeze(1)
	w.refused("OPENING_FROZEN", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.publish(1)
	w.refused("OPENING_FROZEN", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.secondRound(1)
	w.refused("OPENING_FROZEN", "supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
	w.settling(1)
	w.must("supervisor", "credit:ApproveOpenings", approvals("C-AAAA", 42))
}

func TestNoOpeningAfterTheFirstTrade(t *testing.T) {
	w := settledWorld(t)
	w.must("operator", "credit:ProposeOpenings", openings("C-SELL", 42))
	w.must("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 10})
	w.refused("OPENING_CLOSED", "supervisor", "credit:ApproveOpenings", approvals("C-SELL", 42))
	w.refused("OPENING_CLOSED", "operator", "credit:ProposeOpenings", openings("C-BUYC", 42))
}
