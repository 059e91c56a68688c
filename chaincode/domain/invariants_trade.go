package domain

import (
	"cmp"
	"slices"
)

func listKey(cycle int64, breed string, side Side, listID string) string {
	return keyText(n8(cycle), breed, string(side), listID)
}

func breedKey(cycle int64, breed string) string {
	return keyText(n8(cycle), breed)
}

// checkFills (1): the first round's matches never take more than a list has left, nor do the accepted of them together
// with the second round's; and match and lists are of the same parties.
func (c *invariantCheck) checkFills() {
	lists := map[string]List{}
	for _, list := range c.Lists {
		l := list.Value
		lists[listKey(l.Cycle, l.Breed, l.Side, l.ListID)] = l
		c.must(1 <= l.Left && l.Left <= l.Amount, 1, "list %s of cycle %d has %d left of %d", l.ListID, l.Cycle, l.Left, l.Amount)
		c.must(l.CompanyID == ListOwner(l.ListID), 5, "list %s is of company %s", l.ListID, l.CompanyID)
	}
	proposed, standing, accepted := map[string]Pieces{}, map[string]Pieces{}, c.acceptedMatches()
	for _, match := range c.Matches {
		m := match.Value
		bid, ask := listKey(m.Cycle, m.Breed, Demand, m.DemandID), listKey(m.Cycle, m.Breed, Supply, m.SupplyID)
		c.must(lists[bid].CompanyID == m.Buyer && lists[ask].CompanyID == m.Seller, 1,
			"match %s is not between the companies of its lists", m.MatchID)
		for _, key := range []string{bid, ask} {
			if m.Round == RoundOne {
				proposed[key] += m.Amount
			}
			if m.Round == RoundTwo || accepted[m.MatchID] {
				standing[key] += m.Amount
			}
			taken := max(proposed[key], standing[key])
			c.must(taken <= lists[key].Left, 1,
				"up to match %s the matches of list %s take %d of the %d it has left", m.MatchID, lists[key].ListID, taken, lists[key].Left)
		}
	}
}

// checkContracts (1, 2): a contract stands exactly for each match of a settled breed that both accepted, with its
// match's figures.
func (c *invariantCheck) checkContracts() {
	settled := c.settledBreeds()
	accepted := c.acceptedMatches()
	for _, match := range c.Matches {
		m := match.Value
		_, stands := c.contracts[m.MatchID]
		due := settled[breedKey(m.Cycle, m.Breed)] && accepted[m.MatchID]
		c.must(stands == due, 2, "match %s: a contract is due: %t, stands: %t", m.MatchID, due, stands)
	}
	for _, contract := range c.Contracts {
		k := contract.Value
		same := NewContract(c.matches[k.MatchID], k.Serial, Parameters{})
		same.EvaluationCloses = k.EvaluationCloses
		c.must(k == same, 1, "contract %d differs from its match %s", k.Serial, k.MatchID)
		c.must(k.EvaluationCloses >= k.Cycle, 2,
			"contract %d closes its evaluation in cycle %d, before its own", k.Serial, k.EvaluationCloses)
	}
}

func (c *invariantCheck) acceptedMatches() map[string]bool {
	votes, accepted := map[string]int{}, map[string]bool{}
	for _, decision := range c.Decisions {
		if decision.Value.Accept {
			votes[decision.Value.MatchID]++
			accepted[decision.Value.MatchID] = votes[decision.Value.MatchID] == 2
		}
	}
	return accepted
}

// checkSerials (2): blocks follow on each other from the first number to the next free one, and the contracts of a
// settled breed use up its block in the order of its matches.
func (c *invariantCheck) checkSerials() {
	blocks := slices.Clone(c.SerialBlocks)
	slices.SortFunc(blocks, func(a, b Keyed[SerialBlock]) int { return cmp.Compare(a.Value.Cycle, b.Value.Cycle) })
	next, reserved := int64(FirstSerial), map[string]BreedSerials{}
	for _, block := range blocks {
		for _, serials := range block.Value.Breeds {
			c.must(serials.First == next && serials.Count > 0, 2,
				"cycle %d, %s: %d serial numbers from %d on, but %d is next", block.Value.Cycle, serials.Breed, serials.Count, serials.First, next)
			next = serials.First + serials.Count
			reserved[breedKey(block.Value.Cycle, serials.Breed)] = serials
		}
	}
	if len(c.SerialNext) > 0 || len(blocks) > 0 {
		c.must(len(c.SerialNext) == 1 && c.SerialNext[0].Value.Next == next, 2,
			"the next serial number should be %d: %+v", next, c.SerialNext)
	}
	contracts := slices.Clone(c.Contracts)
	slices.SortFunc(contracts, func(a, b Keyed[Contract]) int { return slices.Compare(a.Attributes, b.Attributes) })
	used := map[string]int64{}
	for _, contract := range contracts {
		k := contract.Value
		scheme := breedKey(k.Cycle, k.Breed)
		c.must(k.Serial == reserved[scheme].First+used[scheme], 2,
			"contract of match %s has serial number %d, due is %d", k.MatchID, k.Serial, reserved[scheme].First+used[scheme])
		used[scheme]++
	}
	for _, scheme := range c.Schemes {
		v := scheme.Value
		key := breedKey(v.Cycle, v.Breed)
		c.must(!v.Settled || used[key] == reserved[key].Count, 2,
			"%s of cycle %d is settled with %d contracts, %d serial numbers are reserved", v.Breed, v.Cycle, used[key], reserved[key].Count)
	}
}

// checkGrams (3): under midpoint the matches of a supply never weigh more than what it has left, and exactly that when
// they take all its pieces: those of the first round, and the accepted of them with those of the second.
func (c *invariantCheck) checkGrams() {
	accepted := c.acceptedMatches()
	c.checkGramsOf("of the first round", func(m Match) bool { return m.Round == RoundOne })
	c.checkGramsOf("that stand in the second round", func(m Match) bool { return m.Round == RoundTwo || accepted[m.MatchID] })
}

func (c *invariantCheck) checkGramsOf(which string, counts func(Match) bool) {
	pieces, grams := map[string]Pieces{}, map[string]Grams{}
	for _, match := range c.Matches {
		if m := match.Value; m.PriceRule == Midpoint && counts(m) {
			key := listKey(m.Cycle, m.Breed, Supply, m.SupplyID)
			pieces[key] += m.Amount
			grams[key] += m.WeightG
		}
	}
	for _, list := range c.Lists {
		l := list.Value
		key := listKey(l.Cycle, l.Breed, l.Side, l.ListID)
		if l.Side != Supply || pieces[key] == 0 {
			continue
		}
		left := newOpenList(l).weight
		c.must(grams[key] <= left, 3, "the matches %s of supply %s weigh %d of its %d grams", which, l.ListID, grams[key], left)
		c.must(pieces[key] != l.Left || grams[key] == left, 3,
			"the matches %s of supply %s take all pieces but %d of its %d grams", which, l.ListID, grams[key], left)
	}
}
