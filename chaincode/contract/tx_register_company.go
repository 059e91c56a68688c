package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// registered is the answer of RegisterCompany.
type registered struct {
	Changed   bool   `json:"changed"`
	CompanyID string `json:"company_id"`
	KeyID     string `json:"key_id"`
}

// RegisterCompany enters a company with the key that signs this transaction and the newcomer's credit.
func (c *CompaniesContract) RegisterCompany(ctx apiContext, argument string) (string, error) {
	return run(ctx, "companies:RegisterCompany", argument, registerCompany)
}

// 1. The certificate must be the company's. 2. The same registration again changes nothing. 3. Name and code must be free and
// the code well formed. 4. Company, indexes, key and credit are written.
func registerCompany(tx *transaction, ask domain.RegisterCompanyArgument) (registered, error) {
	answer := registered{CompanyID: ask.CompanyID, KeyID: tx.by.key.ID}
	if err := tx.ownCompany(ask.CompanyID); err != nil {
		return answer, err
	}
	standing, found, err := ledger.Get(tx.store, ledger.CompanyKey(ask.CompanyID))
	if err != nil {
		return answer, err
	}
	if found {
		return answer, tx.sameRegistration(standing, ask)
	}
	parameters, err := tx.currentParameters()
	if err != nil {
		return answer, err
	}
	if err := tx.free(ask, parameters.AdmitDemoCodes); err != nil {
		return answer, err
	}
	answer.Changed = true
	return answer, tx.enter(ask, parameters.NewcomerTenths)
}

// sameRegistration is no error where the company stands with the same fields and the caller's key.
func (tx *transaction) sameRegistration(standing domain.Company, ask domain.RegisterCompanyArgument) error {
	known, err := ledger.Has(tx.store, ledger.PublicKeyKey(ask.CompanyID, tx.by.key.ID))
	if err != nil {
		return err
	}
	if !known || standing != companyOf(ask, standing.RegisteredCycle) {
		return domain.Fail(domain.CodeCompanyExists, "company_id", "the company %s is registered already, with other figures or another key", ask.CompanyID)
	}
	return nil
}

func (tx *transaction) free(ask domain.RegisterCompanyArgument, admitDemoCodes bool) error {
	if err := domain.CheckSocialCreditCode(ask.SocialCreditCode, admitDemoCodes); err != nil {
		return err
	}
	if taken, err := ledger.Has(tx.store, ledger.CompanyOfName(domain.NameDigest(ask.Name))); err != nil || taken {
		return orElse(err, domain.Fail(domain.CodeNameTaken, "name", "another company has this name; choose another"))
	}
	if taken, err := ledger.Has(tx.store, ledger.CompanyOfCode(ask.SocialCreditCode)); err != nil || taken {
		return orElse(err, domain.Fail(domain.CodeCodeTaken, "social_credit_code", "another company has this code; check it"))
	}
	return nil
}

func (tx *transaction) enter(ask domain.RegisterCompanyArgument, newcomer domain.Tenths) error {
	if tx.by.key.ID == "" {
		return domain.Fail(domain.CodeKeyInvalid, "", "the certificate's key is neither ECDSA P-256 nor Ed25519; enrol with one that is")
	}
	intake, err := tx.intake()
	if err != nil {
		return err
	}
	key := domain.FirstKey(ask.CompanyID, tx.by.key, intake)
	index := domain.CompanyIndex{V: domain.ValueVersion, CompanyID: ask.CompanyID}
	credit, entry := domain.NewcomerCredit(ask.CompanyID, intake, newcomer)
	tx.tell("company", ask.CompanyID)
	return firstError(
		ledger.Put(tx.store, ledger.CompanyKey(ask.CompanyID), companyOf(ask, intake)),
		ledger.Put(tx.store, ledger.CompanyOfName(domain.NameDigest(ask.Name)), index),
		ledger.Put(tx.store, ledger.CompanyOfCode(ask.SocialCreditCode), index),
		ledger.Put(tx.store, ledger.PublicKeyKey(ask.CompanyID, key.KeyID), key),
		ledger.Put(tx.store, ledger.CreditKey(ask.CompanyID), credit),
		ledger.Put(tx.store, ledger.CreditEntryKey(ask.CompanyID, entry.Seq), entry),
	)
}

func companyOf(ask domain.RegisterCompanyArgument, cycle int64) domain.Company {
	return domain.Company{
		V: domain.ValueVersion, CompanyID: ask.CompanyID, Name: ask.Name, SocialCreditCode: ask.SocialCreditCode,
		LegalRepresentativeDigest: ask.LegalRepresentativeDigest, RegisteredCycle: cycle,
	}
}
