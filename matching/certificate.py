"""Proof of how good a scheme is: prices for every step, with which anyone can bound what the step could have scored.

Linear-programming duality: if u_d + v_s ≥ 2 000 000 − X for every compatible pair of a step, no allocation of it scores
more than Σ left_d·u_d + Σ left_s·v_s.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matching.errors import MatchingError
from matching.fairness import posting
from matching.market import RATINGS, Lot, Parameters
from matching.pricing import Fill
from matching.ratings import LETTERS
from matching.rules import IDEAL, arc_value
from matching.rules_array import Ints

Pair = tuple[str, str]
"""Ids of a demand and of a supply list."""


@dataclass(frozen=True, slots=True)
class StepPrices:
    """Prices of a step (i, j): one for each list of its ratings that had something left when the step began, in the
    order of the lists' ids. `demand_ids` and `supply_ids` name them."""

    i: int
    j: int
    demand_ids: Sequence[str]
    demand: Ints
    supply_ids: Sequence[str]
    supply: Ints


@dataclass(frozen=True, slots=True)
class Certificate:
    """The prices of a breed's steps in the order (i, j); a step without prices stands for prices of 0."""

    steps: tuple[StepPrices, ...]

    def argument(self) -> dict[str, Any]:
        """As the chain takes it; lists are named by their place in the order of ids."""
        return {
            "steps": [
                {
                    "buyer_rating": LETTERS[step.i],
                    "seller_rating": LETTERS[step.j],
                    "demand": step.demand.tolist(),
                    "supply": step.supply.tolist(),
                }
                for step in self.steps
            ]
        }


def verify(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    trades: Sequence[Fill],
    certificate: Certificate,
    params: Parameters,
    barred: Collection[Pair] = frozenset(),
) -> dict[tuple[int, int], tuple[int, int]]:
    """Score and bound of each step (i, j) that has a price or a trade, worked out pair by pair in plain integers.

    An independent check: nothing here is shared with what made the prices. Raises MatchingError SCHEME_CERTIFICATE
    (a list without price, or a price for one that has nothing left, or below 0) or SCHEME_BOUND (a pair is worth more
    than its two prices).
    """
    left = {("demand", lot.id): lot.open_amount for lot in demands} | {
        ("supply", lot.id): lot.open_amount for lot in supplies
    }
    bids, asks = {lot.id: lot for lot in demands}, {lot.id: lot for lot in supplies}
    given = {(step.i, step.j): step for step in certificate.steps}
    answer: dict[tuple[int, int], tuple[int, int]] = {}
    for i, j in ((i, j) for i in range(RATINGS) for j in range(RATINGS)):
        open_d = [
            lot for lot in sorted(demands, key=posting) if ratings[lot.company_id] == i and left["demand", lot.id]
        ]
        open_s = [
            lot for lot in sorted(supplies, key=posting) if ratings[lot.company_id] == j and left["supply", lot.id]
        ]
        step = given.get((i, j))
        u = _prices((i, j), open_d, step.demand_ids if step else [], step.demand.tolist() if step else [])
        v = _prices((i, j), open_s, step.supply_ids if step else [], step.supply.tolist() if step else [])
        for d in open_d:
            for s in open_s:
                if (d.id, s.id) not in barred and arc_value(d, s, params) > u[d.id] + v[s.id]:
                    raise MatchingError(
                        "SCHEME_BOUND",
                        f"step {LETTERS[i]}{LETTERS[j]}: a piece of {d.id!r} × {s.id!r} is worth "
                        f"{arc_value(d, s, params)}, more than its prices {u[d.id]} + {v[s.id]}",
                    )
        bound = sum(left["demand", d] * price for d, price in u.items())
        bound += sum(left["supply", s] * price for s, price in v.items())
        score = 0
        for trade in trades:
            bid, ask = bids[trade.demand_id], asks[trade.supply_id]
            if (ratings[bid.company_id], ratings[ask.company_id]) == (i, j):
                score += trade.amount * arc_value(bid, ask, params)
                left["demand", bid.id] -= trade.amount
                left["supply", ask.id] -= trade.amount
        if step or score:
            answer[i, j] = score, bound
    return answer


def _prices(step: tuple[int, int], lots: Sequence[Lot], ids: Sequence[str], prices: Sequence[int]) -> dict[str, int]:
    """The price of each open list; 0 for all where none is given."""
    if not len(ids):
        return dict.fromkeys((lot.id for lot in lots), 0)
    name = f"step {LETTERS[step[0]]}{LETTERS[step[1]]}"
    if list(ids) != sorted(lot.id for lot in lots) or len(ids) != len(prices):
        raise MatchingError("SCHEME_CERTIFICATE", f"{name}: needs one price for each list with something left")
    if not all(0 <= price <= IDEAL for price in prices):
        raise MatchingError("SCHEME_CERTIFICATE", f"{name}: a price must be from 0 to {IDEAL}")
    return dict(zip(ids, prices, strict=True))
