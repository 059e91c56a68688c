package contract_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"shoal/chaincode/domain"
)

// TestTamperedCertificates: the fair trades of twoBuyers with something wrong in their proof.
func TestTamperedCertificates(t *testing.T) {
	for name, test := range map[string]struct {
		code   string
		change func(*domain.SubmitSchemeArgument)
		words  []string
	}{
		"one price too low":        {"SCHEME_BOUND", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[1].Supply[0]-- }, []string{"C × C", "C-BUYC.1", "C-SELL.1"}},
		"a step left out":          {"SCHEME_BOUND", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps = a.Certificate.Steps[1:] }, []string{"A × C"}},
		"a price that is missing":  {"SCHEME_CERTIFICATE", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[0].Demand = []domain.Millionths{} }, []string{"A × C", "0 demand prices for 1"}},
		"a price too many":         {"SCHEME_CERTIFICATE", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[1].Demand = []domain.Millionths{0, 0} }, []string{"C × C"}},
		"steps in the wrong order": {"SCHEME_CERTIFICATE", swapSteps, []string{"A × C", "[certificate.steps.1]"}},
		"prices that prove little": {"SCHEME_NOT_OPTIMAL", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[1].Demand[0] += 100_000 }, []string{"C × C", "995"}},
		"a price below zero":       {"FIELD_RANGE", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[0].Supply[0] = -1 }, []string{"[certificate.steps.0.supply.0]"}},
		"a price above any value":  {"FIELD_RANGE", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[0].Supply[0] = 2_000_001 }, []string{"[certificate.steps.0.supply.0]"}},
		"a rating that is none":    {"FIELD_FORMAT", func(a *domain.SubmitSchemeArgument) { a.Certificate.Steps[0].BuyerRating = "F" }, []string{"[certificate.steps.0.buyer_rating]"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := twoBuyers(t)
			argument := w.proven(1, "Lobster", 1, fairTrades()...)
			test.change(&argument)
			mustContain(t, w.refused(test.code, "operator", "floor:SubmitScheme", argument), test.words...)
		})
	}
}

func swapSteps(a *domain.SubmitSchemeArgument) {
	steps := a.Certificate.Steps
	steps[0], steps[1] = steps[1], steps[0]
}

// TestAFavouredEqualIsRefused: two buyers rated C, and the scheme serves the one who bids less, at a higher margin for nobody.
func TestAFavouredEqualIsRefused(t *testing.T) {
	w := floorWorld(t)
	w.register("C-LOWW", "C-HIGH", "C-SELL")
	w.post(1, bid("C-LOWW.1", 10, 1000), bid("C-HIGH.1", 10, 2000), ask("C-SELL.1", 10, 1000))
	w.freeze(1)
	text := w.refused("SCHEME_NOT_OPTIMAL", "operator", "floor:SubmitScheme", w.proven(1, "Lobster", 1, trade("C-LOWW.1", "C-SELL.1", 10, 1000, 2000)))
	mustContain(t, text, "C × C", "16000000", "18000000")
	w.scheme(1, "Lobster", trade("C-HIGH.1", "C-SELL.1", 10, 1500, 2000))
}

// TestABreedTooLargeForATransactionDoesNotStopTheFloor.
func TestABreedTooLargeForATransactionDoesNotStopTheFloor(t *testing.T) {
	w, trades := crowd(t, domain.MaxListsPerBreed/2+1)
	mustContain(t, w.refused("BREED_TOO_LARGE", "operator", "floor:SubmitScheme", crowdScheme(trades[:10])), "10001 demand", "split the breed")
	w.publish(1)
	w.settling(1)
	w.settle(1, "Lobster")
	w.closeCycle(1)
	w.checkInvariants("a breed that was not matched")
}

