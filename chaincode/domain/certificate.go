package domain

import "math/bits"

// The proof that a scheme is a good one, by linear-programming duality: where the prices of every pair that may trade
// add up to at least what a piece of it scores, no allocation of a step scores more than Σ left·price.

const (
	// requiredPermille of its bound is what a step must score.
	requiredPermille = 995
	ratingSteps      = noRank * noRank
)

// Proof is a scheme's score Σ fill·(2·10⁶ − X) and the sum of its steps' bounds, which no scheme by these steps exceeds.
type Proof struct {
	Score, Bound int64
}

// checkCertificate goes through the steps in their order, each on what the earlier ones left.
func (s *schemeCheck) checkCertificate(certificate Certificate) (proof Proof, err error) {
	prices, err := certificate.byStep()
	if err != nil {
		return proof, err
	}
	demands, supplies := newProofSide(s.offer, s.offer.demands), newProofSide(s.offer, s.offer.supplies)
	fills := s.fills
	for index := range ratingSteps {
		step := proofStep{name: stepName(index), offer: &s.offer}
		step.demands, step.supplies = demands.open(index/noRank), supplies.open(index%noRank)
		if err := step.price(prices[index]); err != nil {
			return proof, err
		}
		if err := step.checkPairs(); err != nil {
			return proof, err
		}
		bound := step.bound()
		score, count := s.stepScore(index, fills)
		for _, f := range fills[:count] {
			demands.left[f.trade.DemandID] -= f.trade.Amount
			supplies.left[f.trade.SupplyID] -= f.trade.Amount
		}
		fills = fills[count:]
		if !nearOptimal(score, bound) {
			return proof, Fail(CodeSchemeNotOptimal, "trades",
				"step %s scores %d, its bound is %d; a step must score %d permille of its bound, so improve the step or lower its prices",
				step.name, score, bound, requiredPermille)
		}
		proof.Score += score
		proof.Bound += int64(bound) // within 1000/995 of a score that fits
	}
	return proof, nil
}

// stepScore sums up the fills of a step, which stand first, and counts them.
func (s *schemeCheck) stepScore(index int, fills []fill) (score int64, count int) {
	for _, f := range fills {
		if s.offer.rank(f.demand.list)*noRank+s.offer.rank(f.supply.list) != index {
			break
		}
		score += int64(f.trade.Amount) * int64(s.offer.params.ArcValue(f.demand.list, f.supply.list))
		count++
	}
	return score, count
}

// nearOptimal compares 1000·score and 995·bound in 128 bits.
func nearOptimal(score int64, bound uint64) bool {
	haveHigh, haveLow := bits.Mul64(uint64(score), 1000)
	wantHigh, wantLow := bits.Mul64(bound, requiredPermille)
	return haveHigh > wantHigh || haveHigh == wantHigh && haveLow >= wantLow
}

// byStep gives each step's prices, nil where a step is left out.
func (c Certificate) byStep() (prices [ratingSteps]*CertificateStep, err error) {
	last := -1
	for k := range c.Steps {
		step := &c.Steps[k]
		index := step.BuyerRating.Rank()*noRank + step.SellerRating.Rank()
		if index <= last {
			return prices, Fail(CodeSchemeCertificate, stepField(k),
				"step %s does not come after the one before; give each step once, in the order of the buyers' rating, then the sellers'",
				stepName(index))
		}
		prices[index], last = step, index
	}
	return prices, nil
}

func stepName(index int) string {
	return ratingLetters[index/noRank:index/noRank+1] + " × " + ratingLetters[index%noRank:index%noRank+1]
}
