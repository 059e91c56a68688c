package contract_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"shoal/chaincode/contract"
	"shoal/chaincode/domain"
	"shoal/chaincode/internal/fakeledger"
	"shoal/chaincode/internal/identity"
	"shoal/chaincode/ledger"
)

const channel = "floor"

// reporter is what the world needs of a *testing.T or a *rapid.T.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
}

// world is a ledger with people who call it. After every committed transaction the invariants are checked.
type world struct {
	t      reporter
	ledger *fakeledger.Ledger
	clock  time.Time
	quiet  bool // leaves the invariants to the end: for large states
}

func newWorld(t reporter) *world {
	t.Helper()
	chaincode, err := contract.New()
	if err != nil {
		t.Fatalf("the chaincode cannot be made: %v", err)
	}
	return &world{t: t, ledger: fakeledger.New(channel, chaincode), clock: time.UnixMilli(1_700_000_000_000)}
}

// floorWorld has the floor open with parameters of version 1.
func floorWorld(t reporter, change ...func(*domain.ProposeParametersArgument)) *world {
	t.Helper()
	w := newWorld(t)
	w.approve(parameters(change...))
	w.must("operator", "floor:OpenFloor", domain.OpenFloorArgument{})
	return w
}

// parameters are a market with three breeds in which evaluation ends with the contract's own cycle.
func parameters(change ...func(*domain.ProposeParametersArgument)) domain.ProposeParametersArgument {
	argument := domain.ProposeParametersArgument{
		Version: 1, PriceRule: domain.Midpoint, WeightTolerancePermille: -1, EpsilonPermille: 400, PhiPermille: 300, GammaPermille: 300,
		NewcomerTenths: 30, Silence: domain.SilenceRefusal, AdmitDemoCodes: true, Breeds: []string{"Carp", "Crab", "Lobster"},
	}
	for _, apply := range change {
		apply(&argument)
	}
	return argument
}

func (w *world) approve(argument domain.ProposeParametersArgument) {
	w.t.Helper()
	proposed := w.must("operator", "market:ProposeParameters", argument)
	approval := domain.ApproveParametersArgument{Version: argument.Version, Digest: proposed["digest"].(string)}
	w.must("supervisor", "market:ApproveParameters", approval)
}

var people sync.Map // name → identity; making a certificate for every test would be slow

// person gives an identity: operator, supervisor, stranger (of another MSP), nobody (no role), or a company by its id, which may be
// followed by # and a number for another key.
func person(t reporter, name string) identity.Identity {
	t.Helper()
	if known, ok := people.Load(name); ok {
		return known.(identity.Identity)
	}
	mspID, attributes := "PlatformMSP", map[string]string{}
	switch id, _, _ := strings.Cut(name, "#"); id {
	case "supervisor":
		mspID = "SupervisorMSP"
	case "stranger":
		mspID, attributes = "OtherMSP", map[string]string{"role": "operator"}
	case "nobody":
	case "operator":
		attributes["role"] = "operator"
	default:
		attributes["role"], attributes["company_id"] = "company", id
	}
	made, err := identity.New(mspID, attributes)
	if err != nil {
		t.Fatalf("no identity for %s: %v", name, err)
	}
	kept, _ := people.LoadOrStore(name, made)
	return kept.(identity.Identity)
}

func (w *world) call(who, function string, argument any) fakeledger.Call {
	w.t.Helper()
	text, ok := argument.(string)
	if !ok {
		encoded, err := json.Marshal(argument)
		if err != nil {
			w.t.Fatalf("the argument of %s: %v", function, err)
		}
		text = string(encoded)
	}
	return fakeledger.Call{
		Creator: person(w.t, who).Creator, Args: [][]byte{[]byte(function), []byte(text)}, Timestamp: timestamppb.New(w.clock),
	}
}

// submit calls a transaction a second after the last one.
func (w *world) submit(who, function string, argument any) (answer, fakeledger.Transaction, error) {
	w.t.Helper()
	w.clock = w.clock.Add(time.Second)
	payload, transaction, err := w.ledger.Submit(w.call(who, function, argument))
	if err != nil {
		return nil, transaction, err
	}
	if !w.quiet {
		w.checkInvariants(function)
	}
	return w.decode(payload), transaction, nil
}

