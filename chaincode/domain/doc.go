// Package domain holds the rules of the trading floor: what a value on the ledger may be, who may trade with whom
// and at what price, when a scheme is fair, how credit moves, which statement counts.
//
// It is pure: no Fabric, no clock, no randomness, no goroutines, no environment, no map in its own order, so that two
// endorsers with the same input give the same bytes (`go run ./lint ./...` proves the imports and statements).
// All arithmetic is in 64-bit integers; the bounds of bounds.go keep every product below 2^63.
package domain
