package contract

import (
	"encoding/json"
	"strconv"

	"shoal/chaincode/domain"
)

// eventName is the one event of a transaction.
const eventName = "shoal"

// eventID names one thing that a transaction wrote: the type of its key and its id.
type eventID struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// event carries ids only; who wants more reads the block.
type event struct {
	V   int       `json:"v"`
	IDs []eventID `json:"ids"`
}

// tell adds an id to the transaction's event, once.
func (tx *transaction) tell(kind, id string) {
	named := eventID{Kind: kind, ID: id}
	if !tx.told[named] { // both parties of a match may be in one batch
		tx.told[named] = true
		tx.events = append(tx.events, named)
	}
}

// tellCycle announces a cycle.
func (tx *transaction) tellCycle(cycle int64) { tx.tell("cycle", strconv.FormatInt(cycle, 10)) }

// tellScheme announces a breed's scheme of a round, and with it the round's matches or contracts.
func (tx *transaction) tellScheme(scheme domain.Scheme) {
	tx.tell("scheme", domain.FormatSchemeID(scheme.Cycle, scheme.Round, scheme.Breed))
}

// announce sets the event; a second one would replace the first, so this is called once.
func (tx *transaction) announce() error {
	payload, err := json.Marshal(event{V: 1, IDs: tx.events})
	if err != nil {
		return err
	}
	return tx.stub.SetEvent(eventName, payload)
}
