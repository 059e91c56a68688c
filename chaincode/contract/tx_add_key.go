package contract

import (
	"crypto/x509"
	"encoding/base64"
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
	if err := tx.vouched(ask.CompanyID); err != nil {
		return added{}, err
	}
	key, err := newKey(ask)
	if err != nil {
		return added{}, err
	}
	answer := added{KeyID: key.KeyID}
	keys, err := ledger.All(tx.store, ledger.PublicKeysOf(ask.CompanyID))
	if err != nil {
		return answer, err
	}
	for _, standing := range keys {
		if standing.KeyID != key.KeyID {
			continue
		}
		if reflect.DeepEqual(standing, key) {
			return answer, nil
		}
		return answer, domain.Fail(domain.CodeKeyExists, "public_key", "the company has registered this key already, with other figures")
	}
	if usable(keys) >= domain.MaxKeysPerCompany {
		return answer, domain.Fail(domain.CodeKeyLimit, "", "the company has %d keys; revoke one first", domain.MaxKeysPerCompany)
	}
	answer.Changed = true
	tx.tell("company.key", key.KeyID)
	return answer, ledger.Put(tx.store, ledger.PublicKeyKey(ask.CompanyID, key.KeyID), key)
}

// vouched refuses a caller who is not the company or signs with a key that is not valid now.
func (tx *transaction) vouched(companyID string) error {
	if err := tx.ownCompany(companyID); err != nil {
		return err
	}
	if _, err := tx.company(companyID); err != nil {
		return err
	}
	intake, err := tx.intake()
	if err != nil {
		return err
	}
	return tx.registeredKey(companyID, intake)
}

// usable counts the keys that are not revoked.
func usable(keys []domain.CompanyKey) int {
	count := 0
	for _, key := range keys {
		if !key.Revoked {
			count++
		}
	}
	return count
}

func newKey(ask domain.AddKeyArgument) (domain.CompanyKey, error) {
	der, err := base64.StdEncoding.DecodeString(ask.PublicKey)
	if err != nil {
		return domain.CompanyKey{}, err
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return domain.CompanyKey{}, domain.Fail(domain.CodeKeyInvalid, "public_key", "no SubjectPublicKeyInfo; send the key's DER in base64")
	}
	key, err := describe(public)
	if err != nil || key.Base64 != ask.PublicKey || key.Algorithm != ask.Algorithm {
		return domain.CompanyKey{}, domain.Fail(domain.CodeKeyInvalid, "public_key", "the key is not one of %s, or not in its usual encoding", ask.Algorithm)
	}
	return domain.CompanyKey{
		V: domain.ValueVersion, CompanyID: ask.CompanyID, KeyID: key.ID, Algorithm: key.Algorithm, Purposes: ask.Purposes,
		PublicKey: key.Base64, ValidFromCycle: ask.ValidFromCycle, ValidToCycle: ask.ValidToCycle,
	}, nil
}
