package ledger

import (
	"testing"

	"shoal/chaincode/domain"
)

func TestAValueIsStoredWithItsVersionFirstAndItsFieldsInOrder(t *testing.T) {
	stored, err := Encode(domain.Credit{V: 1, CompanyID: "C-AB12", Tenths: 42, Entries: 7})
	if want := `{"v":1,"company_id":"C-AB12","tenths":42,"entries":7}`; err != nil || string(stored) != want {
		t.Fatalf("got %s, %v", stored, err)
	}
	var read domain.Credit
	if err := Decode(stored, &read); err != nil || read.Tenths != 42 {
		t.Fatalf("got %+v, %v", read, err)
	}
}

func TestAValueWithoutVersionIsNotStored(t *testing.T) {
	if stored, err := Encode(domain.Credit{CompanyID: "C-AB12"}); err == nil {
		t.Fatalf("got %s", stored)
	}
}

func TestWhatThisChaincodeDidNotWriteIsNotRead(t *testing.T) {
	for name, stored := range map[string]string{
		"another version": `{"v":2,"company_id":"C-AB12","tenths":42,"entries":7}`,
		"no version":      `{"company_id":"C-AB12","tenths":42,"entries":7}`,
		"another field":   `{"v":1,"company_id":"C-AB12","tenths":42,"entries":7,"note":""}`,
		"a missing field": `{"v":1,"company_id":"C-AB12","tenths":42}`,
		"a fraction":      `{"v":1,"company_id":"C-AB12","tenths":42.5,"entries":7}`,
		"no JSON":         `{"v":1,`,
		"text behind it":  `{"v":1,"company_id":"C-AB12","tenths":42,"entries":7}{}`,
		"nothing":         ``,
	} {
		t.Run(name, func(t *testing.T) {
			var read domain.Credit
			if err := Decode([]byte(stored), &read); err == nil {
				t.Fatalf("got %+v", read)
			}
		})
	}
}
