// Command goclient commits transactions through the official Go client, as many at once as it is told.
//
// It is given the path of a JSON file that says whom to call and as whom, then reads orders from standard input, one
// JSON object a line, and answers each with one line. It ends with standard input.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "goclient:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: goclient FILE, a JSON file that names peer and identity")
	}
	connection, err := connect(os.Args[1])
	if err != nil {
		return err
	}
	defer connection.close()
	orders, answers := bufio.NewScanner(os.Stdin), json.NewEncoder(os.Stdout)
	if err := answers.Encode("ready"); err != nil {
		return err
	}
	for orders.Scan() {
		var order order
		if err := json.Unmarshal(orders.Bytes(), &order); err != nil {
			return fmt.Errorf("an order is a JSON object: %w", err)
		}
		if err := answers.Encode(carryOut(connection.contract, order)); err != nil {
			return err
		}
	}
	return orders.Err()
}
