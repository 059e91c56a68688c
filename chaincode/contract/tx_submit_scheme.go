package contract

import (
	"shoal/chaincode/domain"
	"shoal/chaincode/ledger"
)

// submitted is the answer of SubmitScheme.
type submitted struct {
	Changed bool   `json:"changed"`
	Digest  string `json:"digest"`
	Trades  int64  `json:"trades"`
	Score   int64  `json:"score"`
	Bound   int64  `json:"bound"`
}

// SubmitScheme takes the matches of one breed in one round, once they are shown to be right, fair and nearly the best.
func (c *FloorContract) SubmitScheme(ctx apiContext, argument string) (string, error) {
	return run(ctx, "floor:SubmitScheme", argument, submitScheme)
}

// 1. The same scheme again changes nothing. 2. The cycle must be in the round's state and have no other scheme of the breed in that
// round. 3. The rules check the scheme against all that the breed's lists have on offer. 4. The scheme and its matches are written, in
// the scheme's order.
func submitScheme(tx *transaction, ask domain.SubmitSchemeArgument) (submitted, error) {
	digest := domain.SchemeDigest(ask.Trades)
	key := ledger.SchemeKey(ask.Cycle, ask.Breed, ask.Round)
	if err := ledger.LoadEach(tx.store, key, ledger.CycleKey(ask.Cycle)); err != nil {
		return submitted{}, err
	}
	standing, found, err := ledger.Get(tx.store, key)
	if err != nil || found && standing.Digest == digest {
		return answerOf(standing, false), err
	}
	cycle, err := tx.cycleIn(ask.Cycle, domain.SchemeState(ask.Round))
	if err != nil {
		return submitted{}, err
	}
	if found {
		return submitted{}, domain.Fail(domain.CodeSchemeExists, "breed",
			"another scheme of %s stands in cycle %d, with digest %s; it cannot be replaced", ask.Breed, ask.Cycle, standing.Digest)
	}
	parameters, err := tx.catalogued(cycle, ask.Breed)
	if err != nil {
		return submitted{}, err
	}
	scheme, err := tx.match(ask, parameters)
	if err != nil {
		return submitted{}, err
	}
	scheme.Digest = digest
	tx.tellScheme(scheme)
	return answerOf(scheme, true), ledger.Put(tx.store, key, scheme)
}

// match checks the trades and writes them as matches.
func (tx *transaction) match(ask domain.SubmitSchemeArgument, parameters domain.Parameters) (domain.Scheme, error) {
	offer, err := tx.offer(ask, parameters)
	if err != nil {
		return domain.Scheme{}, err
	}
	proof, err := domain.CheckScheme(offer, ask.Trades, ask.Certificate)
	if err != nil {
		return domain.Scheme{}, err
	}
	matches, err := domain.NewMatches(ask.Cycle, ask.Breed, offer, ask.Trades)
	if err != nil {
		return domain.Scheme{}, err
	}
	for _, match := range matches {
		if err := ledger.Put(tx.store, ledger.MatchOf(ledger.KeyOf(match)), match); err != nil {
			return domain.Scheme{}, err
		}
	}
	return domain.Scheme{
		V: domain.ValueVersion, Cycle: ask.Cycle, Breed: ask.Breed, Round: ask.Round, Trades: int64(len(matches)),
		Score: proof.Score, Bound: proof.Bound,
	}, nil
}

// offer reads what of a breed can be traded in a round.
func (tx *transaction) offer(ask domain.SubmitSchemeArgument, parameters domain.Parameters) (domain.Offer, error) {
	demands, supplies, err := tx.bothSides(ask.Cycle, ask.Breed)
	if err != nil {
		return domain.Offer{}, err
	}
	ratings, err := tx.ratings(demands, supplies)
	if err != nil || ask.Round == domain.RoundOne {
		return domain.FirstOffer(parameters, demands, supplies, ratings), err
	}
	first, err := tx.decided(ask.Cycle, ask.Breed)
	return domain.SecondOffer(parameters, demands, supplies, ratings, first.matches, first.accepted), err
}

// ratings reads the ratings of the lists' companies. They are as frozen, in both rounds, because credit is changed in a later state only.
func (tx *transaction) ratings(sides ...[]domain.List) (map[string]domain.Rating, error) {
	var keys []ledger.Key[domain.Credit]
	for _, side := range sides {
		for _, list := range side {
			keys = append(keys, ledger.CreditKey(list.CompanyID))
		}
	}
	if err := ledger.Load(tx.store, keys); err != nil {
		return nil, err
	}
	ratings := map[string]domain.Rating{}
	for _, side := range sides {
		for _, list := range side {
			if _, known := ratings[list.CompanyID]; known {
				continue
			}
			credit, err := tx.credit(list.CompanyID)
			if err != nil {
				return nil, err
			}
			ratings[list.CompanyID] = domain.RatingOf(credit.Tenths)
		}
	}
	return ratings, nil
}

// catalogued gives a cycle's parameters, in whose catalogue the breed must be.
func (tx *transaction) catalogued(cycle domain.Cycle, breed string) (domain.Parameters, error) {
	parameters, err := tx.parameters(cycle.ParamVersion)
	if err == nil && !parameters.HasBreed(breed) {
		err = domain.Fail(domain.CodeBreedUnknown, "breed", "%q is not in the catalogue of cycle %d; GetParameters lists the breeds", breed, cycle.Cycle)
	}
	return parameters, err
}

func answerOf(scheme domain.Scheme, isNew bool) submitted {
	return submitted{Changed: isNew, Digest: scheme.Digest, Trades: scheme.Trades, Score: scheme.Score, Bound: scheme.Bound}
}
