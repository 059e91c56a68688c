package domain

import (
	"cmp"
	"fmt"
	"slices"
)

// checkCompanyIndexes (5): names and codes are unique, because each company has its own index and each index is its
// company's; and every company has a credit and a key.
func (c *invariantCheck) checkCompanyIndexes() {
	names, codes := indexOf(c.CompanyNames), indexOf(c.CompanyCodes)
	credits, keys := map[string]bool{}, map[string]bool{}
	for _, credit := range c.Credits {
		credits[credit.Value.CompanyID] = true
	}
	for _, key := range c.CompanyKeys {
		keys[key.Value.CompanyID] = true
	}
	for _, company := range c.Companies {
		v := company.Value
		c.must(names[NameDigest(v.Name)] == v.CompanyID, 5, "company %s has no index of its name", v.CompanyID)
		c.must(codes[v.SocialCreditCode] == v.CompanyID, 5, "company %s has no index of its code", v.CompanyID)
		c.must(credits[v.CompanyID], 5, "company %s has no credit", v.CompanyID)
		c.must(keys[v.CompanyID], 5, "company %s has no key", v.CompanyID)
	}
	for what, count := range []int{len(c.CompanyNames), len(c.CompanyCodes), len(c.Credits)} {
		c.must(count == len(c.Companies), 5, "%d companies, but %d %s", len(c.Companies), count, []string{"names", "codes",
			"credits"}[what])
	}
}

func indexOf(entries []Keyed[CompanyIndex]) map[string]string {
	index := map[string]string{}
	for _, entry := range entries {
		index[keyText(entry.Attributes...)] = entry.Value.CompanyID
	}
	return index
}

// checkContractIndexes (5): each contract stands in the index by serial number and in both companies'; it is open for
// evaluation under its closing cycle or applied, and ready when it is open with both evaluations.
func (c *invariantCheck) checkContractIndexes() {
	var bySerial, byCompany []string
	closing := map[string]string{}
	for _, contract := range c.Contracts {
		k := contract.Value
		bySerial = append(bySerial, keyText(fmt.Sprintf("%012d", k.Serial), k.MatchID))
		for _, company := range []string{k.Buyer, k.Seller} {
			byCompany = append(byCompany, keyText(append(append([]string{company}, matchAttributes(k.MatchID)...), k.MatchID)...))
		}
		closing[k.MatchID] = n8(k.EvaluationCloses)
	}
	c.mustIndex("contract.serial", matchWords(c.ContractSerials), bySerial)
	c.mustIndex("contract.company", matchWords(c.ContractCompanies), byCompany)
	evaluations := map[string]int{}
	for _, evaluation := range c.Evaluations {
		evaluations[evaluation.Value.MatchID]++
		c.must(closing[evaluation.Value.MatchID] != "", 5, "match %s has an evaluation and no contract", evaluation.Value.MatchID)
	}
	var ready []string
	for _, index := range c.EvaluationsOpen {
		id := index.Value.MatchID
		c.must(closing[id] != "", 5, "evaluation.open %q names no contract", index.Attributes)
		due := append([]string{closing[id]}, matchAttributes(id)...)
		c.must(slices.Equal(index.Attributes, due), 5, "evaluation.open %q of match %s should be %q", index.Attributes, id, due)
		if evaluations[id] == 2 {
			ready = append(ready, keyText(append(matchAttributes(id), id)...))
		}
	}
	c.mustIndex("evaluation.ready", matchWords(c.EvaluationsReady), ready)
}

// matchWords are an index as words of attributes and match id.
func matchWords(entries []Keyed[MatchIndex]) []string {
	words := make([]string, 0, len(entries))
	for _, entry := range entries {
		words = append(words, keyText(append(slices.Clone(entry.Attributes), entry.Value.MatchID)...))
	}
	return words
}

// mustIndex compares an index, as words of attributes and id, with what it should be.
func (c *invariantCheck) mustIndex(keyType string, stand, due []string) {
	stand, due = slices.Sorted(slices.Values(stand)), slices.Sorted(slices.Values(due))
	c.must(slices.Equal(stand, due), 5, "the index %s has %q and should have %q", keyType, stand, due)
}

// checkCycles (6): cycles are numbered from 1; the last one takes lists, the one before may be in work, all others are
// closed; and the times of a cycle's states never go back.
func (c *invariantCheck) checkCycles() {
	cycles := slices.Clone(c.Cycles)
	slices.SortFunc(cycles, func(a, b Keyed[Cycle]) int { return cmp.Compare(a.Value.Cycle, b.Value.Cycle) })
	for k, entry := range cycles {
		v := entry.Value
		c.must(v.Cycle == int64(k)+FirstCycle, 6, "cycle %d stands where %d should", v.Cycle, k+FirstCycle)
		switch len(cycles) - 1 - k {
		case 0:
			c.must(v.State == Intake, 6, "the last cycle, %d, is in state %s", v.Cycle, v.State)
			c.must(len(c.CycleCurrent) == 1 && c.CycleCurrent[0].Value.Intake == v.Cycle, 6,
				"cycle %d takes lists, but cycle.current is %+v", v.Cycle, c.CycleCurrent)
		case 1:
			c.must(v.State.Order() > Intake.Order(), 6, "cycle %d is still in state %s", v.Cycle, v.State)
		default:
			c.must(v.State == Closed, 6, "cycle %d is in state %s", v.Cycle, v.State)
		}
		c.checkTimes(v)
	}
	c.must(len(cycles) > 0 || len(c.CycleCurrent) == 0, 6, "cycle.current is there, but no cycle")
}

func (c *invariantCheck) checkTimes(v Cycle) {
	before := Milliseconds(1)
	for _, state := range cycleStates() {
		at := *v.Times.at(state)
		if state.Order() > v.State.Order() {
			c.must(at == 0, 6, "cycle %d is in state %s and has a time of %s", v.Cycle, v.State, state)
			continue
		}
		if state == SecondRound && v.State != SecondRound && at == 0 {
			continue // skipped
		}
		c.must(at >= before, 6, "cycle %d reached %s at %d, after %d", v.Cycle, state, at, before)
		before = at
	}
}
