package contract_test

import (
	"fmt"

	"pgregory.net/rapid"

	"shoal/chaincode/domain"
)

// roundOf is the round in which a cycle's state takes schemes, 0 where it takes none.
func roundOf(state domain.CycleState) int64 {
	return map[domain.CycleState]int64{domain.Frozen: 1, domain.SecondRound: 2}[state]
}

// schemes submits the best scheme of each breed; one that is the first of its breed and round must be taken.
func (d *driver) schemes(t *rapid.T) {
	for _, breed := range []string{"Carp", "Lobster"} {
		argument, ok := d.bestScheme(breed)
		if !ok {
			return
		}
		stands := false
		for _, standing := range d.snapshot().Schemes {
			v := standing.Value
			stands = stands || v.Cycle == argument.Cycle && v.Breed == breed && v.Round == argument.Round
		}
		if stands {
			d.try("operator", "floor:SubmitScheme", argument)
			continue
		}
		d.world.must("operator", "floor:SubmitScheme", argument)
		d.reached[fmt.Sprintf("trades of round %d", argument.Round)] += len(argument.Trades)
	}
}

func (d *driver) bestScheme(breed string) (argument domain.SubmitSchemeArgument, ok bool) {
	cycle, _ := cycles(d.snapshot())
	argument = scheme(cycle.Cycle, breed)
	if argument.Round = roundOf(cycle.State); argument.Round == 0 {
		return argument, false
	}
	book := d.world.book(cycle.Cycle, breed, argument.Round)
	argument.Trades, argument.Certificate = book.best()
	return argument, true
}

// wrongScheme spoils one thing of the best scheme or of its certificate, which must be refused.
func (d *driver) wrongScheme(t *rapid.T) {
	breed := rapid.SampledFrom([]string{"Carp", "Lobster"}).Draw(t, "breed")
	argument, ok := d.bestScheme(breed)
	if !ok || len(argument.Trades) == 0 {
		return
	}
	trades := argument.Trades
	k := rapid.IntRange(0, len(trades)-1).Draw(t, "trade")
	switch rapid.IntRange(0, 6).Draw(t, "fault") {
	case 0:
		trades[k].PriceFen++
	case 1:
		trades[k].WeightG++
	case 2:
		argument.Trades = append(trades[:k], trades[k+1:]...)
	case 3:
		trades[k].Amount += 41
	case 4:
		argument.Trades = append(trades, trades[k])
	case 5:
		argument.Certificate.Steps = argument.Certificate.Steps[:0]
	case 6:
		steps := argument.Certificate.Steps
		steps[len(steps)-1].Supply = append(steps[len(steps)-1].Supply, 1)
	}
	if got, transaction, err := d.world.submit("operator", "floor:SubmitScheme", argument); err == nil {
		t.Fatalf("a spoiled scheme was taken: %v, %d writes", got, len(transaction.Writes))
	}
}

func (d *driver) decide(t *rapid.T) {
	s := d.snapshot()
	worked, _ := cycles(s)
	var signed []domain.SignedDecision
	for _, match := range s.Matches {
		m := match.Value
		if m.Cycle != worked.Cycle {
			continue
		}
		for _, party := range []string{m.Buyer, m.Seller} {
			if answer := rapid.IntRange(0, 5).Draw(t, "decision"); answer < 5 {
				signed = append(signed, d.world.decision(party, m.MatchID, answer > 0))
			}
		}
	}
	if len(signed) > 0 {
		d.try("operator", "floor:RecordDecisions", decisions(worked.Cycle, signed...))
	}
	for _, one := range signed { // a batch with an entry that stands otherwise is refused whole
		d.try("operator", "floor:RecordDecisions", decisions(worked.Cycle, one))
	}
}

