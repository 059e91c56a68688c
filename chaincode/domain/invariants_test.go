package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stateOfTests builds the state of a ledger, value by value, under the keys that README.md gives.
type stateOfTests struct {
	t        *testing.T
	snapshot Snapshot
}

func (s *stateOfTests) put(value any, keyType string, attributes ...string) {
	s.t.Helper()
	if err := s.snapshot.Add(keyType, attributes, marshal(s.t, value)); err != nil {
		s.t.Fatalf("%s %q: %v", keyType, attributes, err)
	}
}

func (s *stateOfTests) entry(e CreditEntry) {
	s.put(e, "credit.entry", e.CompanyID, n8(e.Seq))
}

// afterAGoldenCycle is the state in which cycle 1 with the golden example settles: lobster and perch are settled, of
// the perch the seller refused, carp is not settled yet. Contract 90001 moved credit, 90002 is open and evaluated.
func afterAGoldenCycle(t *testing.T) Snapshot {
	s := &stateOfTests{t: t}
	s.put(CurrentParameters{1, 1}, "param.current")
	market := residualMarket()
	market.Version, market.Breeds = 1, []string{"Carp", "Crab", "Crucian", "Lobster", "Perch"}
	s.put(market, "param", n8(1))
	proposal := market
	proposal.Version = 2
	s.put(proposal, "param.proposal", n8(2))
	s.put(Model{1, digestOfTests, Approved}, "model", digestOfTests)
	s.put(CurrentCycle{1, 2}, "cycle.current")
	s.put(Cycle{1, 1, Settling, 1, CycleTimes{1, 2, 3, 4, 5, 0}}, "cycle", n8(1))
	s.put(NewCycle(2, 2), "cycle", n8(2))
	for _, list := range append(goldenDemands(), goldenSupplies()...) {
		s.put(list, "list", n8(1), list.Breed, string(list.Side), list.ListID)
	}
	credits := s.companies()
	s.matches()
	lobster := goldenMatches(t, "Lobster", goldenTrade(buyer1, seller2, 100, 800000, 20000), goldenTrade(buyer2, seller2, 20, 200000, 10000))
	contracts := []Contract{NewContract(lobster[0], 90001, market), NewContract(lobster[1], 90002, market)}
	for _, k := range contracts {
		at := matchAttributes(k.MatchID)
		s.put(k, "contract", at...)
		s.put(MatchIndex{1, k.MatchID}, "contract.serial", fmt.Sprintf("%012d", k.Serial))
		for party, company := range map[Party]string{Buyer: k.Buyer, Seller: k.Seller} {
			s.put(MatchIndex{1, k.MatchID}, "contract.company", append([]string{company}, at...)...)
			s.put(Evaluation{1, k.MatchID, company, Excellent, NoLabel, digestOfTests, digestOfTests, digestOfTests, 9, "c2ln"}, "evaluation", append(at, string(party))...)
		}
	}
	at := matchAttributes(contracts[1].MatchID)
	s.put(MatchIndex{1, contracts[1].MatchID}, "evaluation.open", append([]string{n8(2)}, at...)...)
	s.put(MatchIndex{1, contracts[1].MatchID}, "evaluation.ready", at...)
	move := ApplyCreditRule(Evaluated{contracts[0], Excellent, Excellent}, 1, credits[buyer1], credits[seller2], false)
	s.entry(move.BuyerEntry)
	s.entry(move.SellerEntry)
	s.put(move.Applied, "credit.applied", matchAttributes(contracts[0].MatchID)...)
	s.put(CreditPair{1, 90001}, "credit.pair", n8(1), buyer1, seller2)
	credits[buyer1], credits[seller2] = move.Buyer, move.Seller
	for company, credit := range credits {
		s.put(credit, "credit", company)
	}
	return s.snapshot
}

