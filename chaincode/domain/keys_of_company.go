package domain

import (
	"fmt"
	"slices"
)

// NewCompanyKey registers a public key for purposes and cycles; validTo 0 means open-ended.
func NewCompanyKey(companyID string, public PublicKey, purposes []Purpose, validFrom, validTo int64) CompanyKey {
	return CompanyKey{
		V: ValueVersion, CompanyID: companyID, KeyID: public.ID, Algorithm: public.Algorithm,
		Purposes: slices.Clone(purposes), PublicKey: public.Text(), ValidFromCycle: validFrom, ValidToCycle: validTo,
	}
}

// FirstKey is the key that a company registers with: good for everything from that cycle on.
func FirstKey(companyID string, public PublicKey, cycle int64) CompanyKey {
	return NewCompanyKey(companyID, public, bothPurposes(), cycle, 0)
}

// ValidIn says whether the key counts in a cycle, whatever it is for.
func (k CompanyKey) ValidIn(cycle int64) bool {
	return k.invalidIn(cycle) == ""
}

// Unfit says why the key does not count for a purpose in a cycle, "" where it does.
func (k CompanyKey) Unfit(purpose Purpose, cycle int64) string {
	if reason := k.invalidIn(cycle); reason != "" {
		return reason
	}
	if !slices.Contains(k.Purposes, purpose) {
		return "is not for " + string(purpose)
	}
	return ""
}

func (k CompanyKey) invalidIn(cycle int64) string {
	switch {
	case k.Revoked:
		return "is revoked"
	case cycle < k.ValidFromCycle:
		return fmt.Sprintf("is valid from cycle %d on, not in cycle %d", k.ValidFromCycle, cycle)
	case k.ValidToCycle != 0 && cycle > k.ValidToCycle:
		return fmt.Sprintf("was valid until cycle %d, not in cycle %d", k.ValidToCycle, cycle)
	}
	return ""
}

// CheckCallerKey refuses a transaction of a company that is not signed by a key of its own that counts in the cycle
// (KEY_NOT_REGISTERED). `key` is nil where the caller's key is not registered; purpose "" means any.
func CheckCallerKey(key *CompanyKey, purpose Purpose, cycle int64) error {
	if key == nil {
		return Fail(CodeKeyNotRegistered, "",
			"the transaction is signed by a key that the company has not registered; sign with a registered key or add this one")
	}
	reason := key.invalidIn(cycle)
	if reason == "" && purpose != "" {
		reason = key.Unfit(purpose, cycle)
	}
	if reason == "" {
		return nil
	}
	return Fail(CodeKeyNotRegistered, "", "the key that signed the transaction %s; sign with another registered key", reason)
}

// CheckAddKey refuses a key that the company has already (KEY_EXISTS) or one too many (KEY_LIMIT); revoked keys do not
// count.
func CheckAddKey(keys []CompanyKey, added CompanyKey) error {
	standing := 0
	for _, key := range keys {
		if key.KeyID == added.KeyID {
			return Fail(CodeKeyExists, "public_key", "company %s has registered this key already", key.CompanyID)
		}
		if !key.Revoked {
			standing++
		}
	}
	if standing >= MaxKeysPerCompany {
		return Fail(CodeKeyLimit, "public_key",
			"a company has at most %d keys that are not revoked; revoke one first", MaxKeysPerCompany)
	}
	return nil
}

// CheckRevokeKey refuses to revoke an unknown key (KEY_UNKNOWN), and the last one that counts in the cycle (KEY_LAST):
// nobody could act for the company any more. A key revoked already passes.
func CheckRevokeKey(keys []CompanyKey, keyID string, cycle int64) error {
	known, others := false, false
	for _, key := range keys {
		if key.KeyID != keyID {
			others = others || key.ValidIn(cycle)
			continue
		}
		known = true
		if key.Revoked {
			return nil
		}
	}
	switch {
	case !known:
		return Fail(CodeKeyUnknown, "key_id", "the company has no such key")
	case !others:
		return Fail(CodeKeyLast, "key_id", "this is the company's last valid key; add another one first")
	}
	return nil
}