// TestTwoRoundsOfARandomMarket: whatever is listed, the best scheme of each round is taken, by either rule, and a tampered one is not;
// parties decide as they like; and whatever they do, the cycle can be closed. The invariants are checked after every transaction.
func TestTwoRoundsOfARandomMarket(t *testing.T) {
	traded := map[int64]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := floorWorld(t, func(p *domain.ProposeParametersArgument) {
			p.PriceRule = rapid.SampledFrom([]domain.PriceRule{domain.Midpoint, domain.Residual}).Draw(t, "rule")
			p.PriceTolerancePermille = rapid.SampledFrom([]domain.Permille{0, 50}).Draw(t, "price tolerance")
			p.WeightTolerancePermille = rapid.SampledFrom([]domain.Permille{-1, 300}).Draw(t, "weight tolerance")
		})
		postRandomMarket(t, w)
		for round := int64(1); round <= 2; round++ {
			argument := scheme(1, "Lobster")
			book := w.book(1, "Lobster", round)
			argument.Round = round
			argument.Trades, argument.Certificate = book.best()
			traded[round] += len(argument.Trades)
			w.lowerOnePrice(t, argument, round)
			got := w.must("operator", "floor:SubmitScheme", argument)
			if got["score"] != got["bound"] {
				t.Fatalf("the best scheme is proven the best: %v", got)
			}
			if round == 1 {
				w.publish(1)
			}
			w.decideAtRandom(t, round)
			if round == 1 {
				w.secondRound(1)
			}
		}
		w.settling(1)
		w.settle(1, "Lobster")
	})
	if traded[1] == 0 || traded[2] == 0 {
		t.Errorf("trades by round: %v", traded)
	}
}

// postRandomMarket has six companies of several ratings with up to twelve lists of lobster, and freezes cycle 1.
func postRandomMarket(t *rapid.T, w *world) {
	tenths := map[string]domain.Tenths{}
	var ids []string
	for k := range 6 {
		id := fmt.Sprintf("C-FIRM%d", k)
		ids, tenths[id] = append(ids, id), rapid.SampledFrom([]domain.Tenths{45, 35, 25}).Draw(t, "credit")
	}
	w.register(ids...)
	w.rate(tenths, ids...)
	for k := range rapid.IntRange(2, 12).Draw(t, "lists") {
		amount := domain.Pieces(rapid.Int64Range(1, 20).Draw(t, "amount"))
		side := rapid.SampledFrom([]domain.Side{domain.Demand, domain.Supply}).Draw(t, "side")
		price := rapid.Int64Range(90, 110).Draw(t, "price")
		if side == domain.Supply {
			price -= 10
		}
		w.post(1, list(side, fmt.Sprintf("%s.%d", rapid.SampledFrom(ids).Draw(t, "company"), k), "Lobster", amount, domain.Fen(price)*domain.Fen(amount),
			rapid.Int64Range(1, 3).Draw(t, "freshness"), domain.Grams(rapid.Int64Range(150, 200).Draw(t, "weight")*int64(amount)+int64(amount/2))))
	}
	w.freeze(1)
}

// lowerOnePrice submits the scheme with one price lower that a trade needs: the pair's prices are then below what it scores.
func (w *world) lowerOnePrice(t *rapid.T, argument domain.SubmitSchemeArgument, round int64) {
	book := w.book(1, "Lobster", round)
	tampered := argument
	tampered.Certificate = book.prove(argument.Trades)
	for k := range tampered.Certificate.Steps {
		for _, side := range [][]domain.Millionths{tampered.Certificate.Steps[k].Demand, tampered.Certificate.Steps[k].Supply} {
			for l := range side {
				if side[l] > 0 && len(argument.Trades) > 0 && rapid.Bool().Draw(t, "this one") {
					side[l] = 0
					w.refused("SCHEME_BOUND", "operator", "floor:SubmitScheme", tampered)
					return
				}
			}
		}
	}
}

// decideAtRandom lets the parties of a round's matches accept, refuse or be silent.
func (w *world) decideAtRandom(t *rapid.T, round int64) {
	var signed []domain.SignedDecision
	for _, m := range query[page[domain.Match]](w, "floor:ListMatches", domain.ListMatchesArgument{Cycle: 1, Breed: "Lobster", PageSize: 100}).Items {
		for _, party := range []string{m.Buyer, m.Seller} {
			if answer := rapid.IntRange(0, 5).Draw(t, "decision"); m.Round == round && answer < 5 {
				signed = append(signed, w.decision(party, m.MatchID, answer > 0))
			}
		}
	}
	if len(signed) > 0 {
		w.must("operator", "floor:RecordDecisions", decisions(1, signed...))
	}
}
