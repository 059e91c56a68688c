package domain

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The vectors are made by the matcher's own rules: what both must agree on, digit for digit.
const vectorsFile = "../../tests/golden/pricing_vectors.json"

type vector struct {
	Name     string         `json:"name"`
	Params   Parameters     `json:"params"`
	Demands  []vectorList   `json:"demands"`
	Supplies []vectorList   `json:"supplies"`
	Ratings  map[string]int `json:"ratings"`
	Trades   []Trade        `json:"trades"`
	First    []vectorMatch  `json:"first"` // of a second round: the first one's matches
	Score    int64          `json:"score"`
	Envy     *Trade         `json:"envy"`
}

type vectorMatch struct {
	Trade
	Accepted bool `json:"accepted"`
}

type vectorList struct {
	List
	ID string `json:"id"`
}

func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		V     int      `json:"v"`
		Cases []vector `json:"cases"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.V != 1 || len(file.Cases) == 0 {
		t.Fatalf("version %d with %d cases", file.V, len(file.Cases))
	}
	return file.Cases
}

func (v vector) lists() (demands, supplies []List) {
	for _, list := range v.Demands {
		list.ListID, list.Side = list.ID, Demand
		demands = append(demands, list.List)
	}
	for _, list := range v.Supplies {
		list.ListID, list.Side = list.ID, Supply
		supplies = append(supplies, list.List)
	}
	return demands, supplies
}

func (v vector) ratings() map[string]Rating {
	ratings := map[string]Rating{}
	for company, rank := range v.Ratings {
		ratings[company] = Rating(ratingLetters[rank : rank+1])
	}
	return ratings
}

func (v vector) offer() Offer {
	demands, supplies := v.lists()
	if v.First == nil {
		return FirstOffer(v.Params, demands, supplies, v.ratings())
	}
	var matches []Match
	accepted := map[string]bool{}
	for k, m := range v.First {
		id := strconv.Itoa(k)
		matches = append(matches, Match{MatchID: id, DemandID: m.DemandID, SupplyID: m.SupplyID, Amount: m.Amount, PriceFen: m.PriceFen, WeightG: m.WeightG})
		accepted[id] = m.Accepted
	}
	return SecondOffer(v.Params, demands, supplies, v.ratings(), matches, accepted)
}

// inOrder says whether the trades are sorted by ratings, as a scheme's must be; the vectors' need not.
func (v vector) inOrder() bool {
	demands, supplies := v.lists()
	owner := map[string]int{}
	for _, list := range append(demands, supplies...) {
		owner[list.ListID] = v.Ratings[list.CompanyID]
	}
	return slices.IsSortedFunc(v.Trades, func(a, b Trade) int {
		return cmp.Or(cmp.Compare(owner[a.DemandID], owner[b.DemandID]), cmp.Compare(owner[a.SupplyID], owner[b.SupplyID]))
	})
}

func TestVectors(t *testing.T) {
	sorted := 0
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			check := newSchemeCheck(v.offer())
			for _, step := range []error{check.resolve(v.Trades), check.checkPairs(), check.checkAllocation(), check.checkCompatible(), check.checkFigures()} {
				if step != nil {
					t.Fatal(step)
				}
			}
			checkEnvy(t, v, check.checkFair())
			if !v.inOrder() {
				return
			}
			sorted++
			offer := v.offer()
			proof, err := CheckScheme(offer, v.Trades, certify(offer, v.Trades))
			checkEnvy(t, v, err)
			if err == nil && proof.Score != v.Score {
				t.Errorf("score %d, want %d", proof.Score, v.Score)
			}
		})
	}
	if sorted < 30 {
		t.Errorf("only %d vectors went through the whole check", sorted)
	}
}

func checkEnvy(t *testing.T, v vector, err error) {
	t.Helper()
	if v.Envy == nil {
		if err != nil {
			t.Error(err)
		}
		return
	}
	wantError(t, err, CodeSchemeUnfair, "trades")
	if pair := `"` + v.Envy.DemandID + `" × "` + v.Envy.SupplyID + `"`; !strings.Contains(err.Error(), pair) {
		t.Errorf("want pair %s: %v", pair, err)
	}
}

// TestVectorsWithAFigureChanged: a fen or a gram more or less in any trade is refused there.
func TestVectorsWithAFigureChanged(t *testing.T) {
	for _, v := range vectors(t) {
		for k := range v.Trades {
			for _, change := range []struct {
				price Fen
				grams Grams
				code  string
			}{{1, 0, CodeSchemePrice}, {-1, 0, CodeSchemePrice}, {0, 1, CodeSchemeWeight}, {0, -1, CodeSchemeWeight}} {
				trades := slices.Clone(v.Trades)
				trades[k].PriceFen += change.price
				trades[k].WeightG += change.grams
				check := newSchemeCheck(v.offer())
				if err := check.resolve(trades); err != nil {
					t.Fatal(err)
				}
				err := check.checkFigures()
				var failure *Error
				if !errors.As(err, &failure) || failure.Code != change.code || failure.Field != "trades."+strconv.Itoa(k) {
					t.Errorf("%s, trade %d %+v: %v", v.Name, k, change, err)
				}
			}
		}
	}
}
