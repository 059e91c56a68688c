package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
	"shoal/chaincode/internal/identity"
)

func TestRegisterCompany(t *testing.T) {
	w := floorWorld(t)
	got := w.must("C-AAAA", "companies:RegisterCompany", registration("C-AAAA"))
	if got["key_id"] != person(t, "C-AAAA").KeyID {
		t.Fatalf("the answer names the key that signed: %v", got)
	}
	type view struct {
		Company domain.Company      `json:"company"`
		Keys    []domain.CompanyKey `json:"keys"`
		Credit  domain.Credit       `json:"credit"`
	}
	seen := query[view](w, "companies:GetCompany", domain.GetCompanyArgument{CompanyID: "C-AAAA"})
	if seen.Company.Name != "Company AAAA" || seen.Company.RegisteredCycle != 1 || seen.Credit.Tenths != 30 || seen.Credit.Entries != 1 {
		t.Fatalf("the company stands with the newcomer's credit: %+v", seen)
	}
	if len(seen.Keys) != 1 || seen.Keys[0].PublicKey != person(t, "C-AAAA").Public || len(seen.Keys[0].Purposes) != 2 {
		t.Fatalf("the company has the key that signed, for both purposes: %+v", seen.Keys)
	}
	entries := query[page[domain.CreditEntry]](w, "credit:ListCreditEntries", domain.ListCreditEntriesArgument{CompanyID: "C-AAAA", PageSize: 10})
	if len(entries.Items) != 1 || entries.Items[0].Reason != domain.ReasonNewcomer {
		t.Fatalf("the first entry is the newcomer's: %+v", entries)
	}
}

func TestRegisterCompanyAgainChangesNothing(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.again("C-AAAA", "companies:RegisterCompany", registration("C-AAAA"))
	w.refused("COMPANY_EXISTS", "C-AAAA#2", "companies:RegisterCompany", registration("C-AAAA"))
	other := registration("C-AAAA")
	other.Name = "Another name"
	w.refused("COMPANY_EXISTS", "C-AAAA", "companies:RegisterCompany", other)
}

func TestRegisterCompanyRefuses(t *testing.T) {
	with := func(change func(*domain.RegisterCompanyArgument)) domain.RegisterCompanyArgument {
		argument := registration("C-BBBB")
		change(&argument)
		return argument
	}
	for name, test := range map[string]struct {
		code     string
		argument domain.RegisterCompanyArgument
	}{
		"another company than the certificate's":     {"COMPANY_MISMATCH", registration("C-CCCC")},
		"a name that is taken":                       {"NAME_TAKEN", with(func(a *domain.RegisterCompanyArgument) { a.Name = "Company AAAA" })},
		"a name that differs in case and space only": {"NAME_TAKEN", with(func(a *domain.RegisterCompanyArgument) { a.Name = "COMPANY   aaaa" })},
		"a code that is taken":                       {"CODE_TAKEN", with(func(a *domain.RegisterCompanyArgument) { a.SocialCreditCode = "DEMO" + "0000000000AAAA" })},
		"a code with a wrong check character":        {"CODE_INVALID", with(func(a *domain.RegisterCompanyArgument) { a.SocialCreditCode = "91110000600037341M" })},
		"a digest in capitals":                       {"FIELD_FORMAT", with(func(a *domain.RegisterCompanyArgument) { a.LegalRepresentativeDigest = "AB" })},
	} {
		t.Run(name, func(t *testing.T) {
			w := floorWorld(t)
			w.register("C-AAAA")
			w.refused(test.code, "C-BBBB", "companies:RegisterCompany", test.argument)
		})
	}
}

func TestRegisterCompanyTakesARealCodeAndRefusesDemoCodesWhereTheMarketDoes(t *testing.T) {
	w := floorWorld(t, func(p *domain.ProposeParametersArgument) { p.AdmitDemoCodes = false })
	w.refused("CODE_INVALID", "C-AAAA", "companies:RegisterCompany", registration("C-AAAA"))
	real := registration("C-AAAA")
	real.SocialCreditCode = "91110000600037341L"
	w.must("C-AAAA", "companies:RegisterCompany", real)
}

func TestRegisterCompanyRefusesAKeyThatCannotSignStatements(t *testing.T) {
	w := floorWorld(t)
	odd, err := identity.NewP384("PlatformMSP", map[string]string{"role": "company", "company_id": "C-P384"})
	if err != nil {
		t.Fatal(err)
	}
	people.Store("C-P384", odd)
	w.refused("KEY_INVALID", "C-P384", "companies:RegisterCompany", registration("C-P384"))
}

func TestRegisterCompanyBeforeTheFloorOpens(t *testing.T) {
	w := newWorld(t)
	w.approve(parameters())
	w.register("C-AAAA")
	w.must("operator", "floor:OpenFloor", "{}")
	w.post(1, bid("C-AAAA.1", 10, 1000))
}
