package contract_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

func TestListCompaniesGivesEachOnceHoweverLongThePages(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA", "C-BBBB", "C-CCCC", "C-DDDD", "C-EEEE")
	for size := int64(1); size <= 6; size++ {
		t.Run(fmt.Sprintf("pages of %d", size), func(t *testing.T) {
			var seen []string
			bookmark := ""
			for {
				got := query[page[domain.Company]](w, "companies:ListCompanies", domain.ListCompaniesArgument{PageSize: size, Bookmark: bookmark})
				for _, item := range got.Items {
					seen = append(seen, item.CompanyID)
				}
				if bookmark = got.Bookmark; bookmark == "" {
					break
				}
			}
			if fmt.Sprint(seen) != "[C-AAAA C-BBBB C-CCCC C-DDDD C-EEEE]" {
				t.Fatalf("got %v", seen)
			}
		})
	}
}

func TestABookmarkCannotLeadOutOfItsQuery(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	for name, bookmark := range map[string]string{
		"no base64":           "*",
		"no UTF-8":            base64.RawURLEncoding.EncodeToString([]byte("\x00company\x00\xff")),
		"an earlier type":     base64.RawURLEncoding.EncodeToString([]byte("\x00")),
		"a later type":        base64.RawURLEncoding.EncodeToString([]byte("\x00credit\x00")),
		"longer than allowed": base64.RawURLEncoding.EncodeToString(make([]byte, 2000)),
	} {
		t.Run(name, func(t *testing.T) {
			w.refusedQuery("PAGE_BOOKMARK", "companies:ListCompanies", domain.ListCompaniesArgument{PageSize: 1, Bookmark: bookmark})
		})
	}
}

func TestUnknownCompaniesAreNamedAsSuch(t *testing.T) {
	w := floorWorld(t)
	w.refusedQuery("COMPANY_UNKNOWN", "companies:GetCompany", domain.GetCompanyArgument{CompanyID: "C-AAAA"})
	w.refusedQuery("COMPANY_UNKNOWN", "credit:GetCredit", domain.GetCreditArgument{CompanyID: "C-AAAA"})
	w.refusedQuery("COMPANY_UNKNOWN", "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: "C-AAAA", PageSize: 1})
	w.refusedQuery("COMPANY_UNKNOWN", "floor:ListContractsOfCompany", domain.ListContractsOfCompanyArgument{CompanyID: "C-AAAA", ToCycle: 1, PageSize: 1})
}
