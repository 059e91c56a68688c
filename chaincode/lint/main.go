// Command lint refuses in the chaincode what could make two endorsers disagree or a transaction depend on more than the
// ledger: the clock, randomness, goroutines, the environment, the network, the order of a map, floating point, state
// that outlives a transaction. Run it in the module's folder: `go run ./lint ./...`.
//
// Only the code that transactions run through is checked; policy.go says which packages are outside and which
// exceptions there are, each with its reason.
package main

import (
	"fmt"
	"os"
)

func main() {
	patterns := os.Args[1:]
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	findings, err := run(".", patterns, chaincodePolicy())
	if err != nil {
		fmt.Fprintln(os.Stderr, "lint:", err)
		os.Exit(2)
	}
	for _, f := range findings {
		fmt.Println(f)
	}
	if len(findings) > 0 {
		os.Exit(1)
	}
}
