package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// afterAppeals is the golden state after three appeals: of contract 90001's labels the buyer's was confirmed and the seller's
// corrected to bad, which took back the move; of 90002, not applied yet, the buyer's is open.
func afterAppeals(t *testing.T) Snapshot {
	s := &stateOfTests{t: t, snapshot: afterAGoldenCycle(t)}
	one, two := s.snapshot.Contracts[0].Value, s.snapshot.Contracts[1].Value
	for _, a := range []struct {
		side   Party
		k      Contract
		status AppealStatus
		label  Label
	}{{Buyer, one, AppealConfirmed, Excellent}, {Seller, one, AppealCorrected, Bad}, {Buyer, two, AppealOpen, ""}} {
		appeal := SignedAppeal{a.k.MatchID, a.side, a.k.Buyer, digestOfTests, digestOfTests, 9, "c2ln"}.Appeal(Excellent)
		at := append(matchAttributes(a.k.MatchID), string(a.side))
		if a.status == AppealOpen {
			s.put(AppealIndex{1, appeal.AppealID}, "appeal.open", at...)
		} else {
			appeal, _, _ = appeal.Decide(AppealDecision{a.k.MatchID, a.side, a.label, digestOfTests})
		}
		s.put(appeal, "appeal", at...)
	}
	at(s.snapshot.Evaluations, matchAttributes(one.MatchID)[2], "seller").CorrectedLabel = Bad
	buyer, seller := first(s.snapshot.Credits, one.Buyer), first(s.snapshot.Credits, one.Seller)
	applied := &s.snapshot.CreditsApplied[0].Value
	move := CorrectCredit(Evaluated{one, Excellent, Bad}, 1, *applied, *buyer, *seller, false)
	*buyer, *seller, *applied = move.Buyer, move.Seller, move.Applied
	s.entry(move.BuyerEntry)
	s.entry(move.SellerEntry)
	s.snapshot.CreditPairs = nil
	return s.snapshot
}

// at finds the value whose attributes contain all words.
func at[V any](entries []Keyed[V], words ...string) *V {
	k := slices.IndexFunc(entries, func(e Keyed[V]) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(e.Attributes, word) })
	})
	return &entries[k].Value
}

// correction is the entry of seller 2 that corrects contract 90001's.
func correction(s *Snapshot) *CreditEntry {
	k := slices.IndexFunc(s.CreditEntries, func(e Keyed[CreditEntry]) bool { return e.Value.Corrects > 0 && e.Value.CompanyID == seller2 })
	return &s.CreditEntries[k].Value
}

func TestAStateWithAppealsKeepsEveryInvariant(t *testing.T) {
	if broken := CheckInvariants(afterAppeals(t)); len(broken) > 0 {
		t.Error(strings.Join(broken, "\n"))
	}
}

