package contract_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"shoal/chaincode/domain"
	"shoal/chaincode/internal/fakeledger"
)

// fair is a floor of 42 breeds, of which 20 trade in cycle 1: `each` matches a breed, between 20 buyers and 20 sellers.
type fair struct {
	*world
	each   int
	breeds []string
}

const (
	catalogued = 42
	traded     = 20
)

func newFair(t reporter, each int) *fair {
	t.Helper()
	f := &fair{each: each}
	for k := range catalogued {
		f.breeds = append(f.breeds, fmt.Sprintf("Fish %02d", k))
	}
	f.world = floorWorld(t, func(p *domain.ProposeParametersArgument) { p.Breeds = f.breeds })
	f.quiet = true
	f.approveModel()
	for company := range 20 {
		f.enter(fmt.Sprintf("C-BUY%02d", company), company, bid)
		f.enter(fmt.Sprintf("C-SELL%02d", company), company, ask)
	}
	return f
}

// enter registers a company and posts its lists: number k of each breed is of company k modulo 20.
func (f *fair) enter(id string, company int, list func(string, domain.Pieces, domain.Fen) domain.PostedList) {
	f.register(id)
	var lists []domain.PostedList
	for b := range traded {
		for k := company; k < f.each; k += 20 {
			posted := list(fmt.Sprintf("%s.%d-%d", id, b, k), 10, 1000)
			posted.Breed = f.breeds[b]
			lists = append(lists, posted)
		}
	}
	if len(lists) > 0 {
		f.must(id, "floor:PostLists", posting(1, lists...))
	}
}

func (f *fair) scheme(b int) domain.SubmitSchemeArgument {
	var trades []domain.Trade
	for k := range f.each {
		trades = append(trades, trade(fmt.Sprintf("C-BUY%02d.%d-%d", k%20, b, k), fmt.Sprintf("C-SELL%02d.%d-%d", k%20, b, k), 10, 1000, 2000))
	}
	argument := crowdScheme(trades)
	argument.Breed = f.breeds[b]
	return argument
}

// parties calls visit for each party of each match.
func (f *fair) parties(visit func(companyID, matchID string)) {
	for b := range traded {
		for k := range f.each {
			id := domain.FormatMatchID(1, int64(k)+1, f.breeds[b])
			visit(fmt.Sprintf("C-BUY%02d", k%20), id)
			visit(fmt.Sprintf("C-SELL%02d", k%20), id)
		}
	}
}

// move is a transaction on the way of a cycle from its freeze to its end.
type move struct {
	function string
	argument any
}

// moves takes the fair through its cycle; before each transaction it calls at.
func (f *fair) moves(at func(move)) {
	do := func(function string, argument any) {
		at(move{function, argument})
		f.must("operator", function, argument)
	}
	do("floor:FreezeCycle", domain.FreezeCycleArgument{Cycle: 1})
	for b := range traded {
		do("floor:SubmitScheme", f.scheme(b))
	}
	do("floor:PublishMatches", domain.PublishMatchesArgument{Cycle: 1})
	var decided []domain.SignedDecision
	f.parties(func(company, match string) { decided = append(decided, f.decision(company, match, true)) })
	do("floor:RecordDecisions", decisions(1, decided...))
	do("floor:StartSettling", domain.StartSettlingArgument{Cycle: 1})
	for b := range traded {
		do("floor:SettleBreed", domain.SettleBreedArgument{Cycle: 1, Breed: f.breeds[b]})
	}
	var evaluated []domain.SignedEvaluation
	f.parties(func(company, match string) {
		evaluated = append(evaluated, f.evaluation(company, match, domain.Excellent, ""))
	})
	do("credit:RecordEvaluations", evaluations(evaluated...))
	do("credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: 1, Limit: 5000})
	do("floor:CloseCycle", domain.CloseCycleArgument{Cycle: 1})
}

// BenchmarkCycleOf1000Trades gives what one endorser computes in each transaction of a cycle, and what it asks of its peer.
func BenchmarkCycleOf1000Trades(b *testing.B) {
	f := newFair(b, 1000/traded)
	done := map[string]bool{}
	f.moves(func(next move) {
		if done[next.function] {
			return
		}
		done[next.function] = true
		call := f.call("operator", next.function, next.argument)
		b.Run(next.function, func(b *testing.B) {
			before := cpuTime(b)
			for b.Loop() {
				if _, err := f.ledger.Evaluate(call); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms")
			reportCost(b, f.ledger.LastCost())
		})
	})
}

// cpuTime is what the process has computed so far, the collector's part included; a busy machine changes it less than wall time.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func reportCost(b *testing.B, cost fakeledger.Cost) {
	b.ReportMetric(float64(cost.Trips), "trips")
	b.ReportMetric(float64(cost.Reads), "reads")
	b.ReportMetric(float64(cost.ReadBytes)/1000, "read-kB")
	b.ReportMetric(float64(cost.Writes), "writes")
	b.ReportMetric(float64(cost.Bytes)/1000, "written-kB")
}

// TestMessagesToThePeerGrowByBatches: each key read or written by itself would be a message more for each trade.
func TestMessagesToThePeerGrowByBatches(t *testing.T) {
	trips := func(each int) map[string]int {
		f, counted := newFair(t, each), map[string]int{}
		last := ""
		f.moves(func(next move) {
			counted[last] = f.ledger.LastCost().Trips
			last = next.function
		})
		counted[last] = f.ledger.LastCost().Trips
		return counted
	}
	small, large := trips(1), trips(11) // 20 and 220 trades
	for _, c := range []struct {
		function string
		most     int // in the small cycle
		more     int // in the large one
	}{
		{"floor:FreezeCycle", 3, 0},
		{"floor:SubmitScheme", 5, 0},
		{"floor:PublishMatches", 4 + catalogued - traded, 0},
		{"floor:RecordDecisions", 5, 0},
		{"floor:StartSettling", 5, 6}, // 400 decisions and 200 matches more
		{"floor:SettleBreed", 6, 0},
		{"credit:RecordEvaluations", 7, 0},
		{"credit:ApplyCredit", 9, 5}, // 200 marks more in each of two ranges, and 1,000 writes
		{"floor:CloseCycle", 7 + catalogued - traded, 0},
	} {
		if small[c.function] > c.most || large[c.function] > small[c.function]+c.more {
			t.Errorf("%s: %d and %d messages, not %d and %d more", c.function, small[c.function], large[c.function], c.most, c.more)
		}
	}
}
