package contract

import (
	"slices"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// registeredKey refuses a caller whose certificate's key the company has not registered for a purpose and a cycle. A certificate's
// subject can be issued twice; the key cannot.
func (tx *transaction) registeredKey(companyID string, cycle int64, purposes ...domain.Purpose) error {
	key, found, err := ledger.Get(tx.store, ledger.PublicKeyKey(companyID, tx.by.key.ID))
	if err != nil {
		return err
	}
	if !found || !validIn(key, cycle) {
		return domain.Fail(domain.CodeKeyNotRegistered, "",
			"the key %.16s… that signed is not one of %s's valid keys in cycle %d; sign with a registered key", tx.by.key.ID, companyID, cycle)
	}
	for _, purpose := range purposes {
		if !slices.Contains(key.Purposes, purpose) {
			return domain.Fail(domain.CodeKeyNotRegistered, "",
				"the key %.16s… that signed is not registered for %s; sign with one that is", tx.by.key.ID, purpose)
		}
	}
	return nil
}

// ownCompany refuses a caller who acts for a company other than the one in the certificate.
func (tx *transaction) ownCompany(companyID string) error {
	if tx.by.companyID != companyID {
		return domain.Fail(domain.CodeCompanyMismatch, "company_id",
			"the certificate is of company %q, not of %s; sign with the company's own certificate", tx.by.companyID, companyID)
	}
	return nil
}

// validIn tells whether a key may sign in a cycle.
func validIn(key domain.CompanyKey, cycle int64) bool {
	return !key.Revoked && key.ValidFromCycle <= cycle && (key.ValidToCycle == 0 || cycle <= key.ValidToCycle)
}
