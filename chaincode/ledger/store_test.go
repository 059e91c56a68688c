package ledger_test

import (
	"strings"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"shoal/chaincode/domain"
	"shoal/chaincode/internal/fakeledger"
	"shoal/chaincode/ledger"
)

// each runs a step of a test in a transaction of its own.
type each func(*ledger.Store) error

func (e each) Init(stub shim.ChaincodeStubInterface) *peer.Response { return e.Invoke(stub) }

func (e each) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	store := ledger.NewStore(stub)
	if err := e(store); err != nil {
		return shim.Error(err.Error())
	}
	if _, err := store.Flush(); err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success(nil)
}

// steps is a chaincode whose behaviour a test changes between transactions.
type steps struct {
	t      *testing.T
	now    each
	ledger *fakeledger.Ledger
}

func (s *steps) Init(stub shim.ChaincodeStubInterface) *peer.Response   { return s.now.Init(stub) }
func (s *steps) Invoke(stub shim.ChaincodeStubInterface) *peer.Response { return s.now.Invoke(stub) }

func newSteps(t *testing.T) *steps {
	s := &steps{t: t}
	s.ledger = fakeledger.New("floor", s)
	return s
}

func (s *steps) do(step each) fakeledger.Transaction {
	s.t.Helper()
	s.now = step
	_, transaction, err := s.ledger.Submit(fakeledger.Call{})
	if err != nil {
		s.t.Fatal(err)
	}
	return transaction
}

func (s *steps) fails(step each, part string) {
	s.t.Helper()
	s.now = step
	if _, _, err := s.ledger.Submit(fakeledger.Call{}); err == nil || !strings.Contains(err.Error(), part) {
		s.t.Fatalf("should fail with %q, got %v", part, err)
	}
}

func credit(companyID string, tenths domain.Tenths) domain.Credit {
	return domain.Credit{V: 1, CompanyID: companyID, Tenths: tenths, Entries: 1}
}