func (w *world) checkInvariants(after string) {
	w.t.Helper()
	snapshot, err := ledger.Snapshot(w.ledger.Range)
	if err != nil {
		w.t.Fatalf("after %s the state cannot be read: %v", after, err)
	}
	if broken := domain.CheckInvariants(snapshot); len(broken) > 0 {
		w.t.Fatalf("%s breaks invariants:\n%s", after, strings.Join(broken, "\n"))
	}
}

type answer map[string]any

func (w *world) decode(payload []byte) answer {
	w.t.Helper()
	var decoded answer
	if err := json.Unmarshal(payload, &decoded); err != nil {
		w.t.Fatalf("the answer %q is not a JSON object: %v", payload, err)
	}
	return decoded
}

// must submits a transaction that has to succeed and change something.
func (w *world) must(who, function string, argument any) answer {
	w.t.Helper()
	got, transaction, err := w.submit(who, function, argument)
	if err != nil {
		w.t.Fatalf("%s by %s: %v", function, who, err)
	}
	if got["changed"] != true || len(transaction.Writes) == 0 || transaction.Event.Name != "shoal" {
		w.t.Fatalf("%s by %s changed nothing: %v, %d writes, event %q", function, who, got, len(transaction.Writes), transaction.Event.Name)
	}
	return got
}

// again submits a transaction that has been done already: it says so and writes nothing.
func (w *world) again(who, function string, argument any) answer {
	w.t.Helper()
	got, transaction, err := w.submit(who, function, argument)
	if err != nil {
		w.t.Fatalf("%s by %s again: %v", function, who, err)
	}
	if got["changed"] != false || len(transaction.Writes) > 0 || transaction.Event.Name != "" {
		w.t.Fatalf("%s by %s again: %v, %d writes, event %q", function, who, got, len(transaction.Writes), transaction.Event.Name)
	}
	return got
}

// refused submits a transaction that has to fail with a code, and gives the error's text.
func (w *world) refused(code, who, function string, argument any) string {
	w.t.Helper()
	height := w.ledger.Height()
	got, _, err := w.submit(who, function, argument)
	if err == nil {
		w.t.Fatalf("%s by %s should fail with %s, but answered %v", function, who, code, got)
	}
	if text := err.Error(); !strings.HasPrefix(text, code+" [") && !strings.HasPrefix(text, code+": ") {
		w.t.Fatalf("%s by %s should fail with %s, not %s", function, who, code, text)
	}
	if w.ledger.Height() != height {
		w.t.Fatalf("%s by %s was refused and yet committed", function, who)
	}
	return err.Error()
}

// query evaluates a query as the supervisor and decodes the answer.
func query[R any](w *world, function string, argument any) R {
	w.t.Helper()
	payload, err := w.ledger.Evaluate(w.call("supervisor", function, argument))
	var decoded R
	if err == nil {
		err = json.Unmarshal(payload, &decoded)
	}
	if err != nil {
		w.t.Fatalf("%s: %v", function, err)
	}
	return decoded
}

// refusedQuery evaluates a query that has to fail with a code.
func (w *world) refusedQuery(code, function string, argument any) {
	w.t.Helper()
	_, err := w.ledger.Evaluate(w.call("supervisor", function, argument))
	if err == nil || !strings.HasPrefix(err.Error(), code) {
		w.t.Fatalf("%s should fail with %s, got %v", function, code, err)
	}
}

// register enters companies; the local part of an id makes name and code.
func (w *world) register(companyIDs ...string) {
	w.t.Helper()
	for _, id := range companyIDs {
		w.must(id, "companies:RegisterCompany", registration(id))
	}
}

func registration(companyID string) domain.RegisterCompanyArgument {
	local := strings.TrimPrefix(companyID, "C-")
	return domain.RegisterCompanyArgument{
		CompanyID: companyID, Name: "Company " + local, SocialCreditCode: "DEMO" + fmt.Sprintf("%014s", local),
		LegalRepresentativeDigest: strings.Repeat("0", 64),
	}
}

func TestANameIsOnePersonAndAnotherNumberAnotherKey(t *testing.T) {
	first := person(t, "C-AAAA")
	if again := person(t, "C-AAAA"); again.KeyID != first.KeyID {
		t.Fatal("a name must give one key")
	}
	if other := person(t, "C-AAAA#2"); other.KeyID == first.KeyID {
		t.Fatal("another number must give another key")
	}
}