// TestEveryInvariantOfAppealsCanBreak: each change of the sound state breaks the invariant of its number.
func TestEveryInvariantOfAppealsCanBreak(t *testing.T) {
	one := "1.1.Lobster"
	for sentence, c := range map[string]struct {
		number int
		change func(*Snapshot)
	}{
		"an entry corrects another than the last":     {4, func(s *Snapshot) { correction(s).Corrects-- }},
		"a second entry corrects none":                {4, func(s *Snapshot) { correction(s).Corrects = 0 }},
		"an opening corrects an entry":                {4, func(s *Snapshot) { first(s.CreditEntries, buyer1).Corrects = 1 }},
		"a correction moves three tenths":             {4, func(s *Snapshot) { correction(s).After -= 2 }},
		"a contract takes a tenth that is not due":    {4, func(s *Snapshot) { moveLast(s, -1) }},
		"a contract keeps a tenth that is not due":    {4, func(s *Snapshot) { moveLast(s, 1) }},
		"a limit that moves":                          {4, func(s *Snapshot) { moveLast(s, -1); correction(s).Reason = ReasonPairLimit }},
		"a bound far from the bounds":                 {4, func(s *Snapshot) { correction(s).Reason = ReasonAtBound }},
		"the sum is not that of the entries":          {4, func(s *Snapshot) { s.CreditsApplied[0].Value.SellerMoved++ }},
		"the last entry is not the last":              {4, func(s *Snapshot) { s.CreditsApplied[0].Value.BuyerSeq-- }},
		"an appeal stands under another key":          {5, func(s *Snapshot) { first(s.Appeals, "seller").Side = Buyer }},
		"an appeal has another id":                    {5, func(s *Snapshot) { first(s.Appeals, "seller").AppealID = "buyer." + one }},
		"an appeal is of another label":               {5, func(s *Snapshot) { first(s.Appeals, "buyer").Label = Good }},
		"an appeal is a stranger's":                   {5, func(s *Snapshot) { first(s.Appeals, "buyer").CompanyID = seller5 }},
		"an appeal is of no evaluation":               {5, func(s *Snapshot) { s.Evaluations = without(s.Evaluations, "buyer") }},
		"an open appeal has grounds":                  {5, func(s *Snapshot) { at(s.Appeals, n8(2)).GroundsDigest = digestOfTests }},
		"a confirmed appeal has a corrected label":    {5, func(s *Snapshot) { first(s.Appeals, "buyer").CorrectedLabel = Good }},
		"a decided appeal has no grounds":             {5, func(s *Snapshot) { first(s.Appeals, "buyer").GroundsDigest = "" }},
		"a corrected appeal has no label":             {5, func(s *Snapshot) { first(s.Appeals, "seller").CorrectedLabel = "" }},
		"a label is corrected to itself":              {5, func(s *Snapshot) { first(s.Appeals, "seller").CorrectedLabel = Excellent }},
		"a status that is none":                       {5, func(s *Snapshot) { first(s.Appeals, "seller").Status = "withdrawn" }},
		"a label is corrected without an appeal":      {5, func(s *Snapshot) { at(s.Evaluations, n8(2), "seller").CorrectedLabel = Bad }},
		"a corrected label is another than decided":   {5, func(s *Snapshot) { at(s.Evaluations, n8(1), "seller").CorrectedLabel = Good }},
		"an open appeal is not listed":                {5, func(s *Snapshot) { s.AppealsOpen = nil }},
		"a decided appeal is listed":                  {5, func(s *Snapshot) { s.AppealsOpen = append(s.AppealsOpen, indexed(one)) }},
		"the list of open appeals points elsewhere":   {5, func(s *Snapshot) { s.AppealsOpen[0].Value.AppealID = "seller." + one }},
		"a correction that was entered is due":        {5, func(s *Snapshot) { s.AppealsDue = append(s.AppealsDue, indexed(one)) }},
		"a correction is entered by other labels":     {5, func(s *Snapshot) { correction(s).OwnLabel = Good }},
		"a contract that is open has moved something": {7, func(s *Snapshot) { applied(s, "1.2.Lobster") }},
		"what no contract moved is applied":           {7, func(s *Snapshot) { applied(s, "1.9.Lobster") }},
		"an applied contract says nothing":            {7, func(s *Snapshot) { s.CreditsApplied = nil }},
		"a contract is applied before its cycle":      {7, func(s *Snapshot) { s.CreditsApplied[0].Value.Cycle = 0 }},
		"a pair is named that nothing moves":          {7, func(s *Snapshot) { s.CreditPairs = pairOfOne(90001) }},
	} {
		t.Run(sentence, func(t *testing.T) {
			s := afterAppeals(t)
			c.change(&s)
			broken := CheckInvariants(s)
			if !slices.ContainsFunc(broken, func(text string) bool { return strings.HasPrefix(text, fmt.Sprintf("%d: ", c.number)) }) {
				t.Errorf("invariant %d holds; broken are %q", c.number, broken)
			}
		})
	}
}

// moveLast makes the correction of seller 2 move further, the score and the sum with it.
func moveLast(s *Snapshot, by Tenths) {
	correction(s).After += by
	first(s.Credits, seller2).Tenths += by
	s.CreditsApplied[0].Value.SellerMoved += by
	s.CreditPairs = pairOfOne(90001)
}

func pairOfOne(serial int64) []Keyed[CreditPair] {
	return []Keyed[CreditPair]{{[]string{n8(1), buyer1, seller2}, CreditPair{1, serial}}}
}

func indexed(matchID string) Keyed[AppealIndex] {
	return Keyed[AppealIndex]{append(matchAttributes(matchID), "seller"), AppealIndex{1, FormatAppealID(Seller, matchID)}}
}

func applied(s *Snapshot, matchID string) {
	s.CreditsApplied = append(s.CreditsApplied, Keyed[CreditApplied]{matchAttributes(matchID), s.CreditsApplied[0].Value})
}
