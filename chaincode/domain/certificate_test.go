package domain

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// lobsters is the golden example's lobsters under midpoint: b1, rated A, and b2, rated B, share s2, rated C.
func lobsters() (Offer, []Trade, Certificate) {
	offer := goldenOffer(tolerantMidpoint(), "Lobster")
	trades := []Trade{goldenTrade(buyer1, seller2, 100, 816667, 25000), goldenTrade(buyer2, seller2, 20, 166667, 5000)}
	certificate := Certificate{Steps: []CertificateStep{
		{BuyerRating: "A", SellerRating: "C", Demand: []Millionths{1543175}, Supply: []Millionths{0}},
		{BuyerRating: "B", SellerRating: "C", Demand: []Millionths{0}, Supply: []Millionths{1619048}},
	}}
	return offer, trades, certificate
}

// TestACertificateByHand: u_s2 = 8333333, ℓ_b1 = 8400000, ℓ_b2 = 8749999; x₁ = 992063 and 952381; w = 200000 and 250000 against
// 250000, x₃ = 200000 and 0. So X = (400·992063 + 300·200000)/1000 = 456825 and 400·952381/1000 = 380952.
func TestACertificateByHand(t *testing.T) {
	offer, trades, certificate := lobsters()
	proof, err := CheckScheme(offer, trades, certificate)
	if want := int64(100*1543175 + 20*1619048); err != nil || proof != (Proof{want, want}) {
		t.Errorf("%+v %v, want %d twice", proof, err, want)
	}
}

func TestCertificatesRefused(t *testing.T) {
	for sentence, c := range map[string]struct {
		change func(*Certificate)
		code   string
		field  string
		text   string
	}{
		"one price too low": {
			func(c *Certificate) { c.Steps[0].Demand[0]-- }, CodeSchemeBound, "certificate",
			`step A × C, pair "C-BUYER1.1" × "C-SELLER2.1": the prices 1543174 and 0 are below the 1543175`,
		},
		"a step with a pair left out":         {func(c *Certificate) { c.Steps = c.Steps[:1] }, CodeSchemeBound, "certificate", "step B × C"},
		"a price for a list that is not open": {func(c *Certificate) { c.Steps[1].Supply = append(c.Steps[1].Supply, 0) }, CodeSchemeCertificate, "certificate", "step B × C has 2 supply prices for 1 supply lists"},
		"a price missing":                     {func(c *Certificate) { c.Steps[0].Demand = nil }, CodeSchemeCertificate, "certificate", "step A × C has 0 demand prices"},
		"a price for a list with nothing left": {func(c *Certificate) {
			c.Steps = append(c.Steps, CertificateStep{BuyerRating: "C", SellerRating: "C", Demand: []Millionths{0}, Supply: []Millionths{0}})
		}, CodeSchemeCertificate, "certificate", "step C × C has 1 supply prices for 0 supply lists"},
		"steps in another order": {func(c *Certificate) { slices.Reverse(c.Steps) }, CodeSchemeCertificate, "certificate.steps.1", "step A × C does not come after"},
		"a step twice":           {func(c *Certificate) { c.Steps[1] = c.Steps[0] }, CodeSchemeCertificate, "certificate.steps.1", "step A × C"},
		"prices that prove little": {
			func(c *Certificate) { c.Steps[0].Demand[0] += 7755 }, CodeSchemeNotOptimal, "trades",
			"step A × C scores 154317500, its bound is 155093000",
		},
	} {
		t.Run(sentence, func(t *testing.T) {
			offer, trades, certificate := lobsters()
			c.change(&certificate)
			_, err := CheckScheme(offer, trades, certificate)
			wantError(t, err, c.code, c.field)
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("%v does not say %s", err, c.text)
			}
		})
	}
}

// TestAStepOf995PermilleIsTaken, to the last unit: 1000·154317500 ≥ 995·(154317500 + 775400).
func TestAStepOf995PermilleIsTaken(t *testing.T) {
	offer, trades, certificate := lobsters()
	certificate.Steps[0].Demand[0] += 7754
	proof, err := CheckScheme(offer, trades, certificate)
	if err != nil || proof.Bound-proof.Score != 775400 {
		t.Errorf("%+v %v", proof, err)
	}
}

// favoured has two buyers rated alike who bid for one supply; the second one's bid is the better one.
func favoured() Offer {
	demands := []List{
		goldenList(Demand, buyer3, "Lobster", 100, 800000, 3, 25000), goldenList(Demand, buyer4, "Lobster", 100, 1600000, 3, 25000),
	}
	supplies := []List{goldenList(Supply, seller2, "Lobster", 100, 800000, 3, 25000)}
	return FirstOffer(DefaultParameters(), demands, supplies, goldenRatings())
}