// companies puts the ten companies, opening scores approved, and returns their credits.
func (s *stateOfTests) companies() map[string]Credit {
	credits := map[string]Credit{}
	for k, company := range []string{buyer1, buyer2, buyer3, buyer4, buyer5, seller1, seller2, seller3, seller4, seller5} {
		name, code := "Company "+company, fmt.Sprintf("DEMO%014d", k)
		s.put(Company{1, company, name, code, digestOfTests, 1}, "company", company)
		s.put(CompanyIndex{1, company}, "company.name", NameDigest(name))
		s.put(CompanyIndex{1, company}, "company.code", code)
		key := FirstKey(company, newSigner(s.t, Ed25519, byte(k)).key, 1)
		s.put(key, "company.key", company, key.KeyID)
		credit, first := NewcomerCredit(company, 1, 30)
		s.entry(first)
		if company == buyer1 {
			s.put(Opening{1, company, 42, Approved, digestOfTests}, "opening", company)
			credit, first = OpeningCredit(credit, 1, 42)
			s.entry(first)
		}
		credits[company] = credit
	}
	return credits
}

// matches puts schemes, matches, decisions and reserved serial numbers.
func (s *stateOfTests) matches() {
	trades := map[string][]Trade{
		"Lobster": {goldenTrade(buyer1, seller2, 100, 800000, 20000), goldenTrade(buyer2, seller2, 20, 200000, 10000)},
		"Perch":   {goldenTrade(buyer4, seller4, 200, 500000, 300000)},
		"Carp":    {goldenTrade(buyer5, seller3, 400, 100000, 100000)},
	}
	var accepted []Match
	for _, breed := range []string{"Lobster", "Perch", "Carp"} {
		s.put(Scheme{
			V: 1, Cycle: 1, Breed: breed, Round: 1, Digest: SchemeDigest(trades[breed]), Trades: int64(len(trades[breed])), Settled: breed != "Carp",
		}, "scheme", n8(1), breed, n8(1))
		for _, m := range goldenMatches(s.t, breed, trades[breed]...) {
			at := matchAttributes(m.MatchID)
			s.put(m, "match", at...)
			s.put(Decision{1, m.MatchID, m.Buyer, true, digestOfTests, 1, "c2ln"}, "decision", append(at, "buyer")...)
			s.put(Decision{1, m.MatchID, m.Seller, breed != "Perch", digestOfTests, 1, "c2ln"}, "decision", append(at, "seller")...)
			if breed != "Perch" {
				accepted = append(accepted, m)
			}
		}
	}
	block, next := ReserveSerials(1, FirstSerial, accepted)
	s.put(block, "serial.block", n8(1))
	s.put(SerialNext{1, next}, "serial.next")
}

func TestASoundStateKeepsEveryInvariant(t *testing.T) {
	if broken := CheckInvariants(afterAGoldenCycle(t)); len(broken) > 0 {
		t.Error(strings.Join(broken, "\n"))
	}
	if broken := CheckInvariants(Snapshot{}); len(broken) > 0 {
		t.Errorf("an empty ledger: %q", broken)
	}
}

// first finds the entry whose attributes contain a word.
func first[V any](entries []Keyed[V], word string) *V {
	k := slices.IndexFunc(entries, func(e Keyed[V]) bool { return slices.Contains(e.Attributes, word) })
	return &entries[k].Value
}

// without drops the entries whose attributes contain a word.
func without[V any](entries []Keyed[V], word string) []Keyed[V] {
	return slices.DeleteFunc(slices.Clone(entries), func(e Keyed[V]) bool { return slices.Contains(e.Attributes, word) })
}

