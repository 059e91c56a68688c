package domain

import (
	"math/bits"
	"strconv"
)

// proofSide is one side of a breed while its steps are proven.
type proofSide struct {
	offer *Offer
	lists [noRank][]List // by rating, in the ledger's order
	left  map[string]Pieces
}

func newProofSide(offer Offer, lists []openList) *proofSide {
	side := &proofSide{offer: &offer, left: make(map[string]Pieces, len(lists))}
	for _, open := range lists {
		if rank := offer.rank(open.list); rank < noRank {
			side.lists[rank] = append(side.lists[rank], open.list)
			side.left[open.list.ListID] = open.amount
		}
	}
	return side
}

// open gives the lists of a rating that have something left, laid out for a loop over all pairs.
func (p *proofSide) open(rank int) []provenList {
	var open []provenList
	for _, list := range p.lists[rank] {
		if left := p.left[list.ListID]; left > 0 {
			open = append(open, provenList{figures: p.offer.params.figuresOf(list), left: left, breed: list.Breed, company: list.CompanyID, id: list.ListID})
		}
	}
	return open
}

// provenList is a list in a step, with the price that the certificate gives it.
type provenList struct {
	figures
	price              Millionths
	left               Pieces
	breed, company, id string
}

// proofStep is one step: the lists of a buyers' and a sellers' rating that have something left when it begins.
type proofStep struct {
	name              string
	offer             *Offer
	demands, supplies []provenList
}

// price gives the lists their prices, all 0 where the certificate leaves the step out.
func (s *proofStep) price(given *CertificateStep) error {
	if given == nil {
		return nil
	}
	for _, side := range []struct {
		name   string
		lists  []provenList
		prices []Millionths
	}{{"demand", s.demands, given.Demand}, {"supply", s.supplies, given.Supply}} {
		if len(side.prices) != len(side.lists) {
			return Fail(CodeSchemeCertificate, "certificate",
				"step %s has %d %s prices for %d %s lists with something left; give one for each, in the order of their ids",
				s.name, len(side.prices), side.name, len(side.lists), side.name)
		}
		for k, price := range side.prices {
			side.lists[k].price = price
		}
	}
	return nil
}

// checkPairs finds the first pair whose prices are below what a piece of it scores. 25 million pairs are a fraction of a
// second: comparisons come before divisions, and names last.
func (s *proofStep) checkPairs() error {
	rule := s.offer.params.arcRule()
	for k := range s.demands {
		d := &s.demands[k]
		for t := range s.supplies {
			p := &s.supplies[t]
			least := idealValue - d.price - p.price // what X must be at least
			if least <= 0 || p.unitPrice > d.limit || p.freshness < d.freshness || !rule.weightsAgree(&d.figures, &p.figures) {
				continue
			}
			if rule.constraint(&d.figures, &p.figures) < least && d.company != p.company && d.breed == p.breed &&
				!s.offer.barred[Pair{d.id, p.id}] {
				return Fail(CodeSchemeBound, "certificate",
					"step %s, pair %q × %q: the prices %d and %d are below the %d that a piece of the pair scores; raise one",
					s.name, d.id, p.id, d.price, p.price, idealValue-rule.constraint(&d.figures, &p.figures))
			}
		}
	}
	return nil
}

// bound is Σ left·price; the highest number that there is where it leaves 64 bits, which no score comes near.
func (s *proofStep) bound() uint64 {
	var sum uint64
	for _, side := range [][]provenList{s.demands, s.supplies} {
		for k := range side {
			next, carry := bits.Add64(sum, uint64(side[k].left)*uint64(side[k].price), 0)
			if carry > 0 {
				return ^uint64(0)
			}
			sum = next
		}
	}
	return sum
}

func stepField(k int) string {
	return "certificate.steps." + strconv.Itoa(k)
}
