// Package rules breaks every rule; `want` names the finding of its line.
package rules

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	crypto "crypto/rand" // want "import crypto/rand"
	"errors"
	"maps"
	"math/rand" // want "import math/rand"
	"net"       // want "import net"
	"os"        // want "import os"
	"reflect"
	"regexp"
	"slices"
	"time"   // want "import time"
	"unsafe" // want "import unsafe"

	"fixture/outside" // want "import fixture/outside"
)

// ErrGone and form are never written to, so they may stand.
var (
	ErrGone = errors.New("gone")
	form    = regexp.MustCompile("^a$")
)

var cache = map[string]int{} // want "package variable"

var count, total int // want "package variable"

var _ error = ErrGone

type any2 = map[string]bool

const half = 0.5 // want "floating point"

func goroutines(c chan int) { // want "channel"
	go clock() // want "goroutine"
	select {   // want "select"
	case <-c:
	default:
	}
}

func clock() {
	_ = time.Now()
	_, _ = os.Getenv("HOME"), net.IPv4len
	_ = rand.Int()
	_ = unsafe.Sizeof(outside.Value)
}

func order(m map[string]int, alias any2) []string {
	for range m { // want "map order"
	}
	for range alias { // want "map order"
	}
	for key := range maps.Keys(m) { // want "map order"
		_ = key
	}
	iterate := maps.Values[map[string]int] // want "map order"
	_ = iterate
	for range slices.Sorted(maps.Keys(m)) {
	}
	for range reflect.ValueOf(m).MapKeys() { // want "call"
	}
	for range []int{1} {
	}
	for range "text" {
	}
	for range 3 {
	}
	return slices.Collect(maps.Keys(m)) // want "map order"
}

func generic[M ~map[string]int, T map[int]int | []int, S ~[]int](m M, s S) {
	for range m { // want "map order"
	}
	for range s {
	}
}

func floats(n int) int {
	x := float64(n)   // want "floating point"
	var y float32     // want "floating point"
	_ = y             // want "floating point"
	_ = complex(1, 2) // want "floating point"
	return int(x)     // want "floating point"
}

func keys() {
	_, _ = ecdsa.GenerateKey(elliptic.P256(), crypto.Reader) // want "call"
	_ = form
}
