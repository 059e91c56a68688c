package fakeledger

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Call is a proposal: who calls, what, and when the client says it is.
type Call struct {
	TxID      string // made from the height where empty
	Creator   []byte // a serialised msp.SerializedIdentity
	Args      [][]byte
	Timestamp *timestamppb.Timestamp
}

type outcome struct {
	response *peer.Response
	writes   []Write
	event    Event
}

// stub is the part of the shim's stub that a contract may use here; anything else panics, as the embedded interface is nil.
type stub struct {
	shim.ChaincodeStubInterface
	ledger    *Ledger
	call      Call
	writes    map[string]Write
	batch     map[string]Write // nil while no batch is open
	paginated bool
	event     Event
	cost      Cost
}

func newStub(ledger *Ledger, call Call) *stub {
	return &stub{ledger: ledger, call: call, writes: map[string]Write{}}
}

func (s *stub) GetArgs() [][]byte           { return s.call.Args }
func (s *stub) GetTxID() string             { return s.call.TxID }
func (s *stub) GetChannelID() string        { return s.ledger.Channel }
func (s *stub) GetCreator() ([]byte, error) { return s.call.Creator, nil }

func (s *stub) GetTxTimestamp() (*timestamppb.Timestamp, error) { return s.call.Timestamp, nil }

func (s *stub) GetStringArgs() []string {
	args := make([]string, 0, len(s.call.Args))
	for _, arg := range s.call.Args {
		args = append(args, string(arg))
	}
	return args
}

func (s *stub) GetFunctionAndParameters() (string, []string) {
	args := s.GetStringArgs()
	if len(args) == 0 {
		return "", []string{}
	}
	return args[0], args[1:]
}

// GetState sees committed state only, as on a peer: not the transaction's own writes.
func (s *stub) GetState(key string) ([]byte, error) {
	s.cost.Trips++
	return s.get(key), nil
}

func (s *stub) get(key string) []byte {
	mustBeUTF8(key)
	value := slices.Clone(s.ledger.state[key])
	s.cost.read(value)
	return value
}

func (s *stub) GetMultipleStates(keys ...string) ([][]byte, error) {
	s.cost.batch(len(keys))
	values := make([][]byte, 0, len(keys))
	for _, key := range keys {
		values = append(values, s.get(key))
	}
	return values, nil
}

func (s *stub) PutState(key string, value []byte) error {
	return s.write(Write{Key: key, Value: slices.Clone(value)})
}

func (s *stub) DelState(key string) error { return s.write(Write{Key: key, Delete: true}) }

func (s *stub) write(write Write) error {
	if write.Key == "" {
		return errors.New("key must not be an empty string")
	}
	mustBeUTF8(write.Key)
	if s.batch != nil {
		s.batch[write.Key] = write
		return nil
	}
	s.cost.Trips++
	return s.apply(write)
}

func (s *stub) apply(write Write) error {
	if s.paginated {
		return errors.New("unsuppored transaction. Transaction has already performed a paginated query. Writes are not allowed")
	}
	s.writes[write.Key] = write
	return nil
}

func (s *stub) StartWriteBatch() {
	if s.batch == nil {
		s.batch = map[string]Write{}
	}
}

func (s *stub) FinishWriteBatch() error {
	batch := s.batch
	s.batch = nil
	s.cost.batch(len(batch))
	for _, write := range batch {
		if err := s.apply(write); err != nil {
			return err
		}
	}
	return nil
}

func (s *stub) SetEvent(name string, payload []byte) error {
	if name == "" {
		return errors.New("event name can not be empty string")
	}
	s.event = Event{Name: name, Payload: slices.Clone(payload)}
	return nil
}

func (s *stub) CreateCompositeKey(objectType string, attributes []string) (string, error) {
	return shim.CreateCompositeKey(objectType, attributes)
}

func (s *stub) SplitCompositeKey(key string) (string, []string, error) {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(key, "\x00"), "\x00"), "\x00")
	return parts[0], parts[1:], nil
}

func (s *stub) writeSet() []Write {
	writes := make([]Write, 0, len(s.writes))
	for _, write := range s.writes {
		writes = append(writes, write)
	}
	slices.SortFunc(writes, func(a, b Write) int { return strings.Compare(a.Key, b.Key) })
	return writes
}

// mustBeUTF8 panics as the shim does when it marshals a key that is not UTF-8.
func mustBeUTF8(key string) {
	if !utf8.ValidString(key) {
		panic("failed to marshal: string field contains invalid UTF-8")
	}
}