func (d *driver) settle(t *rapid.T) {
	worked, intake := cycles(d.snapshot())
	cycle := max(worked.Cycle, intake-1)
	if cycle == 0 {
		return
	}
	for _, breed := range rapid.Permutation([]string{"Carp", "Crab", "Lobster"}).Draw(t, "breeds")[:rapid.IntRange(1, 3).Draw(t, "how many")] {
		d.try("operator", "floor:SettleBreed", domain.SettleBreedArgument{Cycle: cycle, Breed: breed})
	}
}

func (d *driver) evaluate(t *rapid.T) {
	for _, contract := range d.snapshot().Contracts {
		k := contract.Value
		both := rapid.SampledFrom(labels).Draw(t, "label")
		for _, party := range []string{k.Buyer, k.Seller} {
			label := both
			if rapid.IntRange(0, 3).Draw(t, "differs") == 0 {
				label = domain.Good
			}
			if rapid.IntRange(0, 3).Draw(t, "silent") > 0 {
				d.try("operator", "credit:RecordEvaluations", evaluations(d.world.evaluation(party, k.MatchID, label, "")))
			}
		}
	}
}

func (d *driver) applyCredit(t *rapid.T) { d.credit(t, false) }

func (d *driver) closeByCredit(t *rapid.T) { d.credit(t, true) }

func (d *driver) credit(t *rapid.T, last bool) {
	worked, intake := cycles(d.snapshot())
	cycle := max(worked.Cycle, intake-1)
	if cycle > 0 {
		d.try("operator", "credit:ApplyCredit", domain.ApplyCreditArgument{Cycle: cycle, Limit: rapid.Int64Range(1, 9).Draw(t, "limit"), Close: last})
	}
}

func (d *driver) openings(t *rapid.T) {
	id, tenths := d.company(t), domain.Tenths(rapid.Int64Range(1, 50).Draw(t, "tenths"))
	d.try("operator", "credit:ProposeOpenings", openings(id, tenths))
	if rapid.Bool().Draw(t, "approved") {
		d.try("supervisor", "credit:ApproveOpenings", approvals(id, tenths))
	}
}

func (d *driver) parameters(t *rapid.T) {
	current := query[domain.Parameters](d.world, "market:GetParameters", domain.GetParametersArgument{})
	next := parameters()
	next.Version = current.Version + rapid.Int64Range(0, 2).Draw(t, "step")
	next.PriceRule = rapid.SampledFrom([]domain.PriceRule{domain.Midpoint, domain.Residual}).Draw(t, "rule")
	next.PriceTolerancePermille = domain.Permille(rapid.Int64Range(0, 100).Draw(t, "tolerance"))
	got, _, err := d.world.submit("operator", "market:ProposeParameters", next)
	if err == nil && rapid.Bool().Draw(t, "approved") {
		d.try("supervisor", "market:ApproveParameters", domain.ApproveParametersArgument{Version: next.Version, Digest: got["digest"].(string)})
	}
}

func (d *driver) model(t *rapid.T) {
	d.try("operator", "market:ProposeModel", domain.ProposeModelArgument{Digest: modelDigest})
	if rapid.IntRange(0, 3).Draw(t, "approved") > 0 {
		d.try("supervisor", "market:ApproveModel", domain.ApproveModelArgument{Digest: modelDigest})
	}
}

// nonsense calls anything by anybody with little sense.
func (d *driver) nonsense(t *rapid.T) {
	who := rapid.SampledFrom([]string{"operator", "supervisor", "stranger", "nobody", "C-AAAA"}).Draw(t, "who")
	function := rapid.SampledFrom([]string{"floor:PostLists", "floor:SettleBreed", "credit:ApplyCredit", "credit:DecideAppeals", "companies:AddKey", "floor:ListMatches", "x"}).Draw(t, "function")
	argument := rapid.SampledFrom([]string{`{}`, `[]`, `{"cycle":1,"breed":"Carp"}`, `{"cycle":1,"limit":1,"close":false}`, `{"cycle":1,"limit":9,"close":true}`, `{"cycle":99999999,"limit":5000,"close":false}`}).Draw(t, "argument")
	d.try(who, function, argument)
}
