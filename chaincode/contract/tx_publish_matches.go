package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// PublishMatches lays the matches of all breeds before their parties.
func (c *FloorContract) PublishMatches(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:PublishMatches", argument, publishMatches)
}

// A breed that could have traded must have a scheme, so that no breed is left out silently. One that is too large for any scheme must
// not stop the others.
func publishMatches(tx *transaction, ask domain.PublishMatchesArgument) (changed, error) {
	cycle, moved, err := tx.advanced(ask.Cycle, domain.Matched)
	if err != nil || !moved {
		return changed{}, err
	}
	without, err := tx.breedsWithoutScheme(cycle)
	if err != nil {
		return changed{}, err
	}
	for _, breed := range without {
		demands, supplies, err := tx.countLists(ask.Cycle, breed)
		if err != nil {
			return changed{}, err
		}
		if demands > 0 && supplies > 0 && !domain.TooLarge(demands, supplies) {
			return changed{}, domain.Fail(domain.CodeSchemeMissing, "cycle",
				"%s has lists on both sides and no scheme; submit one, even without trades", breed)
		}
	}
	return changed{Changed: true}, tx.saveCycle(cycle)
}

// breedsWithoutScheme are those of the cycle's catalogue, in its order.
func (tx *transaction) breedsWithoutScheme(cycle domain.Cycle) ([]string, error) {
	parameters, schemes, err := tx.loadSchemes(cycle)
	if err != nil {
		return nil, err
	}
	var without []string
	for i, key := range schemes {
		found, err := ledger.Has(tx.store, key)
		if err != nil {
			return nil, err
		}
		if !found {
			without = append(without, parameters.Breeds[i])
		}
	}
	return without, nil
}

// loadSchemes reads the schemes of a cycle's whole catalogue at once; the keys are in the catalogue's order.
func (tx *transaction) loadSchemes(cycle domain.Cycle) (domain.Parameters, []ledger.Key[domain.Scheme], error) {
	parameters, err := tx.parameters(cycle.ParamVersion)
	if err != nil {
		return parameters, nil, err
	}
	keys := make([]ledger.Key[domain.Scheme], len(parameters.Breeds))
	for i, breed := range parameters.Breeds {
		keys[i] = ledger.SchemeKey(cycle.Cycle, breed, domain.RoundOne)
	}
	return parameters, keys, ledger.Load(tx.store, keys)
}

func (tx *transaction) countLists(cycle int64, breed string) (demands, supplies int, err error) {
	err = ledger.Scan(tx.store, ledger.ListsOfBreed(cycle, breed), func(_ string, list domain.List) (bool, error) {
		if list.Side == domain.Demand {
			demands++
		} else {
			supplies++
		}
		return true, nil
	})
	return demands, supplies, err
}
