package domain

import "testing"

func goldenMatches(t testing.TB, breed string, trades ...Trade) []Match {
	t.Helper()
	matches, err := NewMatches(1, breed, goldenOffer(residualMarket(), breed), trades)
	if err != nil {
		t.Fatal(err)
	}
	return matches
}

func TestNewMatches(t *testing.T) {
	matches := goldenMatches(t, "Lobster", goldenTrade(buyer1, seller2, 100, 800000, 20000), goldenTrade(buyer2, seller2, 20, 200000, 10000))
	want := Match{1, "1.2.Lobster", 1, "Lobster", 2, 1, buyer2 + ".1", seller2 + ".1", buyer2, seller2, "B", "C", 20, 200000, 10000, 3, Residual}
	if len(matches) != 2 || matches[1] != want || matches[0].MatchID != "1.1.Lobster" {
		t.Errorf("%+v", matches)
	}
	_, err := NewMatches(1, "Lobster", Offer{}, []Trade{goldenTrade(buyer1, seller2, 1, 1, 1)})
	wantError(t, err, CodeSchemeListUnknown, "trades.0")
}

// TestAMatchHasTheGoodsFreshness: what is delivered, not what was asked for.
func TestAMatchHasTheGoodsFreshness(t *testing.T) {
	if m := goldenMatches(t, "Perch", goldenTrade(buyer4, seller4, 200, 500000, 300000))[0]; m.Freshness != 3 {
		t.Errorf("%+v", m)
	}
}

func TestNewContract(t *testing.T) {
	m := goldenMatches(t, "Lobster", goldenTrade(buyer1, seller2, 100, 800000, 20000))[0]
	p := residualMarket()
	p.EvaluationCycles = 3
	want := Contract{1, 90001, "1.1.Lobster", 1, "Lobster", buyer1 + ".1", seller2 + ".1", buyer1, seller2, "A", "C", 100, 800000, 20000, 3, Residual, 4}
	if got := NewContract(m, 90001, p); got != want {
		t.Errorf("%+v", got)
	}
}

func TestParties(t *testing.T) {
	m := Match{Buyer: buyer1, Seller: seller2}
	for company, want := range map[string]Party{buyer1: Buyer, seller2: Seller, buyer2: ""} {
		party, ok := m.PartyOf(company)
		again, okAgain := Contract{Buyer: buyer1, Seller: seller2}.PartyOf(company)
		if party != want || ok != (want != "") || again != party || okAgain != ok {
			t.Errorf("%s: %q %t", company, party, ok)
		}
	}
}

func TestSilenceIsRefusal(t *testing.T) {
	yes, no := &Decision{Accept: true}, &Decision{}
	for _, c := range []struct {
		buyer, seller *Decision
		want          bool
	}{{yes, yes, true}, {yes, no, false}, {no, yes, false}, {yes, nil, false}, {nil, yes, false}, {nil, nil, false}} {
		if Accepted(c.buyer, c.seller) != c.want {
			t.Errorf("%+v", c)
		}
	}
}
