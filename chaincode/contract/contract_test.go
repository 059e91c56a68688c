package contract_test

import (
	"reflect"
	"testing"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"shoal/chaincode/contract"
)

// TestEveryTransactionTakesATextAndGivesOne: arguments and answers go through the contract API as they are.
func TestEveryTransactionTakesATextAndGivesOne(t *testing.T) {
	text, context := reflect.TypeFor[string](), reflect.TypeFor[contractapi.TransactionContextInterface]()
	known := reflect.TypeFor[contractapi.Contract]()
	for _, area := range []reflect.Type{
		reflect.TypeFor[*contract.CompaniesContract](), reflect.TypeFor[*contract.MarketContract](),
		reflect.TypeFor[*contract.FloorContract](), reflect.TypeFor[*contract.CreditContract](),
	} {
		transactions := 0
		for k := range area.NumMethod() {
			method := area.Method(k)
			_, inherited := reflect.PointerTo(known).MethodByName(method.Name)
			if inherited || method.Name == "GetEvaluateTransactions" {
				continue
			}
			transactions++
			want := reflect.FuncOf([]reflect.Type{area, context, text}, []reflect.Type{text, reflect.TypeFor[error]()}, false)
			if method.Type != want {
				t.Errorf("%s is %s, not %s", method.Name, method.Type, want)
			}
		}
		if transactions == 0 {
			t.Errorf("%s has no transactions", area)
		}
	}
}