// TestEveryInvariantCanBreak: each change of the sound state breaks the invariant of its number.
func TestEveryInvariantCanBreak(t *testing.T) {
	for sentence, c := range map[string]struct {
		number int
		change func(*Snapshot)
	}{
		"a list gives more than it has":              {1, func(s *Snapshot) { first(s.Matches, "Perch").Amount = 201 }},
		"a list has more left than its amount":       {1, func(s *Snapshot) { first(s.Lists, "Crab").Left++ }},
		"a match is of other companies":              {1, func(s *Snapshot) { first(s.Matches, "Perch").Buyer = buyer1 }},
		"a contract's price is not its match's":      {1, func(s *Snapshot) { s.Contracts[0].Value.PriceFen++ }},
		"a list is of another company":               {5, func(s *Snapshot) { first(s.Lists, "Crab").CompanyID = seller2 }},
		"a contract is missing":                      {2, func(s *Snapshot) { s.Contracts = s.Contracts[:1] }},
		"a refused match has a contract":             {2, func(s *Snapshot) { refusedContract(s) }},
		"a breed is settled without its contract":    {2, func(s *Snapshot) { first(s.Schemes, "Carp").Settled = true }},
		"a breed with contracts is not settled":      {2, func(s *Snapshot) { first(s.Schemes, "Lobster").Settled = false }},
		"two contracts have one number":              {2, func(s *Snapshot) { s.Contracts[1].Value.Serial-- }},
		"contracts are numbered against their order": {2, func(s *Snapshot) { s.Contracts[0].Value.Serial, s.Contracts[1].Value.Serial = 90002, 90001 }},
		"numbers begin elsewhere":                    {2, func(s *Snapshot) { s.SerialBlocks[0].Value.Breeds[0].First-- }},
		"a number is left out":                       {2, func(s *Snapshot) { s.SerialBlocks[0].Value.Breeds[1].First++ }},
		"the next number is reserved":                {2, func(s *Snapshot) { s.SerialNext[0].Value.Next-- }},
		"the next number is forgotten":               {2, func(s *Snapshot) { s.SerialNext = nil }},
		"evaluation closes before the contract":      {2, func(s *Snapshot) { s.Contracts[0].Value.EvaluationCloses = 0 }},
		"midpoint: more grams than the supply has": {3, func(s *Snapshot) {
			m := first(s.Matches, "Perch")
			m.PriceRule, m.WeightG = Midpoint, 600001
		}},
		"midpoint: an emptied supply keeps grams": {3, func(s *Snapshot) {
			m := first(s.Matches, "Carp")
			m.PriceRule, m.WeightG = Midpoint, 99999
		}},
		"a score is not its last entry's":     {4, func(s *Snapshot) { first(s.Credits, buyer1).Tenths = 44 }},
		"an entry is missing":                 {4, func(s *Snapshot) { s.CreditEntries = without(s.CreditEntries, n8(2)) }},
		"an entry begins elsewhere":           {4, func(s *Snapshot) { last(s.CreditEntries).Before++ }},
		"an entry moves two tenths":           {4, func(s *Snapshot) { last(s.CreditEntries).After++ }},
		"an entry's reason does not move":     {4, func(s *Snapshot) { last(s.CreditEntries).Reason = ReasonBothGood }},
		"a company is a newcomer twice":       {4, func(s *Snapshot) { last(s.CreditEntries).Reason = ReasonNewcomer }},
		"a score is out of its bounds":        {4, func(s *Snapshot) { first(s.CreditEntries, seller5).After = 51 }},
		"two companies have one name":         {5, func(s *Snapshot) { first(s.Companies, seller5).Name = "company " + buyer1 }},
		"two companies have one code":         {5, func(s *Snapshot) { first(s.Companies, seller5).SocialCreditCode = "DEMO00000000000000" }},
		"an index of a name points elsewhere": {5, func(s *Snapshot) { s.CompanyNames[0].Value.CompanyID = seller5 }},
		"an index of a code is missing":       {5, func(s *Snapshot) { s.CompanyCodes = s.CompanyCodes[1:] }},
		"an index of a name has no company": {5, func(s *Snapshot) {
			s.CompanyNames = append(s.CompanyNames, Keyed[CompanyIndex]{[]string{"x"}, CompanyIndex{1, "C-NONE"}})
		}},
		"a company has no credit":              {5, func(s *Snapshot) { s.Credits = without(s.Credits, seller5) }},
		"a company has no key":                 {5, func(s *Snapshot) { s.CompanyKeys = without(s.CompanyKeys, seller5) }},
		"a value stands under another key":     {5, func(s *Snapshot) { first(s.Lists, "Crab").ListID += "x" }},
		"a value is of another version":        {5, func(s *Snapshot) { s.Models[0].Value.V = 2 }},
		"a decision is a stranger's":           {5, func(s *Snapshot) { s.Decisions[0].Value.CompanyID = seller5 }},
		"a decision is under the other party":  {5, func(s *Snapshot) { s.Decisions[0].Attributes[3] = "seller" }},
		"a number's index is missing":          {5, func(s *Snapshot) { s.ContractSerials = s.ContractSerials[1:] }},
		"a number's index points elsewhere":    {5, func(s *Snapshot) { s.ContractSerials[0].Value.MatchID = "1.2.Lobster" }},
		"a company's index is missing":         {5, func(s *Snapshot) { s.ContractCompanies = s.ContractCompanies[1:] }},
		"a ready contract is not in its index": {5, func(s *Snapshot) { s.EvaluationsReady = nil }},
		"an applied contract is still ready": {5, func(s *Snapshot) {
			s.EvaluationsReady = append(s.EvaluationsReady, Keyed[MatchIndex]{matchAttributes("1.1.Lobster"), MatchIndex{1, "1.1.Lobster"}})
		}},
		"a contract closes in another cycle":       {5, func(s *Snapshot) { s.EvaluationsOpen[0].Attributes[0] = n8(3) }},
		"an evaluation has no contract":            {5, func(s *Snapshot) { s.Evaluations[0].Value.MatchID = "1.1.Perch" }},
		"no cycle takes lists":                     {6, func(s *Snapshot) { s.Cycles[1].Value.State = Frozen }},
		"two cycles take lists":                    {6, func(s *Snapshot) { s.Cycles[0].Value.State = Intake }},
		"another cycle takes lists":                {6, func(s *Snapshot) { s.CycleCurrent[0].Value.Intake = 1 }},
		"a cycle is missing":                       {6, func(s *Snapshot) { s.Cycles = s.Cycles[1:] }},
		"two cycles are in work":                   {6, func(s *Snapshot) { thirdCycle(s) }},
		"a time goes back":                         {6, func(s *Snapshot) { s.Cycles[0].Value.Times.Matched = 1 }},
		"a time is missing":                        {6, func(s *Snapshot) { s.Cycles[0].Value.Times.Frozen = 0 }},
		"a time of a state not reached":            {6, func(s *Snapshot) { s.Cycles[0].Value.Times.Closed = 9 }},
		"a current cycle that is not there":        {6, func(s *Snapshot) { s.Cycles = nil }},
		"a pair moves twice in a cycle":            {7, func(s *Snapshot) { moveAgain(s) }},
		"a pair moves without its key":             {7, func(s *Snapshot) { s.CreditPairs = nil }},
		"a pair's key names another contract":      {7, func(s *Snapshot) { s.CreditPairs[0].Value.Serial++ }},
		"an applied contract is open":              {7, func(s *Snapshot) { s.EvaluationsOpen[0].Value.MatchID = "1.1.Lobster" }},
		"a contract is neither open nor applied":   {7, func(s *Snapshot) { s.EvaluationsOpen, s.EvaluationsReady = nil, nil }},
		"a scheme counts another number of trades": {8, func(s *Snapshot) { first(s.Schemes, "Carp").Trades++ }},
		"a scheme scores above its bound":          {8, func(s *Snapshot) { first(s.Schemes, "Carp").Score = 1 }},
		"a scheme scores far below its bound":      {8, func(s *Snapshot) { first(s.Schemes, "Carp").Bound = 1 }},
		"a match has no scheme":                    {8, func(s *Snapshot) { s.Schemes = without(s.Schemes, "Carp") }},
		"a match is of a round that was skipped": {8, func(s *Snapshot) {
			s.Cycles[0].Value.Times.SecondRound = 0
			*first(s.Matches, "Carp") = secondRoundOf(*first(s.Matches, "Carp"))
		}},
		"a scheme is of a round that was skipped": {8, func(s *Snapshot) {
			s.Cycles[0].Value.Times.SecondRound = 0
			second := Keyed[Scheme]{[]string{n8(1), "Perch", n8(2)}, *first(s.Schemes, "Perch")}
			second.Value.Round, second.Value.Trades = 2, 0
			s.Schemes = append(s.Schemes, second)
		}},
		"a breed's matches leave out a number":                          {8, func(s *Snapshot) { first(s.Matches, "Carp").Seq = 2 }},
		"a refused pair meets again":                                    {8, func(s *Snapshot) { meetAgain(s, "Perch") }},
		"an accepted pair takes more than there is in the second round": {1, func(s *Snapshot) { meetAgain(s, "Carp") }},
		"of two schemes one is settled": {8, func(s *Snapshot) {
			second := Keyed[Scheme]{[]string{n8(1), "Perch", n8(2)}, *first(s.Schemes, "Perch")}
			second.Value.Round, second.Value.Trades, second.Value.Settled = 2, 0, false
			s.Schemes = append(s.Schemes, second)
		}},
	} {
		t.Run(sentence, func(t *testing.T) {
			s := afterAGoldenCycle(t)
			c.change(&s)
			broken := CheckInvariants(s)
			if !slices.ContainsFunc(broken, func(text string) bool { return strings.HasPrefix(text, fmt.Sprintf("%d: ", c.number)) }) {
				t.Errorf("invariant %d holds; broken are %q", c.number, broken)
			}
		})
	}
}

