package contract

import "shoal/chaincode/ledger"

// pageOf is the answer of a paged query; the bookmark asks for the next page and is empty at the end.
type pageOf[T any] struct {
	Items    []T    `json:"items"`
	Bookmark string `json:"bookmark"`
}

// listPage answers a query with one page of a range.
func listPage[T any](tx *transaction, within ledger.Range[T], size int64, bookmark string) (pageOf[T], error) {
	page, err := ledger.ReadPage(tx.store, within, size, bookmark)
	return pageOf[T]{Items: page.Values, Bookmark: page.Bookmark}, err
}
