package transport

import (
	"testing"

	"pgregory.net/rapid"
)

func total(amounts, prices []int64) (sum int64) {
	for k := range amounts {
		sum += amounts[k] * prices[k]
	}
	return sum
}

// TestPricesProveTheFills: fills are within the amounts, prices cover every pair's value, and both sums are equal, so neither can be
// better; and fills can be put in an order in which each uses up one of its ends.
func TestPricesProveTheFills(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(1, 9), 0, 6)
		demand, supply := amounts.Draw(t, "demand"), amounts.Draw(t, "supply")
		var value [][]int64
		for range demand {
			value = append(value, rapid.SliceOfN(rapid.SampledFrom([]int64{0, 0, 5, 5, 6, 7, 20}), len(supply), len(supply)).Draw(t, "values"))
		}
		got := Solve(demand, supply, value)
		left, open := append([]int64{}, demand...), append([]int64{}, supply...)
		var score int64
		for d := range demand {
			for s := range supply {
				fill := got.Fill[d][s]
				left[d] -= fill
				open[s] -= fill
				score += fill * value[d][s]
				if fill < 0 || left[d] < 0 || open[s] < 0 || fill > 0 && value[d][s] == 0 {
					t.Fatalf("%d of %d × %d", fill, d, s)
				}
				if value[d][s] > 0 && got.U[d]+got.V[s] < value[d][s] || got.U[d] < 0 || got.V[s] < 0 {
					t.Fatalf("prices %d and %d for a value of %d", got.U[d], got.V[s], value[d][s])
				}
			}
		}
		if bound := total(demand, got.U) + total(supply, got.V); bound != score {
			t.Fatalf("score %d, bound %d", score, bound)
		}
		mustOrder(t, demand, supply, got.Fill)
	})
}

func mustOrder(t *rapid.T, demand, supply []int64, fill [][]int64) {
	left, open := append([]int64{}, demand...), append([]int64{}, supply...)
	done := map[[2]int]bool{}
	for more := true; more; {
		more = false
		for d := range demand {
			for s := range supply {
				if f := fill[d][s]; f > 0 && !done[[2]int{d, s}] && (f == left[d] || f == open[s]) {
					left[d] -= f
					open[s] -= f
					done[[2]int{d, s}], more = true, true
				}
			}
		}
	}
	for d := range demand {
		for s := range supply {
			if fill[d][s] > 0 && !done[[2]int{d, s}] {
				t.Fatalf("no order: %v of %v and %v", fill, demand, supply)
			}
		}
	}
}

func TestASmallProblem(t *testing.T) {
	got := Solve([]int64{10, 10}, []int64{15}, [][]int64{{7}, {9}})
	if got.Fill[0][0] != 5 || got.Fill[1][0] != 10 || got.V[0] != 7 || got.U[0] != 0 || got.U[1] != 2 {
		t.Fatalf("%+v", got)
	}
}
