"""Who may trade with whom, and what a piece of the trade is worth (Eq. 2). Plain integers.

`rules_array` has the same formulas over whole arrays; a property test holds the two equal.
"""

from matching.market import Lot, Parameters

MILLION = 1_000_000
IDEAL = 2 * MILLION
"""A pair's arc value is IDEAL − X: always positive, so the best step leaves nothing tradable."""


def unit_price(lot: Lot) -> int:
    """Thousandths of a fen for one piece, from the posted figures however much is left."""
    return 1000 * lot.price_fen // lot.amount


def unit_weight(lot: Lot) -> int:
    """Milligrams of one piece, from the posted figures however much is left."""
    return 1000 * lot.weight_g // lot.amount


def limit_price(demand: Lot, params: Parameters) -> int:
    """ℓ: the highest unit price that the demand is matched with."""
    return unit_price(demand) * (1000 + params.price_tolerance_permille) // 1000


def compatible(demand: Lot, supply: Lot, params: Parameters) -> bool:
    """Whether the two may trade at all: breed, freshness, companies, price and weight."""
    if demand.breed != supply.breed or demand.company_id == supply.company_id:
        return False
    if supply.freshness < demand.freshness or unit_price(supply) > limit_price(demand, params):
        return False
    if params.weight_tolerance_permille is None:
        return True
    wanted, offered = unit_weight(demand), unit_weight(supply)
    return 1000 * abs(wanted - offered) <= params.weight_tolerance_permille * max(wanted, offered)


def constraint_factors(demand: Lot, supply: Lot, params: Parameters) -> tuple[int, int, int]:
    """(x₁, x₂, x₃) of a compatible pair: price, freshness and weight, each 0 … 10⁶."""
    wanted, offered = unit_weight(demand), unit_weight(supply)
    price = MILLION * unit_price(supply) // limit_price(demand, params)
    freshness = MILLION // 2 * (supply.freshness - demand.freshness)
    weight = MILLION * abs(wanted - offered) // max(wanted, offered)
    return price, freshness, weight


def constraint(demand: Lot, supply: Lot, params: Parameters) -> int:
    """X of a compatible pair in millionths: Eq. (2), X = ε·x₁ + φ·x₂ + γ·x₃."""
    price, freshness, weight = constraint_factors(demand, supply, params)
    weighted = params.epsilon_permille * price + params.phi_permille * freshness + params.gamma_permille * weight
    return weighted // 1000


def arc_value(demand: Lot, supply: Lot, params: Parameters) -> int:
    """What one piece of the pair adds to a step's score; 0 for a pair that may not trade."""
    return IDEAL - constraint(demand, supply, params) if compatible(demand, supply, params) else 0
