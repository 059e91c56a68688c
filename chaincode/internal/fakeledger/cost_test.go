package fakeledger

import (
	"fmt"
	"testing"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// asking is a chaincode that does what a test gives it.
type asking struct {
	work func(stub shim.ChaincodeStubInterface) error
}

func (a *asking) Init(shim.ChaincodeStubInterface) *peer.Response { return nil }

func (a *asking) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	if err := a.work(stub); err != nil {
		return shim.Error(err.Error())
	}
	return shim.Success(nil)
}

func TestMessagesToThePeerAreCounted(t *testing.T) {
	chaincode := &asking{}
	ledger := New("floor", chaincode)
	cost := func(work func(stub shim.ChaincodeStubInterface) error) Cost {
		t.Helper()
		chaincode.work = work
		if _, _, err := ledger.Submit(Call{}); err != nil {
			t.Fatal(err)
		}
		return ledger.LastCost()
	}
	var keys []string
	for k := range 1001 {
		key, _ := shim.CreateCompositeKey("kind", []string{fmt.Sprintf("%04d", k)})
		keys = append(keys, key)
	}
	scan := func(entries int) func(stub shim.ChaincodeStubInterface) error {
		return func(stub shim.ChaincodeStubInterface) error {
			iterator, err := stub.GetStateByPartialCompositeKey("kind", nil)
			for k := 0; err == nil && k < entries; k++ {
				_, err = iterator.Next()
			}
			return err
		}
	}
	for _, c := range []struct {
		name string
		work func(stub shim.ChaincodeStubInterface) error
		want Cost
	}{
		{"a batch of writes", func(stub shim.ChaincodeStubInterface) error {
			stub.StartWriteBatch()
			for _, key := range keys {
				if err := stub.PutState(key, []byte("v")); err != nil {
					return err
				}
			}
			return stub.FinishWriteBatch()
		}, Cost{Trips: 2, Writes: 1001, Bytes: 1001 * (len(keys[0]) + 1)}},
		{"many keys at once", func(stub shim.ChaincodeStubInterface) error {
			_, err := stub.GetMultipleStates(keys...)
			return err
		}, Cost{Trips: 2, Reads: 1001, ReadBytes: 1001}},
		{"one key", func(stub shim.ChaincodeStubInterface) error { _, err := stub.GetState(keys[0]); return err }, Cost{Trips: 1, Reads: 1, ReadBytes: 1}},
		{"one write", func(stub shim.ChaincodeStubInterface) error { return stub.DelState("other") }, Cost{Trips: 1, Writes: 1, Bytes: 5}},
		{"an event", func(stub shim.ChaincodeStubInterface) error { return stub.SetEvent("e", []byte("abc")) }, Cost{Bytes: 3}},
		{"99 entries of a range", scan(99), Cost{Trips: 1, Reads: 99, ReadBytes: 99}},
		{"100, behind which there are more", scan(100), Cost{Trips: 2, Reads: 100, ReadBytes: 100}},
		{"a whole range", scan(1001), Cost{Trips: 11, Reads: 1001, ReadBytes: 1001}},
		{"a range closed", func(stub shim.ChaincodeStubInterface) error {
			iterator, err := stub.GetStateByPartialCompositeKey("kind", nil)
			if err != nil {
				return err
			}
			return iterator.Close()
		}, Cost{Trips: 2}},
	} {
		if got := cost(c.work); got != c.want {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
	}
}
