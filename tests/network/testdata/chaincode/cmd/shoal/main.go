// A chaincode of a few lines, for tests of the network alone: it stores, reads, tells who calls, and can end itself.
package main

import (
	"fmt"
	"os"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
)

type market struct{ contractapi.Contract }

// GetParameters is the readiness function.
func (market) GetParameters(_ contractapi.TransactionContextInterface, argument string) (string, error) {
	return argument, nil
}

// Put stores a value.
func (market) Put(ctx contractapi.TransactionContextInterface, key, value string) error {
	return ctx.GetStub().PutState(key, []byte(value))
}

// Get reads a value.
func (market) Get(ctx contractapi.TransactionContextInterface, key string) (string, error) {
	value, err := ctx.GetStub().GetState(key)
	return string(value), err
}

// Role tells the caller's MSP and attribute `role`.
func (market) Role(ctx contractapi.TransactionContextInterface) (string, error) {
	msp, err := ctx.GetClientIdentity().GetMSPID()
	if err != nil {
		return "", err
	}
	role, _, err := ctx.GetClientIdentity().GetAttributeValue("role")
	return fmt.Sprintf("%s/%s", msp, role), err
}

// Exit ends the process.
func (market) Exit(contractapi.TransactionContextInterface) error {
	os.Exit(3)
	return nil
}

func main() {
	contract := &market{}
	contract.Name = "market"
	chaincode, err := contractapi.NewChaincode(contract)
	if err != nil {
		panic(err)
	}
	server := &shim.ChaincodeServer{
		CCID:     os.Getenv("CHAINCODE_ID"),
		Address:  os.Getenv("CHAINCODE_SERVER_ADDRESS"),
		CC:       chaincode,
		TLSProps: shim.TLSProperties{Disabled: true},
	}
	if err := server.Start(); err != nil {
		panic(err)
	}
}
