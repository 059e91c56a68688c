package domain

import (
	"cmp"
	"slices"
)

// settledBreeds are those with a settled scheme, by cycle and breed.
func (c *invariantCheck) settledBreeds() map[string]bool {
	settled := map[string]bool{}
	for _, scheme := range c.Schemes {
		v := scheme.Value
		key := breedKey(v.Cycle, v.Breed)
		settled[key] = settled[key] || v.Settled
	}
	return settled
}

// checkRounds (8): a scheme counts its matches and is within its bound; a breed's matches are numbered without gap, those
// of the first round first; a second round is only where the cycle had one; and there no pair meets again whose match of
// the first round was not accepted.
func (c *invariantCheck) checkRounds() {
	type round struct {
		breed string
		round int64
	}
	count, settled, accepted := map[round]int64{}, c.settledBreeds(), c.acceptedMatches()
	seconds, barred := map[int64]bool{}, map[string]bool{}
	for _, cycle := range c.Cycles {
		seconds[cycle.Value.Cycle] = cycle.Value.Times.SecondRound > 0
	}
	matches := slices.Clone(c.Matches)
	slices.SortFunc(matches, func(a, b Keyed[Match]) int {
		return cmp.Or(cmp.Compare(a.Value.Round, b.Value.Round), cmp.Compare(a.Value.Seq, b.Value.Seq))
	})
	for _, match := range matches {
		m := match.Value
		key := breedKey(m.Cycle, m.Breed)
		count[round{key, m.Round}]++
		number := count[round{key, RoundOne}] + count[round{key, RoundTwo}]
		c.must(m.Seq == number, 8, "match %s of round %d is the breed's match %d", m.MatchID, m.Round, number)
		c.must(m.Round == RoundOne || seconds[m.Cycle], 8, "match %s is of round %d, which cycle %d had not", m.MatchID, m.Round, m.Cycle)
		pair := keyText(key, m.DemandID, m.SupplyID)
		c.must(m.Round == RoundOne || !barred[pair], 8, "match %s is of a pair that refused", m.MatchID)
		barred[pair] = barred[pair] || m.Round == RoundOne && !accepted[m.MatchID]
	}
	for _, scheme := range c.Schemes {
		v := scheme.Value
		key := breedKey(v.Cycle, v.Breed)
		c.must(v.Trades == count[round{key, v.Round}], 8, "the scheme of %s in cycle %d, round %d, counts %d trades of %d",
			v.Breed, v.Cycle, v.Round, v.Trades, count[round{key, v.Round}])
		c.must(v.Score <= v.Bound && nearOptimal(v.Score, uint64(v.Bound)), 8, "the scheme of %s in cycle %d, round %d, scores %d of %d",
			v.Breed, v.Cycle, v.Round, v.Score, v.Bound)
		c.must(v.Round == RoundOne || seconds[v.Cycle], 8, "%s has a second scheme in cycle %d, which had one round", v.Breed, v.Cycle)
		c.must(v.Settled == settled[key], 8, "of the schemes of %s in cycle %d one is settled, one is not", v.Breed, v.Cycle)
		delete(count, round{key, v.Round})
	}
	c.must(len(count) == 0, 8, "matches without a scheme: %v", count)
}
