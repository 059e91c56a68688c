// Command shoal is the process that the peers of one organisation call to run the chaincode.
// It reads CHAINCODE_ID (the package id) and CHAINCODE_SERVER_ADDRESS (host:port on the loopback interface).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"shoal/chaincode/contract"
	"shoal/chaincode/internal/service"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "shoal:", err)
		os.Exit(1)
	}
}

func run() error {
	id, address := os.Getenv("CHAINCODE_ID"), os.Getenv("CHAINCODE_SERVER_ADDRESS")
	if id == "" || address == "" {
		return errors.New("set CHAINCODE_ID to the package id and CHAINCODE_SERVER_ADDRESS to host:port")
	}
	chaincode, err := contract.New()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	return service.Serve(ctx, id, address, chaincode)
}
