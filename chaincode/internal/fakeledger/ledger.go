// Package fakeledger is a ledger in memory for tests. It behaves like a peer where that matters to a contract: a transaction
// reads committed state only, ranges come in the order of the keys' bytes, writes after a paginated query are refused, and every
// transaction is executed by two endorsers whose answers and write sets must be equal.
package fakeledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"google.golang.org/protobuf/proto"
)

// Ledger holds the committed state of one chaincode on one channel and the blocks that made it. It is not safe for
// concurrent use.
type Ledger struct {
	Channel   string
	chaincode shim.Chaincode
	state     map[string][]byte
	keys      []string // of state, sorted
	blocks    []Block
	cost      Cost
}

// Block is one committed block. The first one (number 0) is empty, as a channel's first block holds no transaction of a
// chaincode; each later one holds one transaction.
type Block struct {
	Number       int
	Transactions []Transaction
}

// Transaction is a committed transaction.
type Transaction struct {
	ID     string
	Writes []Write // sorted by key
	Event  Event
}

// Write is one entry of a write set; a deleted key has no value.
type Write struct {
	Key    string
	Value  []byte
	Delete bool
}

// Event is the chaincode event of a transaction; its name is empty where none was set.
type Event struct {
	Name    string
	Payload []byte
}

// New gives an empty ledger for a chaincode.
func New(channel string, chaincode shim.Chaincode) *Ledger {
	return &Ledger{Channel: channel, chaincode: chaincode, state: map[string][]byte{}, blocks: []Block{{}}}
}

// Height is the number of blocks.
func (l *Ledger) Height() int { return len(l.blocks) }

// Block gives a block by number and whether there is one.
func (l *Ledger) Block(number int) (Block, bool) {
	if number < 0 || number >= len(l.blocks) {
		return Block{}, false
	}
	return l.blocks[number], true
}

// Submit executes a call on two endorsers and commits its writes. It gives the answer and the transaction; where the chaincode
// refuses, the error is a Refusal and nothing is committed.
func (l *Ledger) Submit(call Call) ([]byte, Transaction, error) {
	call = l.named(call)
	first, second := l.execute(call), l.execute(call)
	if err := equal(first, second); err != nil {
		return nil, Transaction{}, err
	}
	if first.response.Status >= shim.ERRORTHRESHOLD {
		return nil, Transaction{}, Refusal(first.response.Message)
	}
	transaction := Transaction{ID: call.TxID, Writes: first.writes, Event: first.event}
	l.commit(transaction)
	return first.response.Payload, transaction, nil
}

// Evaluate executes a call on one endorser and commits nothing.
func (l *Ledger) Evaluate(call Call) ([]byte, error) {
	result := l.execute(l.named(call))
	if result.response.Status >= shim.ERRORTHRESHOLD {
		return nil, Refusal(result.response.Message)
	}
	return result.response.Payload, nil
}

// Refusal is the message of a chaincode's response that is not a success.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Range calls visit for every committed key and value in key order.
func (l *Ledger) Range(visit func(key string, value []byte)) {
	for _, key := range l.keys {
		visit(key, l.state[key])
	}
}

// Get gives the committed value of a key, nil where there is none.
func (l *Ledger) Get(key string) []byte { return l.state[key] }

// named gives a call without a transaction id one that depends on the height only, so that a test repeats exactly.
func (l *Ledger) named(call Call) Call {
	if call.TxID == "" {
		digest := sha256.Sum256([]byte(l.Channel + "/" + strconv.Itoa(len(l.blocks))))
		call.TxID = hex.EncodeToString(digest[:])
	}
	return call
}

func (l *Ledger) execute(call Call) outcome {
	stub := newStub(l, call)
	response := l.chaincode.Invoke(stub)
	if err := stub.FinishWriteBatch(); err != nil { // the shim finishes a batch that the chaincode left open
		response = shim.Error("failed send batch: " + err.Error())
	}
	result := outcome{response: response, writes: stub.writeSet(), event: stub.event}
	stub.cost.wrote(result.writes, result.event)
	l.cost = stub.cost
	return result
}

func equal(a, b outcome) error {
	if !proto.Equal(a.response, b.response) {
		return fmt.Errorf("endorsers differ: ProposalResponsePayloads do not match: %v and %v", a.response, b.response)
	}
	if a.event.Name != b.event.Name || !bytes.Equal(a.event.Payload, b.event.Payload) {
		return fmt.Errorf("endorsers differ in the event: %v and %v", a.event, b.event)
	}
	same := func(x, y Write) bool {
		return x.Key == y.Key && x.Delete == y.Delete && bytes.Equal(x.Value, y.Value)
	}
	if !slices.EqualFunc(a.writes, b.writes, same) {
		return fmt.Errorf("endorsers differ in the write set: %v and %v", a.writes, b.writes)
	}
	return nil
}

func (l *Ledger) commit(transaction Transaction) {
	var added []string
	removed := false
	for _, write := range transaction.Writes {
		_, known := l.state[write.Key]
		switch {
		case write.Delete:
			delete(l.state, write.Key)
			removed = removed || known
		case !known:
			added = append(added, write.Key)
			fallthrough
		default:
			l.state[write.Key] = write.Value
		}
	}
	if removed {
		l.keys = slices.DeleteFunc(l.keys, func(key string) bool { _, kept := l.state[key]; return !kept })
	}
	l.keys = merge(l.keys, added)
	l.blocks = append(l.blocks, Block{Number: len(l.blocks), Transactions: []Transaction{transaction}})
}

// merge joins two sorted lists.
func merge(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	joined := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			joined, a = append(joined, a[0]), a[1:]
		} else {
			joined, b = append(joined, b[0]), b[1:]
		}
	}
	return append(append(joined, a...), b...)
}
