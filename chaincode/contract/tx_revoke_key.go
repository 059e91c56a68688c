package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// RevokeKey ends a key's use for good.
func (c *CompaniesContract) RevokeKey(ctx apiContext, argument string) (string, error) {
	return run(ctx, "companies:RevokeKey", argument, revokeKey)
}

func revokeKey(tx *transaction, ask domain.RevokeKeyArgument) (changed, error) {
	keys, intake, err := tx.vouched(ask.CompanyID)
	if err != nil {
		return changed{}, err
	}
	if err := domain.CheckRevokeKey(keys, ask.KeyID, intake); err != nil {
		return changed{}, err
	}
	key := ledger.PublicKeyKey(ask.CompanyID, ask.KeyID)
	revoked, _, err := ledger.Get(tx.store, key)
	if err != nil || revoked.Revoked {
		return changed{}, err
	}
	revoked.Revoked = true
	tx.tell("company.key", ask.KeyID)
	return changed{Changed: true}, ledger.Put(tx.store, key, revoked)
}
