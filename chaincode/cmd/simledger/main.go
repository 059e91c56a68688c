// Command simledger runs the contract over a ledger in memory, for tests of programs that use the ledger. It reads one JSON
// request a line from standard input and writes one JSON answer a line to standard output, in order. It is no ledger: it
// believes the msp_id it is told, verifies no certificate, and forgets everything at its end.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"shoal/chaincode/contract"
)

func main() {
	chaincode, err := contract.New()
	if err == nil {
		err = serve(newSimulation(chaincode), os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "simledger:", err)
		os.Exit(1)
	}
}

// serve answers requests until the input ends.
func serve(simulation *simulation, input io.Reader, output io.Writer) error {
	reader := bufio.NewReaderSize(input, 1<<16)
	for {
		line, err := reader.ReadBytes('\n') // a scanner would refuse long lines
		if len(bytes.TrimSpace(line)) > 0 {
			if failure := answer(simulation, line, output); failure != nil {
				return failure
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func answer(simulation *simulation, line []byte, output io.Writer) error {
	var ask request
	reply := response{Error: "REQUEST_JSON: the line is not a request"}
	if json.Unmarshal(line, &ask) == nil {
		reply = simulation.do(ask)
	}
	reply.ID = ask.ID
	encoded, err := json.Marshal(reply)
	if err != nil {
		return err
	}
	_, err = output.Write(append(encoded, '\n'))
	return err
}
