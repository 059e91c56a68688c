package contract_test

import (
	"fmt"
	"testing"

	"shoal/chaincode/domain"
)

// newKey is an argument that adds the key of name (a company with # and a number).
func newKey(t reporter, name string, purposes ...domain.Purpose) domain.AddKeyArgument {
	return domain.AddKeyArgument{
		CompanyID: "C-AAAA", Algorithm: domain.ECDSAP256, PublicKey: person(t, name).Public, Purposes: purposes, ValidFromCycle: 1,
	}
}

func TestAddKeyLetsACompanyPostWithIt(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	posted := domain.PostListsArgument{Cycle: 1, Lists: []domain.PostedList{bid("C-AAAA.1", 10, 1000)}}
	w.refused("KEY_NOT_REGISTERED", "C-AAAA#2", "floor:PostLists", posted)
	w.must("C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#2", domain.PurposeLists))
	w.again("C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#2", domain.PurposeLists))
	w.must("C-AAAA#2", "floor:PostLists", posted)
}

func TestAddKeyRefuses(t *testing.T) {
	with := func(change func(*domain.AddKeyArgument)) domain.AddKeyArgument {
		argument := newKey(t, "C-AAAA#2", domain.PurposeLists)
		change(&argument)
		return argument
	}
	for name, test := range map[string]struct {
		code, who string
		argument  domain.AddKeyArgument
	}{
		"a signer whose key is not registered": {"KEY_NOT_REGISTERED", "C-AAAA#3", newKey(t, "C-AAAA#2", domain.PurposeLists)},
		"a signer of another company":          {"COMPANY_MISMATCH", "C-BBBB", newKey(t, "C-AAAA#2", domain.PurposeLists)},
		"a company that is not registered":     {"COMPANY_UNKNOWN", "C-CCCC", with(func(a *domain.AddKeyArgument) { a.CompanyID = "C-CCCC" })},
		"a key that stands with other figures": {"KEY_EXISTS", "C-AAAA", newKey(t, "C-AAAA", domain.PurposeLists)},
		"what is no key":                       {"KEY_INVALID", "C-AAAA", with(func(a *domain.AddKeyArgument) { a.PublicKey = "AAAA" })},
		"a key of another algorithm":           {"KEY_INVALID", "C-AAAA", with(func(a *domain.AddKeyArgument) { a.Algorithm = domain.Ed25519 })},
	} {
		t.Run(name, func(t *testing.T) {
			w := floorWorld(t)
			w.register("C-AAAA", "C-BBBB")
			w.refused(test.code, test.who, "companies:AddKey", test.argument)
		})
	}
}

func TestAddKeyHasALimitThatRevokedKeysDoNotCountIn(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	for i := 2; i <= domain.MaxKeysPerCompany; i++ {
		w.must("C-AAAA", "companies:AddKey", newKey(t, fmt.Sprintf("C-AAAA#%d", i), domain.PurposeLists))
	}
	w.refused("KEY_LIMIT", "C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#11", domain.PurposeLists))
	w.must("C-AAAA", "companies:RevokeKey", domain.RevokeKeyArgument{CompanyID: "C-AAAA", KeyID: person(t, "C-AAAA#2").KeyID})
	w.must("C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#11", domain.PurposeLists))
}
