package contract

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"shoal/chaincode/internal/fakeledger"
	"shoal/chaincode/internal/identity"
)

// behaving is a chaincode that does as it is told.
type behaving func(shim.ChaincodeStubInterface) *peer.Response

func (b behaving) Init(stub shim.ChaincodeStubInterface) *peer.Response   { return b(stub) }
func (b behaving) Invoke(stub shim.ChaincodeStubInterface) *peer.Response { return b(stub) }

// wrapped calls a chaincode behind the wrapper, which knows one function.
func wrapped(next behaving, args ...string) (string, error) {
	raw := make([][]byte, len(args))
	for i, arg := range args {
		raw[i] = []byte(arg)
	}
	chaincode := &hardened{next: next, known: map[string]bool{"area:Name": true}}
	payload, err := fakeledger.New("floor", chaincode).Evaluate(fakeledger.Call{Args: raw})
	return string(payload), err
}

func fine(shim.ChaincodeStubInterface) *peer.Response { return shim.Success([]byte("done")) }

func TestWrapperPassesAKnownFunctionWithOneArgument(t *testing.T) {
	if payload, err := wrapped(fine, "area:Name", "{}"); err != nil || payload != "done" {
		t.Fatalf("got %q, %v", payload, err)
	}
}

func TestWrapperRefusesWhatMustNotReachTheContractAPI(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		code string
	}{
		"no arguments at all":                  {nil, "FUNCTION_UNKNOWN"},
		"an unknown function":                  {[]string{"area:Other", "{}"}, "FUNCTION_UNKNOWN"},
		"a name with a lower-case letter":      {[]string{"area:name", "{}"}, "FUNCTION_UNKNOWN"},
		"a name without its area":              {[]string{"Name", "{}"}, "FUNCTION_UNKNOWN"},
		"the contract API's own contract":      {[]string{"org.hyperledger.fabric:GetMetadata", "{}"}, "FUNCTION_UNKNOWN"},
		"a function name that is not UTF-8":    {[]string{"area:Name\xff", "{}"}, "ARGUMENT_ENCODING"},
		"an argument that is not UTF-8":        {[]string{"area:Name", "\xff"}, "ARGUMENT_ENCODING"},
		"a third argument that is not UTF-8":   {[]string{"area:Name", "{}", "\xc3"}, "ARGUMENT_ENCODING"},
		"a function without an argument":       {[]string{"area:Name"}, "ARGUMENT_COUNT"},
		"a function with two arguments":        {[]string{"area:Name", "{}", "{}"}, "ARGUMENT_COUNT"},
		"an unknown function with a long name": {[]string{strings.Repeat("x", 1<<20), "{}"}, "FUNCTION_UNKNOWN"},
	} {
		t.Run(name, func(t *testing.T) {
			reached := func(shim.ChaincodeStubInterface) *peer.Response {
				t.Error("the call reached the contract API")
				return shim.Success(nil)
			}
			_, err := wrapped(reached, test.args...)
			mustBeCoded(t, err, test.code)
		})
	}
}

func TestWrapperAnswersWhateverHappensBehindIt(t *testing.T) {
	for name, test := range map[string]struct {
		next behaving
		code string
	}{
		"a panic":            {func(shim.ChaincodeStubInterface) *peer.Response { panic("oh") }, "INTERNAL"},
		"a panic with bytes": {func(shim.ChaincodeStubInterface) *peer.Response { panic("\xff\xfe") }, "INTERNAL"},
		"a nil dereference": {func(shim.ChaincodeStubInterface) *peer.Response {
			var p *peer.Response
			return shim.Success([]byte(p.Message)[:p.Status+1])
		}, "INTERNAL"},
		"a key that is not UTF-8":        {func(s shim.ChaincodeStubInterface) *peer.Response { _, _ = s.GetState("\xff"); return fine(s) }, "INTERNAL"},
		"a method that the stub has not": {func(s shim.ChaincodeStubInterface) *peer.Response { _, _ = s.GetQueryResult("{}"); return fine(s) }, "INTERNAL"},
		"no response":                    {func(shim.ChaincodeStubInterface) *peer.Response { return nil }, "INTERNAL"},
		"an error without a code":        {func(shim.ChaincodeStubInterface) *peer.Response { return shim.Error("error managing parameter") }, "INTERNAL"},
		"an error with a code":           {func(shim.ChaincodeStubInterface) *peer.Response { return shim.Error("LIST_EXISTS [lists.3]: x") }, "LIST_EXISTS"},
		"an error that is not UTF-8":     {func(shim.ChaincodeStubInterface) *peer.Response { return shim.Error("LIST_EXISTS: \xff") }, "LIST_EXISTS"},
		"an error of a megabyte": {func(shim.ChaincodeStubInterface) *peer.Response {
			return shim.Error("LIST_EXISTS: " + strings.Repeat("é", 1<<19))
		}, "LIST_EXISTS"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wrapped(test.next, "area:Name", "{}")
			mustBeCoded(t, err, test.code)
		})
	}
}