func put(companyIDs ...string) each {
	return func(s *ledger.Store) error {
		for _, id := range companyIDs {
			if err := ledger.Put(s, ledger.CreditKey(id), credit(id, 30)); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestATransactionSeesItsOwnWritesThroughTheStore(t *testing.T) {
	s := newSteps(t)
	key := ledger.CreditKey("C-AAAA")
	s.do(func(store *ledger.Store) error {
		if found, err := ledger.Has(store, key); err != nil || found {
			t.Errorf("nothing stands yet: %t, %v", found, err)
		}
		if err := ledger.Put(store, key, credit("C-AAAA", 31)); err != nil {
			return err
		}
		if got, found, err := ledger.Get(store, key); err != nil || !found || got.Tenths != 31 {
			t.Errorf("got %+v, %t, %v", got, found, err)
		}
		return nil
	})
	transaction := s.do(func(store *ledger.Store) error {
		if got, _, err := ledger.Get(store, key); err != nil || got.Tenths != 31 {
			t.Errorf("got %+v, %v", got, err)
		}
		ledger.Delete(store, key)
		if found, err := ledger.Has(store, key); err != nil || found {
			t.Errorf("it is deleted: %t, %v", found, err)
		}
		return nil
	})
	if len(transaction.Writes) != 1 || !transaction.Writes[0].Delete {
		t.Fatalf("got %v", transaction.Writes)
	}
}

func TestWritesAreSentOnceAndInKeyOrder(t *testing.T) {
	s := newSteps(t)
	transaction := s.do(put("C-CCCC", "C-AAAA", "C-BBBB", "C-AAAA"))
	var keys []string
	for _, write := range transaction.Writes {
		keys = append(keys, write.Key)
	}
	if strings.Join(keys, "|") != "\x00credit\x00C-AAAA\x00|\x00credit\x00C-BBBB\x00|\x00credit\x00C-CCCC\x00" {
		t.Fatalf("got %q", keys)
	}
}

func TestLoadReadsManyAtOnceAndLeavesOwnWritesAlone(t *testing.T) {
	s := newSteps(t)
	s.do(put("C-AAAA", "C-BBBB"))
	s.do(func(store *ledger.Store) error {
		if err := ledger.Put(store, ledger.CreditKey("C-AAAA"), credit("C-AAAA", 50)); err != nil {
			return err
		}
		keys := []ledger.Key[domain.Credit]{ledger.CreditKey("C-CCCC"), ledger.CreditKey("C-BBBB"), ledger.CreditKey("C-AAAA"), ledger.CreditKey("C-BBBB")}
		if err := ledger.Load(store, keys); err != nil {
			return err
		}
		for id, want := range map[string]domain.Tenths{"C-AAAA": 50, "C-BBBB": 30, "C-CCCC": 0} {
			if got, found, err := ledger.Get(store, ledger.CreditKey(id)); err != nil || got.Tenths != want || found != (want > 0) {
				t.Errorf("%s: got %+v, %t, %v", id, got, found, err)
			}
		}
		return nil
	})
}

func TestScanGivesARangeInOrderAndNothingElse(t *testing.T) {
	s := newSteps(t)
	s.do(func(store *ledger.Store) error {
		for _, key := range []ledger.MatchKey{{Cycle: 2, Breed: "Carp", Seq: 10}, {Cycle: 2, Breed: "Carp", Seq: 9}, {Cycle: 2, Breed: "Carps", Seq: 1}, {Cycle: 12, Breed: "Carp", Seq: 1}} {
			index := domain.MatchIndex{V: 1, MatchID: domain.FormatMatchID(key.Cycle, key.Seq, key.Breed)}
			if err := ledger.Put(store, ledger.EvaluationReady(key), index); err != nil {
				return err
			}
			if err := ledger.Put(store, ledger.EvaluationOpen(key.Cycle, key), index); err != nil {
				return err
			}
		}
		return nil
	})
	s.do(func(store *ledger.Store) error {
		all, err := ledger.All(store, ledger.EvaluationsReady())
		if err != nil {
			return err
		}
		ids := []string{}
		for _, index := range all {
			ids = append(ids, index.MatchID)
		}
		if got := strings.Join(ids, " "); got != "2.9.Carp 2.10.Carp 2.1.Carps 12.1.Carp" {
			t.Errorf("got %s", got)
		}
		first, found, err := ledger.First(store, ledger.EvaluationsOpen())
		if err != nil || !found || first.MatchID != "2.9.Carp" {
			t.Errorf("got %+v, %t, %v", first, found, err)
		}
		return nil
	})
}

func TestARangeIsNotReadAfterATransactionWroteIntoIt(t *testing.T) {
	s := newSteps(t)
	s.fails(func(store *ledger.Store) error {
		if err := ledger.Put(store, ledger.CreditEntryKey("C-AAAA", 1), domain.CreditEntry{V: 1, CompanyID: "C-AAAA"}); err != nil {
			return err
		}
		if _, err := ledger.All(store, ledger.CreditEntries("C-BBBB")); err != nil {
			t.Errorf("another range may be read: %v", err)
		}
		_, err := ledger.All(store, ledger.CreditEntries("C-AAAA"))
		return err
	}, "after the transaction wrote into it")
}

func TestAValueThatCannotBeReadIsNamed(t *testing.T) {
	s := newSteps(t)
	spoil := &spoiling{}
	broken := fakeledger.New("floor", spoil)
	if _, _, err := broken.Submit(fakeledger.Call{}); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Snapshot(broken.Range); err == nil {
		t.Error("a snapshot must not pass over it")
	}
	spoil.read = true
	if _, err := broken.Evaluate(fakeledger.Call{}); err == nil || !strings.HasPrefix(err.Error(), "STATE_CORRUPT: the value at credit/C-AAAA ") {
		t.Fatalf("got %v", err)
	}
	s.do(put("C-AAAA"))
	if snapshot, err := ledger.Snapshot(s.ledger.Range); err != nil || len(snapshot.Credits) != 1 {
		t.Fatalf("got %+v, %v", snapshot, err)
	}
}

// spoiling writes a value of no known form, or reads it.
type spoiling struct{ read bool }

func (s *spoiling) Init(stub shim.ChaincodeStubInterface) *peer.Response { return s.Invoke(stub) }

func (s *spoiling) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	key := ledger.CreditKey("C-AAAA")
	var err error
	if s.read {
		_, _, err = ledger.Get(ledger.NewStore(stub), key)
	} else {
		err = stub.PutState(string(key), []byte(`{"v":9}`))
	}
	if err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success(nil)
}

// TestKeysOfDifferentTypesAreOneMessage, and a range that was read to its end needs no closing.
func TestKeysOfDifferentTypesAreOneMessage(t *testing.T) {
	s := newSteps(t)
	s.do(put("C-AAAA", "C-BBBB"))
	s.do(func(store *ledger.Store) error {
		first, other := ledger.CreditKey("C-AAAA"), ledger.CycleKey(1)
		if err := ledger.LoadEach(store, first, other); err != nil {
			return err
		}
		for range 2 { // read, and read again as decoded
			if got, found, err := ledger.Get(store, first); err != nil || !found || got != credit("C-AAAA", 30) {
				t.Errorf("got %+v, %v, %v", got, found, err)
			}
			if _, found, err := ledger.Get(store, other); err != nil || found {
				t.Errorf("no cycle was written: %v, %v", found, err)
			}
		}
		return nil
	})
	if cost := s.ledger.LastCost(); cost.Trips != 1 || cost.Reads != 2 {
		t.Errorf("%+v", cost)
	}
	read := func(more bool) each {
		return func(store *ledger.Store) error {
			all := ledger.Companies()
			return ledger.Scan(store, all, func(string, domain.Company) (bool, error) { return more, nil })
		}
	}
	s.do(func(store *ledger.Store) error {
		for _, id := range []string{"C-AAAA", "C-BBBB"} {
			company := domain.Company{V: 1, CompanyID: id, Name: id, SocialCreditCode: "DEMO", LegalRepresentativeDigest: "0", RegisteredCycle: 1}
			if err := ledger.Put(store, ledger.CompanyKey(id), company); err != nil {
				return err
			}
		}
		return nil
	})
	for more, trips := range map[bool]int{true: 1, false: 2} {
		s.do(read(more))
		if cost := s.ledger.LastCost(); cost.Trips != trips {
			t.Errorf("%d messages, not %d", cost.Trips, trips)
		}
	}
}
