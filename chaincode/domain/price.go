package domain

import "fmt"

// Who may trade with whom, and what a piece of the trade is worth (Eq. 2). All from the posted figures, however much
// of a list is left.

const (
	million Millionths = 1_000_000
	// idealValue: a pair's arc value is idealValue − X, always positive, so the best step leaves nothing tradable.
	idealValue = 2 * million
)

// UnitPrice is ⌊1000·price/amount⌋.
func (l List) UnitPrice() MilliFen {
	return MilliFen(1000 * int64(l.PriceFen) / int64(l.Amount))
}

// UnitWeight is ⌊1000·weight/amount⌋.
func (l List) UnitWeight() Milligrams {
	return Milligrams(1000 * int64(l.WeightG) / int64(l.Amount))
}

// LimitPrice is ℓ, the highest unit price that a demand is matched with.
func (p Parameters) LimitPrice(demand List) MilliFen {
	return demand.UnitPrice() * (1000 + MilliFen(p.PriceTolerancePermille)) / 1000
}

// Incompatible says which rule keeps a demand and a supply from trading, "" where none does.
func (p Parameters) Incompatible(demand, supply List) string {
	limit, ask := p.LimitPrice(demand), supply.UnitPrice()
	switch {
	case demand.Breed != supply.Breed:
		return fmt.Sprintf("breed: %s is wanted, %s is offered", demand.Breed, supply.Breed)
	case demand.CompanyID == supply.CompanyID:
		return "companies: both lists are of " + demand.CompanyID
	case supply.Freshness < demand.Freshness:
		return fmt.Sprintf("freshness: %d is wanted, %d is offered", demand.Freshness, supply.Freshness)
	case ask > limit:
		return fmt.Sprintf("price: the limit is %d thousandths of a fen a piece, the ask is %d", limit, ask)
	case !weightsAgree(p.WeightTolerancePermille, demand.UnitWeight(), supply.UnitWeight()):
		return fmt.Sprintf("weight: %d and %d milligrams a piece differ by more than %d permille",
			demand.UnitWeight(), supply.UnitWeight(), p.WeightTolerancePermille)
	}
	return ""
}

// weightsAgree says whether two unit weights are as near to each other as the tolerance asks.
func weightsAgree(tolerance Permille, wanted, offered Milligrams) bool {
	return tolerance == noWeightTolerance ||
		1000*difference(wanted, offered) <= Milligrams(tolerance)*max(wanted, offered)
}

func difference(a, b Milligrams) Milligrams {
	return max(a, b) - min(a, b)
}

// figures are what of a list decides about its pairs.
type figures struct {
	unitPrice MilliFen
	limit     MilliFen // of a demand
	weight    Milligrams
	freshness int64
}

func (p Parameters) figuresOf(list List) figures {
	return figures{list.UnitPrice(), p.LimitPrice(list), list.UnitWeight(), list.Freshness}
}

// arcRule is what of the parameters decides about a pair, small enough for a loop over millions of them.
type arcRule struct {
	epsilon, phi, gamma Millionths
	tolerance           Permille
}

func (p Parameters) arcRule() arcRule {
	return arcRule{Millionths(p.EpsilonPermille), Millionths(p.PhiPermille), Millionths(p.GammaPermille), p.WeightTolerancePermille}
}

func (r arcRule) weightsAgree(demand, supply *figures) bool {
	return weightsAgree(r.tolerance, demand.weight, supply.weight)
}

// constraint is X of a compatible pair, Eq. (2): (ε·x₁ + φ·x₂ + γ·x₃)/1000, 0 … 10⁶. The cheapest ask and the highest
// bid come first (x₁), then the least surplus of freshness (x₂) and the nearest unit weights (x₃).
func (r arcRule) constraint(demand, supply *figures) Millionths {
	price := million * Millionths(supply.unitPrice) / Millionths(demand.limit)
	freshness := million / 2 * Millionths(supply.freshness-demand.freshness)
	weight := million * Millionths(difference(demand.weight, supply.weight)) / Millionths(max(demand.weight, supply.weight))
	return (r.epsilon*price + r.phi*freshness + r.gamma*weight) / 1000
}

// Constraint is X of a compatible pair of lists.
func (p Parameters) Constraint(demand, supply List) Millionths {
	wanted, offered := p.figuresOf(demand), p.figuresOf(supply)
	return p.arcRule().constraint(&wanted, &offered)
}

// ArcValue is what one piece of a compatible pair adds to a scheme's score.
func (p Parameters) ArcValue(demand, supply List) Millionths {
	return idealValue - p.Constraint(demand, supply)
}