// mustBeCoded checks what the specification says of every error's text.
func mustBeCoded(t *testing.T, err error, code string) {
	t.Helper()
	if err == nil {
		t.Fatalf("should fail with %s", code)
	}
	text := err.Error()
	if !strings.HasPrefix(text, code) || !codedText.MatchString(text) {
		t.Fatalf("should fail with %s, not %q", code, text)
	}
	if len(text) > maxErrorBytes || !utf8.ValidString(text) {
		t.Fatalf("the text has %d bytes, valid UTF-8: %t", len(text), utf8.ValidString(text))
	}
}

// FuzzAnyCall: whatever a member sends, the chaincode answers, with a code where it refuses, and two endorsers agree.
func FuzzAnyCall(f *testing.F) {
	chaincode, err := New()
	if err != nil {
		f.Fatal(err)
	}
	both, err := identity.New(platformMSP, map[string]string{"role": "company+operator", "company_id": "C-AAAA"})
	if err != nil {
		f.Fatal(err)
	}
	for _, function := range functions() {
		for _, argument := range []string{
			`{}`, `[]`, `null`, `{"cycle":1}`, `{"cycle":1,"breed":"Carp"}`, `{"cycle":1,"breed":"Carp","trades":[],"certificate":null}`,
			`{"company_id":"C-AAAA"}`, `{"company_id":"C-AAAA","page_size":1,"bookmark":"AA"}`, `{"version":0}`, `{"match_id":"1.1.Carp"}`,
			`{"cycle":1,"lists":[{"side":"demand","list_id":"C-AAAA.1","breed":"Carp","amount":1,"price_fen":1,"freshness":1,"weight_g":1,"good_till_cancelled":true}]}`,
		} {
			f.Add([]byte(function), []byte(argument), []byte{}, false)
		}
	}
	f.Add([]byte("floor:postLists"), []byte("{}"), []byte("\xff"), true)
	f.Fuzz(func(t *testing.T, function, argument, third []byte, more bool) {
		args := [][]byte{function, argument}
		if more {
			args = append(args, third)
		}
		floor := fakeledger.New("floor", chaincode)
		open := fakeledger.Call{Creator: both.Creator, Args: [][]byte{[]byte("floor:OpenFloor"), []byte("{}")}}
		if _, _, err := floor.Submit(open); err != nil {
			t.Fatal(err)
		}
		_, _, err := floor.Submit(fakeledger.Call{Creator: both.Creator, Args: args})
		if err == nil {
			return
		}
		mustBeCoded(t, err, "")
		if strings.HasPrefix(err.Error(), "INTERNAL") {
			t.Fatalf("%q %q: %v", function, argument, err)
		}
	})
}

func FuzzAnyCreator(f *testing.F) {
	chaincode, err := New()
	if err != nil {
		f.Fatal(err)
	}
	good, err := identity.New(supervisorMSP, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good.Creator)
	f.Add([]byte{})
	f.Add([]byte("\x0a\x0bPlatformMSP"))
	f.Fuzz(func(t *testing.T, creator []byte) {
		call := fakeledger.Call{Creator: creator, Args: [][]byte{[]byte("market:GetParameters"), []byte(`{"version":0}`)}}
		if _, err := fakeledger.New("floor", chaincode).Evaluate(call); err != nil {
			mustBeCoded(t, err, "ROLE_REQUIRED")
		}
	})
}
