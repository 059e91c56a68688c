package domain

import (
	"cmp"
	"slices"
)

// checkCredit (4): a score is within its bounds and is what the last entry left; entries follow on each other, and
// a contract moves a score by one tenth at most.
func (c *invariantCheck) checkCredit() {
	entries := slices.Clone(c.CreditEntries)
	slices.SortFunc(entries, func(a, b Keyed[CreditEntry]) int {
		return cmp.Or(cmp.Compare(a.Value.CompanyID, b.Value.CompanyID), cmp.Compare(a.Value.Seq, b.Value.Seq))
	})
	last := map[string]CreditEntry{}
	for _, entry := range entries {
		e := entry.Value
		before, has := last[e.CompanyID]
		c.must(e.Seq == before.Seq+1, 4, "company %s has credit entry %d after %d", e.CompanyID, e.Seq, before.Seq)
		c.must(!has && e.Before == e.After || has && e.Before == before.After, 4,
			"credit entry %d of company %s begins at %d, but the one before ended at %d", e.Seq, e.CompanyID, e.Before, before.After)
		c.must(has == (e.Reason != ReasonNewcomer), 4, "credit entry %d of company %s is %s", e.Seq, e.CompanyID, e.Reason)
		c.must(MinCredit <= e.After && e.After <= MaxCredit, 4,
			"credit entry %d of company %s ends at %d", e.Seq, e.CompanyID, e.After)
		c.must(e.Reason == ReasonOpening || stepOf(e.Reason) == e.After-e.Before, 4,
			"credit entry %d of company %s, %s, moves %d to %d", e.Seq, e.CompanyID, e.Reason, e.Before, e.After)
		last[e.CompanyID] = e
	}
	for _, credit := range c.Credits {
		v := credit.Value
		c.must(v.Entries == last[v.CompanyID].Seq && v.Tenths == last[v.CompanyID].After, 4,
			"company %s has credit %d after %d entries, its last entry is %+v", v.CompanyID, v.Tenths, v.Entries, last[v.CompanyID])
	}
}

// stepOf is what a reason moves a score by.
func stepOf(reason CreditReason) Tenths {
	switch reason {
	case ReasonBothExcellent:
		return 1
	case ReasonBothBad:
		return -1
	}
	return 0
}

// checkPairs (7): in one cycle of application a pair of companies moves by one contract at most, the one that its
// `credit.pair` names; and an applied contract has left exactly one entry with each party.
func (c *invariantCheck) checkPairs() {
	mover, count := map[string]int64{}, map[int64]int{}
	for _, entry := range c.CreditEntries {
		e := entry.Value
		if e.Serial != 0 {
			count[e.Serial]++
		}
		if e.Serial == 0 || e.Before == e.After {
			continue
		}
		lower, higher := PairOf(e.CompanyID, e.Counterparty)
		key := keyText(n8(e.Cycle), lower, higher)
		c.must(mover[key] == 0 || mover[key] == e.Serial, 7,
			"in cycle %d contracts %d and %d both move %s and %s", e.Cycle, mover[key], e.Serial, lower, higher)
		mover[key] = e.Serial
	}
	named := map[string]int64{}
	for _, pair := range c.CreditPairs {
		key := keyText(pair.Attributes...)
		named[key] = pair.Value.Serial
		c.must(mover[key] == pair.Value.Serial, 7,
			"credit.pair %q names contract %d, but %d moved the pair", pair.Attributes, pair.Value.Serial, mover[key])
	}
	for _, entry := range c.CreditEntries {
		e := entry.Value
		lower, higher := PairOf(e.CompanyID, e.Counterparty)
		key := keyText(n8(e.Cycle), lower, higher)
		c.must(e.Serial == 0 || mover[key] == named[key], 7,
			"in cycle %d contract %d moves %s and %s without a credit.pair", e.Cycle, mover[key], lower, higher)
	}
	open := c.openContracts()
	for _, contract := range c.Contracts {
		k, due := contract.Value, 2
		if open[contract.Value.MatchID] {
			due = 0
		}
		c.must(count[k.Serial] == due, 7, "contract %d has %d credit entries, due are %d", k.Serial, count[k.Serial], due)
	}
}

// openContracts are those whose credit is still to be applied.
func (c *invariantCheck) openContracts() map[string]bool {
	open := map[string]bool{}
	for _, index := range c.EvaluationsOpen {
		open[index.Value.MatchID] = true
	}
	return open
}
