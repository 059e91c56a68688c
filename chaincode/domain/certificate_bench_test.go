package domain

import (
	"fmt"
	"testing"
)

// crowdedBreed is a breed in one step, the dearest case for the certificate: count × count lists in one rating, everybody compatible
// with everybody, every price as low as it may be, so that no pair is told by its prices alone.
func crowdedBreed(count int) (Offer, []Trade, Certificate) {
	var demands, supplies []List
	ratings := map[string]Rating{}
	step := CertificateStep{BuyerRating: RatingC, SellerRating: RatingC}
	trades := []Trade{}
	for k := range count {
		buyer, seller := fmt.Sprintf("C-BUYER%06d", k), fmt.Sprintf("C-SELLER%06d", k)
		ratings[buyer], ratings[seller] = RatingC, RatingC
		demands = append(demands, goldenList(Demand, buyer, "Lobster", 100, 1000000, 2, 20000))
		supplies = append(supplies, goldenList(Supply, seller, "Lobster", 100, Fen(700000+k), 3, 21000))
		value := DefaultParameters().ArcValue(demands[k], supplies[k])
		step.Demand, step.Supply = append(step.Demand, 0), append(step.Supply, value)
		trades = append(trades, Trade{demands[k].ListID, supplies[k].ListID, 100, Fen(100*(10_000_000+int64(10*(700_000+k)))+1000) / 2000, 21000})
	}
	return FirstOffer(DefaultParameters(), demands, supplies, ratings), trades, Certificate{Steps: []CertificateStep{step}}
}

func BenchmarkCertificate(b *testing.B) {
	for _, count := range []int{5_000, 10_000} {
		b.Run(fmt.Sprintf("%d × %d lists", count, count), func(b *testing.B) {
			offer, trades, certificate := crowdedBreed(count)
			for b.Loop() {
				proof, err := CheckScheme(offer, trades, certificate)
				if err != nil || proof.Score != proof.Bound {
					b.Fatal(proof, err)
				}
			}
		})
	}
}

func TestACrowdedBreedIsProven(t *testing.T) {
	offer, trades, certificate := crowdedBreed(300)
	if proof, err := CheckScheme(offer, trades, certificate); err != nil || proof.Score != proof.Bound {
		t.Error(proof, err)
	}
	certificate.Steps[0].Supply[299]--
	_, err := CheckScheme(offer, trades, certificate)
	wantError(t, err, CodeSchemeBound, "certificate")
}