// last is the entry of seller 2 that contract 90001 left.
func last(entries []Keyed[CreditEntry]) *CreditEntry {
	k := slices.IndexFunc(entries, func(e Keyed[CreditEntry]) bool { return e.Value.Serial == 90001 && e.Value.CompanyID == seller2 })
	return &entries[k].Value
}

func refusedContract(s *Snapshot) {
	m := *first(s.Matches, "Perch")
	s.Contracts = append(s.Contracts, Keyed[Contract]{matchAttributes(m.MatchID), NewContract(m, 90003, residualMarket())})
}

func secondRoundOf(m Match) Match {
	m.Round = RoundTwo
	return m
}

// meetAgain gives a breed's only match a second one of the same pair in the second round, with its scheme.
func meetAgain(s *Snapshot, breed string) {
	m, scheme := secondRoundOf(*first(s.Matches, breed)), *first(s.Schemes, breed)
	m.Seq, m.MatchID = 2, FormatMatchID(1, 2, breed)
	scheme.Round = RoundTwo
	s.Matches = append(s.Matches, Keyed[Match]{matchAttributes(m.MatchID), m})
	s.Schemes = append(s.Schemes, Keyed[Scheme]{[]string{n8(1), breed, n8(2)}, scheme})
}

func thirdCycle(s *Snapshot) {
	s.Cycles[1].Value.State, s.Cycles[1].Value.Times.Frozen = Frozen, 9
	s.Cycles = append(s.Cycles, Keyed[Cycle]{[]string{n8(3)}, NewCycle(3, 9)})
	s.CycleCurrent[0].Value.Intake = 3
}

func moveAgain(s *Snapshot) {
	again := *last(s.CreditEntries)
	again.Serial, again.Seq, again.Before, again.After = 90002, again.Seq+1, again.After, again.After+1
	s.CreditEntries = append(s.CreditEntries, Keyed[CreditEntry]{[]string{seller2, n8(again.Seq)}, again})
}

func TestASnapshotTakesKnownKeyTypesOnly(t *testing.T) {
	var s Snapshot
	wantError(t, s.Add("basket", nil, "{}"), CodeStateCorrupt, "")
	wantError(t, s.Add("serial.next", nil, `{"v":1}`), CodeFieldMissing, "next")
	wantError(t, s.Add("serial.next", nil, `{"v":1,"next":2,"x":3}`), CodeFieldUnknown, "x")
}
