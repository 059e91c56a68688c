package contract

import (
	"reflect"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// added is the answer of AddKey.
type added struct {
	Changed bool   `json:"changed"`
	KeyID   string `json:"key_id"`
}

// AddKey registers another public key of a company.
func (c *CompaniesContract) AddKey(ctx apiContext, argument string) (string, error) {
	return run(ctx, "companies:AddKey", argument, addKey)
}

// A key that the company has registered vouches for the new one, so that who can only get a certificate issued gains nothing.
func addKey(tx *transaction, ask domain.AddKeyArgument) (added, error) {
	keys, _, err := tx.vouched(ask.CompanyID)
	if err != nil {
		return added{}, err
	}
	public, err := domain.ParsePublicKeyText(ask.PublicKey, ask.Algorithm)
	if err != nil {
		return added{}, err
	}
	key := domain.NewCompanyKey(ask.CompanyID, public, ask.Purposes, ask.ValidFromCycle, ask.ValidToCycle)
	for _, standing := range keys {
		if reflect.DeepEqual(standing, key) {
			return added{KeyID: key.KeyID}, nil
		}
	}
	if err := domain.CheckAddKey(keys, key); err != nil {
		return added{}, err
	}
	tx.tell("company.key", key.KeyID)
	return added{Changed: true, KeyID: key.KeyID}, ledger.Put(tx.store, ledger.PublicKeyKey(ask.CompanyID, key.KeyID), key)
}
