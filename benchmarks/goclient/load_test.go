package main

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeLedger commits after a while, and refuses every third transaction where told to.
type fakeLedger struct {
	mutex           sync.Mutex
	seen            map[string]int
	underWay, most  int
	calls           int
	refuse          bool
	takes           time.Duration
	functionsCalled map[string]bool
}

func (f *fakeLedger) SubmitTransaction(name string, args ...string) ([]byte, error) {
	f.mutex.Lock()
	f.calls++
	f.seen[args[0]]++
	f.functionsCalled[name] = true
	f.underWay++
	f.most = max(f.most, f.underWay)
	refused := f.refuse && f.calls%3 == 0
	f.mutex.Unlock()
	time.Sleep(f.takes)
	f.mutex.Lock()
	f.underWay--
	f.mutex.Unlock()
	if refused {
		return nil, errors.New("MVCC_READ_CONFLICT " + args[0])
	}
	return []byte("{}"), nil
}

func newFake() *fakeLedger {
	return &fakeLedger{seen: map[string]int{}, functionsCalled: map[string]bool{}, takes: time.Millisecond}
}

func TestALoadHasSoManyUnderWayAndEachArgumentOnce(t *testing.T) {
	ledger := newFake()
	given := order{Function: "market:ProposeModel", Argument: `{"digest":"{digest}"}`, InFlight: 7, Transactions: 50, LimitS: 60}
	got := carryOut(ledger, given)
	if got.Committed != 50 || len(got.Errors) != 0 || len(got.LatenciesMS) != 50 {
		t.Fatalf("committed %d, errors %v, %d latencies", got.Committed, got.Errors, len(got.LatenciesMS))
	}
	if ledger.most > 7 || len(ledger.seen) != 50 || !ledger.functionsCalled["market:ProposeModel"] {
		t.Fatalf("%d under way, %d arguments, functions %v", ledger.most, len(ledger.seen), ledger.functionsCalled)
	}
	for argument := range ledger.seen {
		if strings.Contains(argument, "{digest}") || len(argument) != len(`{"digest":""}`)+64 {
			t.Fatalf("argument %s", argument)
		}
	}
}

func TestFailuresAreCountedByKindAndHaveNoLatency(t *testing.T) {
	ledger := newFake()
	ledger.refuse = true
	got := carryOut(ledger, order{Argument: "same", InFlight: 2, Transactions: 30, LimitS: 60})
	if got.Committed != 20 || len(got.LatenciesMS) != 20 {
		t.Fatalf("committed %d, %d latencies", got.Committed, len(got.LatenciesMS))
	}
	if len(got.Errors) != 1 || got.Errors["errors.errorString: MVCC_READ_CONFLICT same"] != 10 {
		t.Fatalf("errors %v", got.Errors)
	}
}

func TestNothingBeginsAfterTheLimit(t *testing.T) {
	ledger := newFake()
	ledger.takes = 20 * time.Millisecond
	got := carryOut(ledger, order{Argument: "x", InFlight: 2, Transactions: 1_000_000, LimitS: 0.1})
	if got.Committed == 0 || got.Committed > 100 {
		t.Fatalf("committed %d within a tenth of a second at 20 ms each", got.Committed)
	}
}

func TestATextIsCutAtARune(t *testing.T) {
	if got := kind(errors.New(strings.Repeat("鱼", 300))); len([]rune(got)) != 120 {
		t.Fatalf("%d runes", len([]rune(got)))
	}
}
