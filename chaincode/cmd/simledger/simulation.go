package main

import (
	"encoding/json"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"shoal/chaincode/internal/fakeledger"
)

// channel is the name that signed statements carry.
const channel = "floor"

type request struct {
	ID          json.RawMessage `json:"id"`
	Op          string          `json:"op"` // submit, evaluate, block, height
	MSPID       string          `json:"msp_id"`
	Certificate string          `json:"certificate"` // PEM
	Function    string          `json:"function"`
	Argument    string          `json:"argument"`
	Number      int             `json:"number"`
}

type response struct {
	ID            json.RawMessage `json:"id,omitempty"`
	OK            bool            `json:"ok"`
	Error         string          `json:"error,omitempty"`
	Answer        *string         `json:"answer,omitempty"`
	TransactionID string          `json:"transaction_id,omitempty"`
	Block         any             `json:"block,omitempty"` // submit: its number; block: the block
	Height        int             `json:"height,omitempty"`
}

type block struct {
	Number       int           `json:"number"`
	Transactions []transaction `json:"transactions"`
}

type transaction struct {
	ID     string  `json:"transaction_id"`
	Code   string  `json:"code"`
	Writes []write `json:"writes"`
}

type write struct {
	Key    []byte `json:"key_base64"`
	Value  []byte `json:"value_base64"` // null where deleted
	Delete bool   `json:"delete"`
}

type simulation struct{ ledger *fakeledger.Ledger }

func newSimulation(chaincode shim.Chaincode) *simulation {
	return &simulation{ledger: fakeledger.New(channel, chaincode)}
}

func (s *simulation) do(ask request) response {
	switch ask.Op {
	case "submit":
		return s.submit(ask)
	case "evaluate":
		return s.evaluate(ask)
	case "block":
		return s.block(ask.Number)
	case "height":
		return response{OK: true, Height: s.ledger.Height()}
	default:
		return response{Error: "OP_UNKNOWN: op is one of submit, evaluate, block, height"}
	}
}

func (s *simulation) submit(ask request) response {
	call, err := callOf(ask)
	if err != nil {
		return response{Error: err.Error()}
	}
	payload, committed, err := s.ledger.Submit(call)
	if err != nil {
		return response{Error: err.Error()}
	}
	answer := string(payload)
	return response{OK: true, Answer: &answer, TransactionID: committed.ID, Block: s.ledger.Height() - 1}
}

func (s *simulation) evaluate(ask request) response {
	call, err := callOf(ask)
	if err != nil {
		return response{Error: err.Error()}
	}
	payload, err := s.ledger.Evaluate(call)
	if err != nil {
		return response{Error: err.Error()}
	}
	answer := string(payload)
	return response{OK: true, Answer: &answer}
}

func (s *simulation) block(number int) response {
	stored, ok := s.ledger.Block(number)
	if !ok {
		return response{Error: "BLOCK_UNKNOWN"}
	}
	result := block{Number: stored.Number, Transactions: []transaction{}}
	for _, committed := range stored.Transactions {
		writes := []write{}
		for _, w := range committed.Writes {
			writes = append(writes, write{Key: []byte(w.Key), Value: w.Value, Delete: w.Delete})
		}
		result.Transactions = append(result.Transactions, transaction{ID: committed.ID, Code: "VALID", Writes: writes})
	}
	return response{OK: true, Block: result}
}

func callOf(ask request) (fakeledger.Call, error) {
	creator, err := proto.Marshal(&msp.SerializedIdentity{Mspid: ask.MSPID, IdBytes: []byte(ask.Certificate)})
	return fakeledger.Call{
		Creator:   creator,
		Args:      [][]byte{[]byte(ask.Function), []byte(ask.Argument)},
		Timestamp: timestamppb.Now(), // the client's clock, as in a real proposal
	}, err
}
