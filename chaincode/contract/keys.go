package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// registeredKey refuses a caller whose certificate's key the company has not registered for a purpose ("" for any) and a cycle. A
// certificate's subject can be issued twice; the key cannot.
func (tx *transaction) registeredKey(companyID string, cycle int64, purpose domain.Purpose) error {
	key, found, err := ledger.Get(tx.store, ledger.PublicKeyKey(companyID, tx.by.key.ID))
	if err != nil {
		return err
	}
	if !found {
		return domain.CheckCallerKey(nil, purpose, cycle)
	}
	return domain.CheckCallerKey(&key, purpose, cycle)
}

// ownCompany refuses a caller who acts for a company other than the one in the certificate.
func (tx *transaction) ownCompany(companyID string) error {
	if tx.by.companyID != companyID {
		return domain.Fail(domain.CodeCompanyMismatch, "company_id",
			"the certificate is of company %q, not of %s; sign with the company's own certificate", tx.by.companyID, companyID)
	}
	return nil
}

// vouched refuses a caller who is not the company or signs with a key that is not valid now. It gives the company's keys.
func (tx *transaction) vouched(companyID string) (keys []domain.CompanyKey, intake int64, err error) {
	if err := tx.ownCompany(companyID); err != nil {
		return nil, 0, err
	}
	if _, err := tx.company(companyID); err != nil {
		return nil, 0, err
	}
	intake, err = tx.intake()
	if err != nil {
		return nil, 0, err
	}
	if err := tx.registeredKey(companyID, intake, ""); err != nil {
		return nil, 0, err
	}
	keys, err = ledger.All(tx.store, ledger.PublicKeysOf(companyID))
	return keys, intake, err
}
