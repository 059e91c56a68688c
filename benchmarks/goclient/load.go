package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// order is one closed load: InFlight workers with one transaction each, until Transactions have been begun or LimitS
// seconds are over. `{digest}` in the argument becomes 64 fresh hexadecimal digits.
type order struct {
	Function     string  `json:"function"`
	Argument     string  `json:"argument"`
	InFlight     int     `json:"in_flight"`
	Transactions int64   `json:"transactions"`
	LimitS       float64 `json:"limit_s"`
}

// answer tells what became of an order. LatenciesMS are those of committed transactions, ascending.
type answer struct {
	Committed   int            `json:"committed"`
	Errors      map[string]int `json:"errors"`
	Seconds     float64        `json:"seconds"`
	CPUSeconds  float64        `json:"cpu_s"`
	LatenciesMS []float64      `json:"latencies_ms"`
}

// ledger is what the load needs of a contract.
type ledger interface {
	SubmitTransaction(name string, args ...string) ([]byte, error)
}

func carryOut(contract ledger, given order) answer {
	var left atomic.Int64
	left.Store(given.Transactions)
	began, cpu := time.Now(), cpuSeconds()
	end := began.Add(time.Duration(given.LimitS * float64(time.Second)))
	parts := make([]answer, given.InFlight)
	var workers sync.WaitGroup
	for n := range parts {
		workers.Add(1)
		go func() {
			defer workers.Done()
			parts[n] = work(contract, given, &left, end)
		}()
	}
	workers.Wait()
	total := answer{Errors: map[string]int{}, Seconds: time.Since(began).Seconds(), CPUSeconds: cpuSeconds() - cpu}
	for _, part := range parts {
		total.Committed += part.Committed
		total.LatenciesMS = append(total.LatenciesMS, part.LatenciesMS...)
		for text, count := range part.Errors {
			total.Errors[text] += count
		}
	}
	slices.Sort(total.LatenciesMS)
	return total
}

// work is one of the workers: it begins a transaction when its last one has ended.
func work(contract ledger, given order, left *atomic.Int64, end time.Time) answer {
	done := answer{Errors: map[string]int{}}
	for time.Now().Before(end) && left.Add(-1) >= 0 {
		argument := strings.ReplaceAll(given.Argument, "{digest}", freshDigest())
		began := time.Now()
		if _, err := contract.SubmitTransaction(given.Function, argument); err != nil {
			done.Errors[kind(err)]++
			continue
		}
		done.Committed++
		done.LatenciesMS = append(done.LatenciesMS, time.Since(began).Seconds()*1000)
	}
	return done
}

// kind is the error's type and the beginning of its text: few of them, whatever transaction ids they name.
func kind(err error) string {
	text := []rune(strings.TrimPrefix(fmt.Sprintf("%T: %v", err, err), "*"))
	return string(text[:min(len(text), 120)])
}

func freshDigest() string {
	random := make([]byte, 32)
	_, _ = rand.Read(random) // crypto/rand never fails: it ends the process instead
	return hex.EncodeToString(random)
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}
