package domain

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestInParallelDoesEachOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(0, 3*workers).Draw(t, "count")
		done, want := make([]int, count), make([]int, count)
		inParallel(count, func(i int) { done[i]++ })
		for i := range want {
			want[i] = 1
		}
		if !slices.Equal(done, want) {
			t.Fatalf("%v", done)
		}
	})
}

func TestAPanicInParallelIsTheCallers(t *testing.T) {
	done := make([]bool, 2*workers)
	defer func() {
		if fault := recover(); fault != "a fault" {
			t.Errorf("got %v", fault)
		}
		if slices.Index(done, false) != 3 {
			t.Errorf("the other workers finish first: %v", done)
		}
	}()
	inParallel(len(done), func(i int) {
		if i == 3 {
			panic("a fault")
		}
		done[i] = true
	})
}