// TestAFavouredEqualIsFound: the scheme is fair, for both buyers are rated C, and yet not what the rule gives.
func TestAFavouredEqualIsFound(t *testing.T) {
	offer := favoured()
	worse := []Trade{goldenTrade(buyer3, seller2, 100, 800000, 25000)}
	_, err := CheckScheme(offer, worse, certify(offer, worse))
	wantError(t, err, CodeSchemeNotOptimal, "trades")
	if want := "step C × C scores 160000000, its bound is 180000000"; !strings.Contains(err.Error(), want) {
		t.Errorf("%v does not say %s", err, want)
	}
	better := []Trade{goldenTrade(buyer4, seller2, 100, 1200000, 25000)}
	if _, err := CheckScheme(offer, better, certify(offer, better)); err != nil {
		t.Error(err)
	}
}

// TestABoundThatLeaves64BitsIsTooHigh: the highest prices for the largest lists.
func TestABoundThatLeaves64BitsIsTooHigh(t *testing.T) {
	step := proofStep{demands: make([]provenList, 100_000)}
	for k := range step.demands {
		step.demands[k].left, step.demands[k].price = MaxAmount, idealValue
	}
	if bound := step.bound(); bound != 1<<64-1 || nearOptimal(1<<63-1, bound) {
		t.Errorf("%d", bound)
	}
	step.demands = step.demands[:92_233]
	if bound := step.bound(); bound != 92_233*200_000_000_000_000 || nearOptimal(1<<63-1, bound) || !nearOptimal(1<<63-1, 1<<63) {
		t.Errorf("%d", bound)
	}
}

// TestTooLarge: the limit itself is borne.
func TestTooLarge(t *testing.T) {
	if TooLarge(MaxListsPerBreed-10, 10) || !TooLarge(MaxListsPerBreed-10, 11) {
		t.Error("the limit is another one")
	}
	offer := Offer{demands: make([]openList, MaxListsPerBreed), supplies: make([]openList, 1)}
	_, err := CheckScheme(offer, nil, Certificate{})
	wantError(t, err, CodeBreedTooLarge, "breed")
}

// TestAPriceBelowAnyPairsValueIsFound on random markets: prices of the exact solver are taken; any one of them lowered is refused
// where a pair needs it, which is said by the rules list by list, not by the laid-out loop.
func TestAPriceBelowAnyPairsValueIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offer := anyOffer(t)
		demands, supplies := newProofSide(offer, offer.demands), newProofSide(offer, offer.supplies)
		step := proofStep{name: "C × C", offer: &offer, demands: demands.open(2), supplies: supplies.open(2)}
		prices := rapid.SliceOfN(rapid.SampledFrom([]Millionths{0, 500_000, 900_000, 1_000_000, 1_400_000, 2_000_000}), 10, 10).Draw(t, "prices")
		for k := range step.demands {
			step.demands[k].price = prices[k]
		}
		for k := range step.supplies {
			step.supplies[k].price = prices[5+k]
		}
		want := ""
		for k, d := range offer.demands {
			for l, s := range offer.supplies {
				if want == "" && offer.incompatible(d.list, s.list) == "" && prices[k]+prices[5+l] < offer.params.ArcValue(d.list, s.list) {
					want = fmt.Sprintf("pair %q × %q", d.list.ListID, s.list.ListID)
				}
			}
		}
		err := step.checkPairs()
		if err == nil && want != "" || err != nil && (want == "" || !strings.Contains(err.Error(), want)) {
			t.Fatalf("%v, want %s", err, want)
		}
	})
}

// anyOffer is a small market in one rating, some pairs barred.
func anyOffer(t *rapid.T) Offer {
	ratings := map[string]Rating{}
	side := func(side Side) (lists []List) {
		for k := range rapid.IntRange(0, 5).Draw(t, string(side)) {
			company := fmt.Sprintf("C-%d", rapid.IntRange(0, 5).Draw(t, "company"))
			ratings[company] = RatingC
			list := goldenList(side, company, "Lobster", Pieces(rapid.Int64Range(1, 9).Draw(t, "amount")), Fen(rapid.Int64Range(1, 90).Draw(t, "price")),
				rapid.Int64Range(1, 3).Draw(t, "freshness"), Grams(rapid.Int64Range(1, 30).Draw(t, "weight")))
			list.ListID = fmt.Sprintf("%s%d", side, k)
			lists = append(lists, list)
		}
		return lists
	}
	offer := FirstOffer(anyMarket(t), side(Demand), side(Supply), ratings)
	offer.barred = map[Pair]bool{}
	for range rapid.IntRange(0, 3).Draw(t, "barred") {
		number := rapid.IntRange(0, 4)
		offer.barred[Pair{fmt.Sprintf("demand%d", number.Draw(t, "demand")), fmt.Sprintf("supply%d", number.Draw(t, "supply"))}] = true
	}
	return offer
}
