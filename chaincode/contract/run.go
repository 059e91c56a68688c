package contract

import (
	"encoding/json"
	"errors"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"

	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// apiContext is the contract API's context of one call.
type apiContext = contractapi.TransactionContextInterface

// transaction is one call: who made it, the state as it sees it, and what it will announce.
type transaction struct {
	stub   shim.ChaincodeStubInterface
	by     caller
	store  *ledger.Store
	events []eventID
	told   map[eventID]bool // what is in events
}

// argumentOf is a pointer to an argument.
type argumentOf[A any] interface {
	*A
	domain.Argument
}

// run does what every function does around its own work: it reads the caller, checks the role, decodes the argument, and, where
// the work succeeds, sends the writes and the event. The work must not write to the stub itself.
func run[A, R any, P argumentOf[A]](ctx apiContext, function, argument string, work func(*transaction, A) (R, error)) (string, error) {
	tx, err := begin(ctx, function)
	if err != nil {
		return "", coded(err)
	}
	var parsed A
	if err := domain.ParseArgument(argument, P(&parsed)); err != nil {
		return "", coded(err)
	}
	answer, err := work(tx, parsed)
	if err != nil {
		return "", coded(err)
	}
	if err := tx.finish(function); err != nil {
		return "", coded(err)
	}
	encoded, err := json.Marshal(answer)
	return string(encoded), coded(err)
}

func begin(ctx apiContext, function string) (*transaction, error) {
	stub := ctx.GetStub()
	by, err := readCaller(stub)
	if err != nil {
		return nil, domain.Fail(domain.CodeRoleRequired, "", "%v; sign with a certificate of the consortium", err)
	}
	if err := authorise(function, by); err != nil {
		return nil, err
	}
	return &transaction{stub: stub, by: by, store: ledger.NewStore(stub), told: map[eventID]bool{}}, nil
}

// finish sends the writes, then the event that announces them. A transaction without writes has no event.
func (tx *transaction) finish(function string) error {
	if access[function].query {
		return nil
	}
	wrote, err := tx.store.Flush()
	if err != nil || !wrote {
		return err
	}
	return tx.announce()
}

// coded gives every error a code: those of the rules have one, those of the ledger behind the stub are INTERNAL.
func coded(err error) error {
	var known *domain.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return domain.Fail(domain.CodeInternal, "", "the ledger failed (%v); try again", err)
}
