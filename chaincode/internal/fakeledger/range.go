package fakeledger

import (
	"errors"
	"slices"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

const lastRune = "\U0010FFFF"

func (s *stub) GetStateByPartialCompositeKey(objectType string, attributes []string) (shim.StateQueryIteratorInterface, error) {
	prefix, err := shim.CreateCompositeKey(objectType, attributes)
	if err != nil {
		return nil, err
	}
	s.cost.Trips++
	return &iterator{stub: s, keys: s.ledger.between(prefix, prefix+lastRune), page: entriesPerMessage}, nil
}

// GetStateByPartialCompositeKeyWithPagination gives at most pageSize entries from the bookmark on, which is a key; the new
// bookmark is the key that follows, or empty at the end.
func (s *stub) GetStateByPartialCompositeKeyWithPagination(objectType string, attributes []string, pageSize int32,
	bookmark string) (shim.StateQueryIteratorInterface, *peer.QueryResponseMetadata, error) {
	if len(s.writes) > 0 {
		return nil, nil, errors.New("unsuppored transaction. Queries with pagination are not allowed after writes")
	}
	if pageSize <= 0 {
		return nil, nil, errors.New("the page size must be positive")
	}
	prefix, err := shim.CreateCompositeKey(objectType, attributes)
	if err != nil {
		return nil, nil, err
	}
	s.paginated = true
	start := prefix
	if bookmark != "" {
		mustBeUTF8(bookmark)
		start = bookmark
	}
	keys := s.ledger.between(start, prefix+lastRune)
	next := ""
	if len(keys) > int(pageSize) {
		next, keys = keys[pageSize], keys[:pageSize]
	}
	metadata := &peer.QueryResponseMetadata{FetchedRecordsCount: int32(len(keys)), Bookmark: next}
	s.cost.Trips++
	return &iterator{stub: s, keys: keys, page: int(pageSize)}, metadata, nil
}

// between gives the committed keys from start (inclusive) to end (exclusive) in order.
func (l *Ledger) between(start, end string) []string {
	from, _ := slices.BinarySearch(l.keys, start)
	to, _ := slices.BinarySearch(l.keys, end)
	if from >= to {
		return nil
	}
	return l.keys[from:to]
}

// iterator gives entries one by one, but reads them from the peer a page at a time.
type iterator struct {
	stub   *stub
	keys   []string
	page   int
	given  int
	closed bool
}

func (i *iterator) HasNext() bool { return len(i.keys) > 0 && !i.closed }

func (i *iterator) Next() (*queryresult.KV, error) {
	if !i.HasNext() {
		return nil, errors.New("no such key")
	}
	key := i.keys[0]
	i.keys = i.keys[1:]
	if i.given++; i.given%i.page == 0 && len(i.keys) > 0 { // the shim reads ahead
		i.stub.cost.Trips++
	}
	return &queryresult.KV{Key: key, Value: i.stub.get(key)}, nil
}

// Close asks the peer, even behind the last entry, where the peer has closed the range itself.
func (i *iterator) Close() error {
	i.stub.cost.Trips++
	i.closed = true
	return nil
}
