package fakeledger

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

type does func(shim.ChaincodeStubInterface) error

func (d does) Init(stub shim.ChaincodeStubInterface) *peer.Response { return d.Invoke(stub) }

func (d does) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	if err := d(stub); err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success(nil)
}

// run submits one transaction of a behaviour.
func run(l *Ledger, behaviour does) (Transaction, error) {
	l.chaincode = behaviour
	_, transaction, err := l.Submit(Call{})
	return transaction, err
}

func mustRun(t *testing.T, l *Ledger, behaviour does) Transaction {
	t.Helper()
	transaction, err := run(l, behaviour)
	if err != nil {
		t.Fatal(err)
	}
	return transaction
}

// write puts keys of one type, one per word.
func write(words ...string) does {
	return func(stub shim.ChaincodeStubInterface) error {
		for _, word := range words {
			key, err := stub.CreateCompositeKey("thing", []string{word})
			if err != nil {
				return err
			}
			if err := stub.PutState(key, []byte(word)); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestATransactionReadsCommittedStateOnly(t *testing.T) {
	l := New("floor", nil)
	mustRun(t, l, func(stub shim.ChaincodeStubInterface) error {
		if err := stub.PutState("a", []byte("1")); err != nil {
			return err
		}
		if value, err := stub.GetState("a"); err != nil || value != nil {
			t.Errorf("its own write is not seen: %q, %v", value, err)
		}
		return nil
	})
	mustRun(t, l, func(stub shim.ChaincodeStubInterface) error {
		if value, err := stub.GetState("a"); err != nil || string(value) != "1" {
			t.Errorf("the write of the transaction before is seen: %q, %v", value, err)
		}
		return stub.DelState("a")
	})
	if l.Get("a") != nil || l.Height() != 3 {
		t.Fatalf("a is deleted after two blocks and the first: %q, %d", l.Get("a"), l.Height())
	}
}

func TestARefusedTransactionCommitsNothing(t *testing.T) {
	l := New("floor", nil)
	_, err := run(l, func(stub shim.ChaincodeStubInterface) error {
		_ = stub.PutState("a", []byte("1"))
		return fmt.Errorf("no")
	})
	if err == nil || err.Error() != "no" || l.Get("a") != nil || l.Height() != 1 {
		t.Fatalf("got %v, %q, %d", err, l.Get("a"), l.Height())
	}
}

func TestEndorsersThatDifferAreFound(t *testing.T) {
	for name, behaviour := range map[string]func(count *int) does{
		"in a value": func(count *int) does {
			return func(stub shim.ChaincodeStubInterface) error { return stub.PutState("a", fmt.Append(nil, *count)) }
		},
		"in the event": func(count *int) does {
			return func(stub shim.ChaincodeStubInterface) error { return stub.SetEvent("e", fmt.Append(nil, *count)) }
		},
		"in the answer": func(count *int) does {
			return func(shim.ChaincodeStubInterface) error { return fmt.Errorf("%d", *count) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			count := 0
			inner := behaviour(&count)
			_, err := run(New("floor", nil), func(stub shim.ChaincodeStubInterface) error { count++; return inner(stub) })
			if err == nil || !strings.Contains(err.Error(), "endorsers differ") {
				t.Fatalf("got %v", err)
			}
		})
	}
}

func TestRangesComeInOrderOfBytes(t *testing.T) {
	l := New("floor", nil)
	mustRun(t, l, write("b", "é", "a", "B", "鱼"))
	mustRun(t, l, write("c"))
	mustRun(t, l, func(stub shim.ChaincodeStubInterface) error { return stub.DelState("\x00thing\x00b\x00") })
	mustRun(t, l, func(stub shim.ChaincodeStubInterface) error {
		iterator, err := stub.GetStateByPartialCompositeKey("thing", nil)
		if err != nil {
			return err
		}
		var seen []string
		for iterator.HasNext() {
			entry, err := iterator.Next()
			if err != nil {
				return err
			}
			seen = append(seen, string(entry.GetValue()))
		}
		if got := strings.Join(seen, ""); got != "Bacé鱼" {
			t.Errorf("got %q", got)
		}
		return iterator.Close()
	})
}

func TestPagesFollowOnEachOtherAndForbidWrites(t *testing.T) {
	l := New("floor", nil)
	mustRun(t, l, write("a", "b", "c", "d", "e"))
	pages := func(stub shim.ChaincodeStubInterface) (string, error) {
		var seen []string
		for bookmark := ""; ; {
			iterator, metadata, err := stub.GetStateByPartialCompositeKeyWithPagination("thing", nil, 2, bookmark)
			if err != nil {
				return "", err
			}
			for iterator.HasNext() {
				entry, err := iterator.Next()
				if err != nil {
					return "", err
				}
				seen = append(seen, string(entry.GetValue()))
			}
			seen = append(seen, "/")
			if bookmark = metadata.GetBookmark(); bookmark == "" {
				return strings.Join(seen, ""), nil
			}
		}
	}
	mustRun(t, l, func(stub shim.ChaincodeStubInterface) error {
		got, err := pages(stub)
		if got != "ab/cd/e/" {
			t.Errorf("got %q", got)
		}
		return err
	})
	for name, batch := range map[string]bool{"in a batch": true, "alone": false} {
		_, err := run(l, func(stub shim.ChaincodeStubInterface) error {
			if _, err := pages(stub); err != nil {
				return err
			}
			if batch {
				stub.StartWriteBatch()
			}
			return stub.PutState("a", []byte("1"))
		})
		if err == nil || !strings.Contains(err.Error(), "Writes are not allowed") {
			t.Errorf("%s: a write after a page must be refused, got %v", name, err)
		}
	}
}

func TestTheWriteSetIsSortedAndABatchLeftOpenIsSent(t *testing.T) {
	l := New("floor", nil)
	transaction := mustRun(t, l, func(stub shim.ChaincodeStubInterface) error {
		stub.StartWriteBatch()
		return write("c", "a", "b", "a")(stub)
	})
	var seen []string
	for _, w := range transaction.Writes {
		seen = append(seen, string(w.Value))
	}
	if strings.Join(seen, "") != "abc" {
		t.Fatalf("got %v", seen)
	}
	block, ok := l.Block(1)
	if !ok || block.Number != 1 || len(block.Transactions) != 1 || len(block.Transactions[0].Writes) != 3 {
		t.Fatalf("got %+v", block)
	}
	if first, ok := l.Block(0); !ok || len(first.Transactions) != 0 {
		t.Fatalf("the first block is empty: %+v", first)
	}
	if _, ok := l.Block(2); ok {
		t.Fatal("there is no block 2")
	}
}
