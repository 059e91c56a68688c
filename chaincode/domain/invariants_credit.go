package domain

import (
	"cmp"
	"slices"
)

// checkCredit (4): a score is within its bounds and is what the last entry left; entries follow on each other, and move a
// score by what their reason says; a contract's further entries each correct the one before, by two tenths at most.
func (c *invariantCheck) checkCredit() {
	last, ofContract := map[string]CreditEntry{}, map[partOf]int64{}
	for _, e := range c.entriesInOrder() {
		before, has := last[e.CompanyID]
		c.must(e.Seq == before.Seq+1, 4, "company %s has credit entry %d after %d", e.CompanyID, e.Seq, before.Seq)
		c.must(!has && e.Before == e.After || has && e.Before == before.After, 4,
			"credit entry %d of company %s begins at %d, but the one before ended at %d", e.Seq, e.CompanyID, e.Before, before.After)
		c.must(has == (e.Reason != ReasonNewcomer), 4, "credit entry %d of company %s is %s", e.Seq, e.CompanyID, e.Reason)
		c.must(MinCredit <= e.After && e.After <= MaxCredit, 4,
			"credit entry %d of company %s ends at %d", e.Seq, e.CompanyID, e.After)
		of := partOf{e.Serial, e.CompanyID}
		c.must(e.Corrects == ofContract[of], 4, "credit entry %d of company %s corrects entry %d; the contract's entry before is %d",
			e.Seq, e.CompanyID, e.Corrects, ofContract[of])
		if e.Serial != 0 {
			ofContract[of] = e.Seq
		}
		step := e.After - e.Before
		c.must(e.Reason == ReasonOpening || e.Corrects == 0 && step == stepOf(e.Reason) || e.Corrects != 0 && -2 <= step && step <= 2, 4,
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

// entriesInOrder are all credit entries, each company's in the order of their numbers.
func (c *invariantCheck) entriesInOrder() []CreditEntry {
	entries := make([]CreditEntry, 0, len(c.CreditEntries))
	for _, entry := range c.CreditEntries {
		entries = append(entries, entry.Value)
	}
	slices.SortFunc(entries, func(a, b CreditEntry) int {
		return cmp.Or(cmp.Compare(a.CompanyID, b.CompanyID), cmp.Compare(a.Seq, b.Seq))
	})
	return entries
}

// partOf names a contract and one of its parties.
type partOf struct {
	serial    int64
	companyID string
}

// part is what a contract has done to a party's score: its last entry, and the sum of all.
type part struct {
	last  CreditEntry
	moved Tenths
}

func (c *invariantCheck) parts() map[partOf]part {
	parts := map[partOf]part{}
	for _, e := range c.entriesInOrder() {
		of := partOf{e.Serial, e.CompanyID}
		parts[of] = part{e, parts[of].moved + e.After - e.Before}
	}
	return parts
}

// paid tells whether a contract has moved a party by what the last entry's labels are due, or by what its reason withheld.
func (p part) paid() bool {
	due, _ := labelsRule(p.last.OwnLabel, p.last.PartnerLabel)
	switch p.last.Reason {
	case ReasonPairLimit:
		return p.moved == 0
	case ReasonAtBound:
		return p.last.After == MinCredit || p.last.After == MaxCredit
	}
	return p.moved == due
}

// checkApplied (4, 7): a contract is open for evaluation, or has `credit.applied`, which says what its entries say; in all it
// moves a score by one tenth at most, and by what is due.
func (c *invariantCheck) checkApplied() {
	open, applied, parts := c.openContracts(), c.appliedContracts(), c.parts()
	c.must(len(applied) == len(c.CreditsApplied), 7, "%d contracts are applied, credit.applied has %d", len(applied), len(c.CreditsApplied))
	for _, contract := range c.Contracts {
		k := contract.Value
		a, has := applied[k.Serial]
		c.must(has != open[k.MatchID], 7, "contract %d: open for evaluation: %t, applied: %t", k.Serial, open[k.MatchID], has)
		for _, party := range []struct {
			companyID string
			seq       int64
			moved     Tenths
		}{{k.Buyer, a.BuyerSeq, a.BuyerMoved}, {k.Seller, a.SellerSeq, a.SellerMoved}} {
			p := parts[partOf{k.Serial, party.companyID}]
			c.must(has == (p.last.Seq > 0), 7, "contract %d, %s: applied: %t, last credit entry: %d", k.Serial, party.companyID, has, p.last.Seq)
			c.must(p.last.Seq == party.seq && p.moved == party.moved, 4,
				"contract %d moved %s by %d up to entry %d, credit.applied says %d and %d", k.Serial, party.companyID, p.moved, p.last.Seq, party.moved, party.seq)
			c.must(-1 <= p.moved && p.moved <= 1 && (!has || p.paid()), 4, "contract %d moved %s by %d in all, last with %+v", k.Serial, party.companyID, p.moved, p.last)
		}
		c.must(!has || k.Cycle <= a.Cycle, 7, "contract %d of cycle %d was applied in cycle %d", k.Serial, k.Cycle, a.Cycle)
	}
}

// checkPairs (7): of the contracts of a pair of companies that were applied in one cycle at most one moves credit, and
// `credit.pair` names it.
func (c *invariantCheck) checkPairs() {
	mover := map[string]int64{}
	applied := c.appliedContracts()
	for _, contract := range c.Contracts {
		k := contract.Value
		if !applied[k.Serial].Moves() {
			continue
		}
		lower, higher := PairOf(k.Buyer, k.Seller)
		key := keyText(n8(applied[k.Serial].Cycle), lower, higher)
		c.must(mover[key] == 0, 7, "of those applied in cycle %d contracts %d and %d both move %s and %s",
			applied[k.Serial].Cycle, mover[key], k.Serial, lower, higher)
		mover[key] = k.Serial
	}
	for _, pair := range c.CreditPairs {
		key := keyText(pair.Attributes...)
		c.must(mover[key] == pair.Value.Serial, 7,
			"credit.pair %q names contract %d, but %d moves the pair", pair.Attributes, pair.Value.Serial, mover[key])
		delete(mover, key)
	}
	c.must(len(mover) == 0, 7, "pairs are moved without a credit.pair: %v", mover)
}

// openContracts are those whose credit is still to be applied.
func (c *invariantCheck) openContracts() map[string]bool {
	open := map[string]bool{}
	for _, index := range c.EvaluationsOpen {
		open[index.Value.MatchID] = true
	}
	return open
}

// appliedContracts gives what stands in `credit.applied`, by serial number; what is of no contract is left out.
func (c *invariantCheck) appliedContracts() map[int64]CreditApplied {
	serials, applied := map[string]int64{}, map[int64]CreditApplied{}
	for _, contract := range c.Contracts {
		serials[keyText(matchAttributes(contract.Value.MatchID)...)] = contract.Value.Serial
	}
	for _, entry := range c.CreditsApplied {
		if serial := serials[keyText(entry.Attributes...)]; serial != 0 {
			applied[serial] = entry.Value
		}
	}
	return applied
}
