package contract_test

import (
	"testing"

	"shoal/chaincode/domain"
)

func revocation(t reporter, name string) domain.RevokeKeyArgument {
	return domain.RevokeKeyArgument{CompanyID: "C-AAAA", KeyID: person(t, name).KeyID}
}

func TestRevokeKeyEndsItsUse(t *testing.T) {
	w := floorWorld(t)
	w.register("C-AAAA")
	w.must("C-AAAA", "companies:AddKey", newKey(t, "C-AAAA#2", domain.PurposeLists))
	w.must("C-AAAA#2", "companies:RevokeKey", revocation(t, "C-AAAA"))
	w.again("C-AAAA#2", "companies:RevokeKey", revocation(t, "C-AAAA"))
	posted := domain.PostListsArgument{Cycle: 1, Lists: []domain.PostedList{bid("C-AAAA.1", 10, 1000)}}
	w.refused("KEY_NOT_REGISTERED", "C-AAAA", "floor:PostLists", posted)
	w.refused("KEY_NOT_REGISTERED", "C-AAAA", "companies:RevokeKey", revocation(t, "C-AAAA#2"))
	w.must("C-AAAA#2", "floor:PostLists", posted)
}

func TestRevokeKeyRefuses(t *testing.T) {
	for name, test := range map[string]struct{ code, who, key string }{
		"the last key of the company":  {"KEY_LAST", "C-AAAA", "C-AAAA"},
		"a key that the company lacks": {"KEY_UNKNOWN", "C-AAAA", "C-BBBB"},
		"another company's key":        {"COMPANY_MISMATCH", "C-BBBB", "C-AAAA"},
		"an unregistered signer":       {"KEY_NOT_REGISTERED", "C-AAAA#3", "C-AAAA"},
	} {
		t.Run(name, func(t *testing.T) {
			w := floorWorld(t)
			w.register("C-AAAA", "C-BBBB")
			w.refused(test.code, test.who, "companies:RevokeKey", revocation(t, test.key))
		})
	}
}
