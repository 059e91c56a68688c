package contract

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"shoal/chaincode/internal/fakeledger"
	"shoal/chaincode/internal/identity"
)

// methods are the functions that the contract API would offer: area:Method, sorted.
func methods() []string {
	base := reflect.TypeOf(&contractapi.Contract{})
	var names []string
	for _, area := range areas() {
		kind := reflect.TypeOf(area)
		for i := range kind.NumMethod() {
			method := kind.Method(i).Name
			if _, inherited := base.MethodByName(method); !inherited && method != "GetEvaluateTransactions" {
				names = append(names, area.GetName()+":"+method)
			}
		}
	}
	slices.Sort(names)
	return names
}

func functions() []string {
	var names []string
	for function := range access {
		names = append(names, function)
	}
	slices.Sort(names)
	return names
}

func TestEveryMethodHasARowOfAccessAndEveryRowAMethod(t *testing.T) {
	if have, want := functions(), methods(); !slices.Equal(have, want) {
		t.Fatalf("the table of access and the methods differ:\n%v\n%v", have, want)
	}
}

func TestEveryRowAllowsSomebody(t *testing.T) {
	for function, row := range access {
		if row.query == (len(row.roles) > 0) {
			t.Errorf("%s must be either a query or have roles", function)
		}
	}
}

func TestTheSpecificationNamesEveryFunctionAndNoOther(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, transactions, _ := strings.Cut(string(text), "\n## Transactions\n")
	transactions, _, _ = strings.Cut(transactions, "\n### The credit rule\n")
	name := regexp.MustCompile("`([A-Z][a-z]+[A-Z][A-Za-z]+)(?:\\{[^`]*\\})?`")
	var specified []string
	for _, section := range strings.Split(transactions, "\n### ")[1:] {
		area, body, _ := strings.Cut(section, "\n")
		for _, found := range name.FindAllStringSubmatch(body, -1) {
			specified = append(specified, area+":"+found[1])
		}
	}
	slices.Sort(specified)
	if specified = slices.Compact(specified); !slices.Equal(specified, methods()) {
		t.Fatalf("README.md and the methods differ:\n%v\n%v", specified, methods())
	}
}

// callers are one identity of each kind.
func callers(t *testing.T) map[string]identity.Identity {
	t.Helper()
	made := map[string]identity.Identity{}
	for name, of := range map[string]struct {
		msp        string
		attributes map[string]string
	}{
		"company":          {platformMSP, map[string]string{"role": "company", "company_id": "C-AAAA"}},
		"operator":         {platformMSP, map[string]string{"role": "operator"}},
		"both":             {platformMSP, map[string]string{"role": "company+operator", "company_id": "C-AAAA"}},
		"supervisor":       {supervisorMSP, nil},
		"false supervisor": {platformMSP, map[string]string{"role": "supervisor"}},
		"false operator":   {supervisorMSP, map[string]string{"role": "operator"}},
		"stranger":         {"OtherMSP", map[string]string{"role": "company+operator+supervisor", "company_id": "C-AAAA"}},
		"no role":          {platformMSP, nil},
		"part of a word":   {platformMSP, map[string]string{"role": "companyoperator"}},
	} {
		person, err := identity.New(of.msp, of.attributes)
		if err != nil {
			t.Fatal(err)
		}
		made[name] = person
	}
	return made
}

func TestEveryFunctionIsForItsRolesOnly(t *testing.T) {
	chaincode, err := New()
	if err != nil {
		t.Fatal(err)
	}
	held := map[string][]role{
		"company": {company}, "operator": {operator}, "both": {company, operator}, "supervisor": {supervisor}, "false operator": {supervisor},
	}
	members := []string{"company", "operator", "both", "supervisor", "false supervisor", "false operator", "no role", "part of a word"}
	for name, person := range callers(t) {
		floor := fakeledger.New("floor", chaincode)
		for function, row := range access {
			allowed := row.query && slices.Contains(members, name)
			for _, r := range row.roles {
				allowed = allowed || slices.Contains(held[name], r)
			}
			_, err := floor.Evaluate(fakeledger.Call{Creator: person.Creator, Args: [][]byte{[]byte(function), []byte("[]")}})
			refused := err != nil && strings.HasPrefix(err.Error(), "ROLE_REQUIRED: ")
			if refused == allowed {
				t.Errorf("%s by %s: allowed should be %t, got %v", function, name, allowed, err)
			}
		}
	}
}
