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
	before, err := tx.cycle(ask.Cycle)
	if err != nil {
		return reserved{}, err
	}
	cycle, moved, err := tx.advanced(ask.Cycle, domain.Settling)
	if err != nil {
		return reserved{}, err
	}
	if !moved {
		return tx.reservedBefore(ask.Cycle)
	}
	said, err := tx.decided(ask.Cycle, "")
	if err != nil {
		return reserved{}, err
	}
	if err := tx.secondRoundDone(before, said); err != nil {
		return reserved{}, err
	}
	first, err := tx.nextSerial()
	if err != nil {
		return reserved{}, err
	}
	block, next := domain.ReserveSerials(ask.Cycle, first, said.contracts())
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

// secondRoundDone refuses to settle while refusals wait for their second round. A match that was not accepted leaves something on
// offer on both its lists, so its breed must have a second scheme, perhaps an empty one. Where nobody refused, silence alone needs no
// second round.
func (tx *transaction) secondRoundDone(before domain.Cycle, said decidedMatches) error {
	if before.State == domain.Matched {
		return nobodyRefused(said)
	}
	asked := map[string]bool{}
	for _, match := range said.matches {
		if match.Round != domain.RoundOne || said.accepted[match.MatchID] || asked[match.Breed] {
			continue
		}
		asked[match.Breed] = true
		found, err := ledger.Has(tx.store, ledger.SchemeKey(match.Cycle, match.Breed, domain.RoundTwo))
		if err != nil {
			return err
		}
		if !found {
			return domain.Fail(domain.CodeSchemeMissing, "cycle",
				"%s has a match that was not accepted and no scheme of the second round; submit one, even without trades", match.Breed)
		}
	}
	return nil
}

func nobodyRefused(said decidedMatches) error {
	if said.refusal == nil {
		return nil
	}
	return domain.Fail(domain.CodeSecondRoundMissing, "cycle", "%s has refused match %s; open the second round, so that what refusals freed is offered once more",
		said.refusal.CompanyID, said.refusal.MatchID)
}

func (tx *transaction) nextSerial() (int64, error) {
	next, found, err := ledger.Get(tx.store, ledger.NextSerialKey())
	if !found {
		next.Next = domain.FirstSerial
	}
	return next.Next, err
}
