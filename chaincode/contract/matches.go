package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// matchKey takes a match's id apart; the argument's check has seen its form.
func matchKey(matchID string) (ledger.MatchKey, bool) {
	cycle, seq, breed, ok := domain.ParseMatchID(matchID)
	return ledger.MatchKey{Cycle: cycle, Breed: breed, Seq: seq}, ok
}

func contractKey(contract domain.Contract) ledger.MatchKey {
	key, _ := matchKey(contract.MatchID)
	return key
}

// matchOf reads a match that must exist.
func (tx *transaction) matchOf(matchID string) (domain.Match, error) {
	key, ok := matchKey(matchID)
	if !ok {
		return domain.Match{}, matchUnknown(matchID)
	}
	match, found, err := ledger.Get(tx.store, ledger.MatchOf(key))
	if err == nil && !found {
		err = matchUnknown(matchID)
	}
	return match, err
}

// contractOf reads the contract of a match, which must exist.
func (tx *transaction) contractOf(matchID string) (domain.Contract, error) {
	key, ok := matchKey(matchID)
	if !ok {
		return domain.Contract{}, contractUnknown(matchID)
	}
	contract, found, err := ledger.Get(tx.store, ledger.ContractOf(key))
	if err == nil && !found {
		err = contractUnknown(matchID)
	}
	return contract, err
}

func matchUnknown(matchID string) error {
	return domain.Fail(domain.CodeMatchUnknown, "match_id", "there is no match %s; ListMatches gives a cycle's", matchID)
}

func contractUnknown(matchID string) error {
	return domain.Fail(domain.CodeContractUnknown, "match_id",
		"the match %s became no contract (yet): both parties must accept it and its breed be settled", matchID)
}
