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
	if err := tx.vouched(ask.CompanyID); err != nil {
		return changed{}, err
	}
	keys, err := ledger.All(tx.store, ledger.PublicKeysOf(ask.CompanyID))
	if err != nil {
		return changed{}, err
	}
	var revoked *domain.CompanyKey
	remaining := 0
	intake, err := tx.intake()
	if err != nil {
		return changed{}, err
	}
	for i, key := range keys {
		if key.KeyID == ask.KeyID {
			revoked = &keys[i]
		} else if validIn(key, intake) {
			remaining++
		}
	}
	switch {
	case revoked == nil:
		return changed{}, domain.Fail(domain.CodeKeyUnknown, "key_id", "the company has no such key; GetCompany lists its keys")
	case revoked.Revoked:
		return changed{}, nil
	case remaining == 0:
		return changed{}, domain.Fail(domain.CodeKeyLast, "key_id", "this is the company's last valid key; add another one first")
	}
	revoked.Revoked = true
	tx.tell("company.key", ask.KeyID)
	return changed{Changed: true}, ledger.Put(tx.store, ledger.PublicKeyKey(ask.CompanyID, ask.KeyID), *revoked)
}
