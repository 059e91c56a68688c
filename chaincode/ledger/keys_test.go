package ledger

import (
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"shoal/chaincode/domain"
)

var match = MatchKey{Cycle: 12, Breed: "Lobster", Seq: 1}

// Programs that read blocks take keys apart by this layout; a change here is a change of the interface.
func TestTheBytesOfEveryKey(t *testing.T) {
	for _, test := range []struct{ have, want string }{
		{string(CompanyKey("C-AB12")), "\x00company\x00C-AB12\x00"},
		{string(CompanyOfName("9f86")), "\x00company.name\x009f86\x00"},
		{string(CompanyOfCode("91110000600037341L")), "\x00company.code\x0091110000600037341L\x00"},
		{string(PublicKeyKey("C-AB12", "11ab")), "\x00company.key\x00C-AB12\x0011ab\x00"},
		{string(ParametersKey(1)), "\x00param\x0000000001\x00"},
		{string(CurrentParametersKey()), "\x00param.current\x00"},
		{string(ProposalKey(2)), "\x00param.proposal\x0000000002\x00"},
		{string(ModelKey("ab01")), "\x00model\x00ab01\x00"},
		{string(OpeningKey("C-AB12")), "\x00opening\x00C-AB12\x00"},
		{string(CycleKey(12)), "\x00cycle\x0000000012\x00"},
		{string(CurrentCycleKey()), "\x00cycle.current\x00"},
		{string(ListKey(12, "Lobster", domain.Demand, "C-AB12.1")), "\x00list\x0000000012\x00Lobster\x00demand\x00C-AB12.1\x00"},
		{string(ListKey(99999999, "黄 鱼-2", domain.Supply, "C-AB12.a_-")), "\x00list\x0099999999\x00黄 鱼-2\x00supply\x00C-AB12.a_-\x00"},
		{string(SchemeKey(12, "Lobster", 1)), "\x00scheme\x0000000012\x00Lobster\x0000000001\x00"},
		{string(MatchOf(match)), "\x00match\x0000000012\x00Lobster\x0000000001\x00"},
		{string(DecisionOf(match, domain.Buyer)), "\x00decision\x0000000012\x00Lobster\x0000000001\x00buyer\x00"},
		{string(NextSerialKey()), "\x00serial.next\x00"},
		{string(SerialBlockKey(12)), "\x00serial.block\x0000000012\x00"},
		{string(ContractOf(match)), "\x00contract\x0000000012\x00Lobster\x0000000001\x00"},
		{string(ContractOfSerial(90001)), "\x00contract.serial\x00000000090001\x00"},
		{string(ContractOfCompany("C-AB12", match)), "\x00contract.company\x00C-AB12\x0000000012\x00Lobster\x0000000001\x00"},
		{string(EvaluationOf(match, domain.Seller)), "\x00evaluation\x0000000012\x00Lobster\x0000000001\x00seller\x00"},
		{string(EvaluationOpen(13, match)), "\x00evaluation.open\x0000000013\x0000000012\x00Lobster\x0000000001\x00"},
		{string(EvaluationReady(match)), "\x00evaluation.ready\x0000000012\x00Lobster\x0000000001\x00"},
		{string(AppealOf(match, domain.Seller)), "\x00appeal\x0000000012\x00Lobster\x0000000001\x00seller\x00"},
		{string(AppealOpenOf(match, domain.Seller)), "\x00appeal.open\x0000000012\x00Lobster\x0000000001\x00seller\x00"},
		{string(AppealDueOf(match, domain.Buyer)), "\x00appeal.due\x0000000012\x00Lobster\x0000000001\x00buyer\x00"},
		{string(CreditKey("C-AB12")), "\x00credit\x00C-AB12\x00"},
		{string(CreditEntryKey("C-AB12", 1)), "\x00credit.entry\x00C-AB12\x0000000001\x00"},
		{string(CreditPairKey(12, "C-CD34", "C-AB12")), "\x00credit.pair\x0000000012\x00C-AB12\x00C-CD34\x00"},
		{string(CreditAppliedOf(match)), "\x00credit.applied\x0000000012\x00Lobster\x0000000001\x00"},
	} {
		if test.have != test.want {
			t.Errorf("the key is %q, not %q", test.have, test.want)
		}
		objectType, attributes, ok := Split(test.have)
		if !ok {
			t.Fatalf("%q cannot be split", test.have)
		}
		composed, err := shim.CreateCompositeKey(objectType, attributes)
		if err != nil || composed != test.have {
			t.Errorf("the shim makes %q of the parts of %q: %v", composed, test.have, err)
		}
	}
}

func TestKeysThatCannotBeAreNotMade(t *testing.T) {
	for name, build := range map[string]func(){
		"a separator in an attribute":   func() { CompanyKey("C-AB\x00x") },
		"an attribute that is not text": func() { CompanyKey("\xff") },
		"the last rune":                 func() { CompanyKey("\U0010FFFF") },
		"a number of nine digits":       func() { CycleKey(100_000_000) },
		"a negative number":             func() { CycleKey(-1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("a key was made")
				}
			}()
			build()
		})
	}
}

func TestWhatIsNoCompositeKeyIsNotSplit(t *testing.T) {
	for _, key := range []string{"", "\x00", "\x00\x00", "company", "\x00company", "company\x00"} {
		if _, _, ok := Split(key); ok {
			t.Errorf("%q was split", key)
		}
	}
}

func TestClosingCycle(t *testing.T) {
	if cycle, ok := ClosingCycle(string(EvaluationOpen(13, match))); !ok || cycle != 13 {
		t.Errorf("got %d, %t", cycle, ok)
	}
	for _, other := range []string{string(EvaluationReady(match)), "x", "\x00evaluation.open\x00y\x00"} {
		if _, ok := ClosingCycle(other); ok {
			t.Errorf("%q has a closing cycle", other)
		}
	}
}
