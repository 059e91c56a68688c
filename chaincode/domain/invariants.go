package domain

import (
	"fmt"
	"slices"
	"strings"
)

// CheckInvariants says what in a ledger's state must never be so, one sentence each; none where all is well. The
// numbers are those of README.md.
func CheckInvariants(s Snapshot) []string {
	c := &invariantCheck{Snapshot: s, matches: map[string]Match{}, contracts: map[string]Contract{}}
	for _, m := range s.Matches {
		c.matches[m.Value.MatchID] = m.Value
	}
	for _, k := range s.Contracts {
		c.contracts[k.Value.MatchID] = k.Value
	}
	c.checkKeys()
	c.checkFills()
	c.checkContracts()
	c.checkSerials()
	c.checkGrams()
	c.checkCredit()
	c.checkCompanyIndexes()
	c.checkContractIndexes()
	c.checkCycles()
	c.checkApplied()
	c.checkPairs()
	c.checkAppeals()
	c.checkRounds()
	return c.broken
}

type invariantCheck struct {
	Snapshot
	matches   map[string]Match
	contracts map[string]Contract
	broken    []string
}

// must records a broken invariant.
func (c *invariantCheck) must(ok bool, number int, format string, args ...any) {
	if !ok {
		c.broken = append(c.broken, fmt.Sprintf("%d: ", number)+fmt.Sprintf(format, args...))
	}
}

// checkKeys (5): every value stands under the key that it names, in the version that we write. Indexes have checks of
// their own.
func (c *invariantCheck) checkKeys() {
	keysAgree(c, "company", c.Companies, func(v Company) (int, []string) { return v.V, []string{v.CompanyID} })
	keysAgree(c, "company.key", c.CompanyKeys, func(v CompanyKey) (int, []string) { return v.V, []string{v.CompanyID, v.KeyID} })
	keysAgree(c, "param", c.Parameters, func(v Parameters) (int, []string) { return v.V, []string{n8(v.Version)} })
	keysAgree(c, "param.proposal", c.Proposals, func(v Parameters) (int, []string) { return v.V, []string{n8(v.Version)} })
	keysAgree(c, "model", c.Models, func(v Model) (int, []string) { return v.V, []string{v.Digest} })
	keysAgree(c, "opening", c.Openings, func(v Opening) (int, []string) { return v.V, []string{v.CompanyID} })
	keysAgree(c, "cycle", c.Cycles, func(v Cycle) (int, []string) { return v.V, []string{n8(v.Cycle)} })
	keysAgree(c, "list", c.Lists, func(v List) (int, []string) {
		return v.V, []string{n8(v.Cycle), v.Breed, string(v.Side), v.ListID}
	})
	keysAgree(c, "scheme", c.Schemes, func(v Scheme) (int, []string) { return v.V, []string{n8(v.Cycle), v.Breed, n8(v.Round)} })
	keysAgree(c, "match", c.Matches, func(v Match) (int, []string) { return v.V, []string{n8(v.Cycle), v.Breed, n8(v.Seq)} })
	keysAgree(c, "serial.block", c.SerialBlocks, func(v SerialBlock) (int, []string) { return v.V, []string{n8(v.Cycle)} })
	keysAgree(c, "contract", c.Contracts, func(v Contract) (int, []string) { return v.V, matchAttributes(v.MatchID) })
	keysAgree(c, "decision", c.Decisions, func(v Decision) (int, []string) {
		return v.V, c.partyAttributes(v.MatchID, v.CompanyID)
	})
	keysAgree(c, "evaluation", c.Evaluations, func(v Evaluation) (int, []string) {
		return v.V, c.partyAttributes(v.MatchID, v.CompanyID)
	})
	keysAgree(c, "appeal", c.Appeals, func(v Appeal) (int, []string) {
		return v.V, append(matchAttributes(v.MatchID), string(v.Side))
	})
	keysAgree(c, "credit", c.Credits, func(v Credit) (int, []string) { return v.V, []string{v.CompanyID} })
	keysAgree(c, "credit.entry", c.CreditEntries, func(v CreditEntry) (int, []string) {
		return v.V, []string{v.CompanyID, n8(v.Seq)}
	})
}

func keysAgree[V any](c *invariantCheck, keyType string, entries []Keyed[V], keyOf func(V) (int, []string)) {
	for _, entry := range entries {
		version, attributes := keyOf(entry.Value)
		c.must(slices.Equal(entry.Attributes, attributes), 5, "the %s at %q says it is %q", keyType, entry.Attributes, attributes)
		c.must(version == ValueVersion, 5, "the %s at %q has version %d", keyType, entry.Attributes, version)
	}
}

// matchAttributes are cycle, breed and number as keys have them.
func matchAttributes(matchID string) []string {
	cycle, seq, breed, ok := ParseMatchID(matchID)
	if !ok {
		return []string{"no match id: " + matchID}
	}
	return []string{n8(cycle), breed, n8(seq)}
}

func (c *invariantCheck) partyAttributes(matchID, companyID string) []string {
	party, ok := c.matches[matchID].PartyOf(companyID)
	if !ok {
		return []string{companyID + " is not a party of match " + matchID}
	}
	return append(matchAttributes(matchID), string(party))
}

// keyText joins attributes to one word for look-ups.
func keyText(attributes ...string) string {
	return strings.Join(attributes, "\x00")
}
