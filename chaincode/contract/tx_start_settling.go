package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// reserved is the answer of StartSettling: how many contracts there will be, and their first serial number.
type reserved struct {
	Changed     bool  `json:"changed"`
	FirstSerial int64 `json:"first_serial"`
	Contracts   int64 `json:"contracts"`
}

// StartSettling ends the time for decisions and gives every breed its serial numbers.
func (c *FloorContract) StartSettling(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:StartSettling", argument, startSettling)
}

// The numbers are reserved in one transaction, so that breeds can be settled in any order without gap or double.
func startSettling(tx *transaction, ask domain.StartSettlingArgument) (reserved, error) {
	cycle, moved, err := tx.advanced(ask.Cycle, domain.Settling)
	if err != nil {
		return reserved{}, err
	}
	if !moved {
		return tx.reservedBefore(ask.Cycle)
	}
	accepted, err := tx.accepted(ask.Cycle, "")
	if err != nil {
		return reserved{}, err
	}
	first, err := tx.nextSerial()
	if err != nil {
		return reserved{}, err
	}
	block, next := domain.ReserveSerials(ask.Cycle, first, accepted)
	answer := reserved{Changed: true, FirstSerial: first, Contracts: next - first}
	return answer, firstError(
		tx.saveCycle(cycle),
		ledger.Put(tx.store, ledger.SerialBlockKey(ask.Cycle), block),
		ledger.Put(tx.store, ledger.NextSerialKey(), domain.SerialNext{V: domain.ValueVersion, Next: next}),
	)
}

// reservedBefore answers a repeated call from the block that stands.
func (tx *transaction) reservedBefore(cycle int64) (reserved, error) {
	block, _, err := ledger.Get(tx.store, ledger.SerialBlockKey(cycle))
	answer := reserved{}
	for _, breed := range block.Breeds {
		answer.Contracts += breed.Count
		if answer.FirstSerial == 0 {
			answer.FirstSerial = breed.First
		}
	}
	return answer, err
}

// accepted gives the matches that both parties accepted, of one breed or of all, in key order.
func (tx *transaction) accepted(cycle int64, breed string) ([]domain.Match, error) {
	decisions, err := ledger.All(tx.store, ledger.Decisions(cycle, breed))
	if err != nil {
		return nil, err
	}
	type party struct{ matchID, companyID string }
	decided := make(map[party]*domain.Decision, len(decisions))
	for i, decision := range decisions {
		decided[party{decision.MatchID, decision.CompanyID}] = &decisions[i]
	}
	var accepted []domain.Match
	err = ledger.Scan(tx.store, ledger.Matches(cycle, breed), func(_ string, match domain.Match) (bool, error) {
		if domain.Accepted(decided[party{match.MatchID, match.Buyer}], decided[party{match.MatchID, match.Seller}]) {
			accepted = append(accepted, match)
		}
		return true, nil
	})
	return accepted, err
}

func (tx *transaction) nextSerial() (int64, error) {
	next, found, err := ledger.Get(tx.store, ledger.NextSerialKey())
	if !found {
		next.Next = domain.FirstSerial
	}
	return next.Next, err
}
