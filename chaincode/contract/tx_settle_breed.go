package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// settled is the answer of SettleBreed.
type settled struct {
	Changed   bool `json:"changed"`
	Contracts int  `json:"contracts"`
	Carried   int  `json:"carried"`
}

// SettleBreed makes contracts of a breed's accepted matches and carries over what is left of good-till-cancelled lists.
func (c *FloorContract) SettleBreed(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:SettleBreed", argument, settleBreed)
}

// 1. A settled breed changes nothing. 2. The cycle must be settling and the breed in its catalogue. 3. Contracts are written with
// their indexes. 4. Lists are carried. 5. The schemes of both rounds are marked; where the first had none, an empty one is written.
func settleBreed(tx *transaction, ask domain.SettleBreedArgument) (settled, error) {
	scheme, found, err := tx.firstScheme(ask)
	if err != nil || scheme.Settled {
		return settled{}, err
	}
	cycle, err := tx.cycleIn(ask.Cycle, domain.Settling)
	if err != nil {
		return settled{}, err
	}
	parameters, err := tx.catalogued(cycle, ask.Breed)
	if err != nil {
		return settled{}, err
	}
	if !found {
		listed, err := tx.listed(ask.Cycle, ask.Breed)
		if err != nil || !listed {
			return settled{}, err
		}
		scheme = domain.Scheme{
			V: domain.ValueVersion, Cycle: ask.Cycle, Breed: ask.Breed, Round: domain.RoundOne, Digest: domain.SchemeDigest(nil),
		}
	}
	said, err := tx.decided(ask.Cycle, ask.Breed)
	if err != nil {
		return settled{}, err
	}
	accepted := said.contracts()
	if err := tx.writeContracts(ask, accepted, parameters); err != nil {
		return settled{}, err
	}
	carried, err := tx.carry(ask, accepted)
	if err != nil {
		return settled{}, err
	}
	answer := settled{Changed: true, Contracts: len(accepted), Carried: carried}
	return answer, tx.markSettled(scheme)
}

// firstScheme reads the scheme of the first round, and with it at once what else settling the breed needs.
func (tx *transaction) firstScheme(ask domain.SettleBreedArgument) (domain.Scheme, bool, error) {
	first, second := ledger.SchemeKey(ask.Cycle, ask.Breed, domain.RoundOne), ledger.SchemeKey(ask.Cycle, ask.Breed, domain.RoundTwo)
	if err := ledger.LoadEach(tx.store, first, second, ledger.CycleKey(ask.Cycle), ledger.SerialBlockKey(ask.Cycle)); err != nil {
		return domain.Scheme{}, false, err
	}
	return ledger.Get(tx.store, first)
}

// markSettled marks the first round's scheme and, where there is one, the second round's.
func (tx *transaction) markSettled(first domain.Scheme) error {
	schemes := []domain.Scheme{first}
	second, found, err := ledger.Get(tx.store, ledger.SchemeKey(first.Cycle, first.Breed, domain.RoundTwo))
	if err != nil {
		return err
	}
	if found {
		schemes = append(schemes, second)
	}
	for _, scheme := range schemes {
		scheme.Settled = true
		tx.tellScheme(scheme)
		if err := ledger.Put(tx.store, ledger.SchemeKey(scheme.Cycle, scheme.Breed, scheme.Round), scheme); err != nil {
			return err
		}
	}
	return nil
}

func (tx *transaction) writeContracts(ask domain.SettleBreedArgument, accepted []domain.Match, parameters domain.Parameters) error {
	block, _, err := ledger.Get(tx.store, ledger.SerialBlockKey(ask.Cycle))
	if err != nil {
		return err
	}
	serials := block.Of(ask.Breed)
	if serials.Count != int64(len(accepted)) {
		return domain.Fail(domain.CodeStateCorrupt, "", "%d serial numbers are reserved for %d contracts of %s in cycle %d; restore the ledger from a peer that is right",
			serials.Count, len(accepted), ask.Breed, ask.Cycle)
	}
	for i, match := range accepted {
		if err := tx.writeContract(domain.NewContract(match, serials.First+int64(i), parameters)); err != nil {
			return err
		}
	}
	return nil
}

// writeContract writes a contract, the three indexes that find it, and that it waits for evaluations.
func (tx *transaction) writeContract(contract domain.Contract) error {
	key := contractKey(contract)
	index := domain.MatchIndex{V: domain.ValueVersion, MatchID: contract.MatchID}
	return firstError(
		ledger.Put(tx.store, ledger.ContractOf(key), contract),
		ledger.Put(tx.store, ledger.ContractOfSerial(contract.Serial), index),
		ledger.Put(tx.store, ledger.ContractOfCompany(contract.Buyer, key), index),
		ledger.Put(tx.store, ledger.ContractOfCompany(contract.Seller, key), index),
		ledger.Put(tx.store, ledger.EvaluationOpen(contract.EvaluationCloses, key), index),
	)
}

// carry copies what contracts left of good-till-cancelled lists into the next cycle. A list that its company has posted there
// under the same id stands instead.
func (tx *transaction) carry(ask domain.SettleBreedArgument, accepted []domain.Match) (count int, err error) {
	lists, err := ledger.All(tx.store, ledger.ListsOfBreed(ask.Cycle, ask.Breed))
	if err != nil {
		return 0, err
	}
	carried := leftOver(lists, accepted)
	keys := make([]ledger.Key[domain.List], len(carried))
	for i, list := range carried {
		keys[i] = ledger.ListKey(list.Cycle, list.Breed, list.Side, list.ListID)
	}
	if err := ledger.Load(tx.store, keys); err != nil {
		return 0, err
	}
	for i, list := range carried {
		taken, err := ledger.Has(tx.store, keys[i])
		if err != nil {
			return 0, err
		}
		if taken {
			continue
		}
		if err := ledger.Put(tx.store, keys[i], list); err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}

// leftOver gives what is carried over of lists of both sides.
func leftOver(lists []domain.List, accepted []domain.Match) (carried []domain.List) {
	sold := map[string]domain.Pieces{} // by side and list
	for _, match := range accepted {
		sold[string(domain.Demand)+match.DemandID] += match.Amount
		sold[string(domain.Supply)+match.SupplyID] += match.Amount
	}
	for _, list := range lists {
		if rest, ok := list.CarryOver(sold[string(list.Side)+list.ListID]); ok {
			carried = append(carried, rest)
		}
	}
	return carried
}
