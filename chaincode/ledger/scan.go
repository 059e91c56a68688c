package ledger

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"shoal/chaincode/domain"
)

// Scan calls visit with the committed values of a range in key order, until visit says stop. It is refused once the transaction
// has written into the range, because a peer would not show those writes.
func Scan[T any](s *Store, within Range[T], visit func(key string, value T) (more bool, err error)) error {
	if s.wrote(within.prefix()) {
		return errors.New("a range was read after the transaction wrote into it")
	}
	iterator, err := s.stub.GetStateByPartialCompositeKey(within.objectType, within.attributes)
	if err != nil {
		return err
	}
	defer closeRest(iterator)
	for iterator.HasNext() {
		entry, err := iterator.Next()
		if err != nil {
			return err
		}
		var value T
		if err := s.decode(entry.GetKey(), entry.GetValue(), &value); err != nil {
			return err
		}
		s.committed[entry.GetKey()] = entry.GetValue()
		if more, err := visit(entry.GetKey(), value); err != nil || !more {
			return err
		}
	}
	return nil
}

// All gives the committed values of a range in key order.
func All[T any](s *Store, within Range[T]) ([]T, error) {
	values := []T{}
	err := Scan(s, within, func(_ string, value T) (bool, error) {
		values = append(values, value)
		return true, nil
	})
	return values, err
}

// First gives the first committed value of a range and whether there is one. It reads no further.
func First[T any](s *Store, within Range[T]) (first T, found bool, err error) {
	err = Scan(s, within, func(_ string, value T) (bool, error) {
		first, found = value, true
		return false, nil
	})
	return first, found, err
}

// Page is one page of a range, and where the next one begins, empty at the end.
type Page[T any] struct {
	Values   []T
	Bookmark string
}

// ReadPage reads a page of at most size values. The bookmark is an earlier page's, or empty for the first. No write may follow.
func ReadPage[T any](s *Store, within Range[T], size int64, bookmark string) (Page[T], error) {
	page := Page[T]{Values: []T{}}
	start, err := within.start(bookmark)
	if err != nil {
		return page, err
	}
	iterator, metadata, err := s.stub.GetStateByPartialCompositeKeyWithPagination(
		within.objectType, within.attributes, int32(min(size, domain.MaxPageSize)), start)
	if err != nil {
		return page, err
	}
	defer closeRest(iterator)
	for iterator.HasNext() {
		entry, err := iterator.Next()
		if err != nil {
			return page, err
		}
		if within.past(entry.GetKey()) {
			return page, nil
		}
		var value T
		if err := s.decode(entry.GetKey(), entry.GetValue(), &value); err != nil {
			return page, err
		}
		page.Values = append(page.Values, value)
	}
	if next := metadata.GetBookmark(); !within.past(next) {
		page.Bookmark = Bookmark(next)
	}
	return page, nil
}

// closeRest closes a range that was not read to its end; the peer closes it at its end, and closing it again would be one more
// message to the peer.
func closeRest(iterator shim.StateQueryIteratorInterface) {
	if iterator.HasNext() {
		iterator.Close()
	}
}

// Bookmark writes a key as a bookmark; the key of no entry is the end, and empty.
func Bookmark(key string) string { return base64.RawURLEncoding.EncodeToString([]byte(key)) }

// start gives the key at which a page begins. A bookmark from elsewhere would read other keys than the range's.
func (r Range[T]) start(bookmark string) (string, error) {
	if bookmark == "" {
		return r.from, nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(bookmark)
	start := string(decoded)
	if err != nil || !utf8.ValidString(start) || !strings.HasPrefix(start, r.prefix()) || start < r.from || r.past(start) {
		return "", domain.Fail(domain.CodePageBookmark, "bookmark",
			"the bookmark is not one of this query; send the one of the last page, or an empty one to begin")
	}
	return start, nil
}

// past tells whether a key lies behind the end of a bounded range.
func (r Range[T]) past(key string) bool { return r.until != "" && key >= r.until }

func (r Range[T]) prefix() string { return prefix(r.objectType, r.attributes) }

func (s *Store) wrote(prefix string) bool {
	for key := range s.written {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
