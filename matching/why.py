"""How all matches of a breed came about, in short and by columns: what a large market's result takes longest over.

`shoal match explain` and `matching.explain` tell the whole of it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from matching.explain.breed import BreedExplanation
from matching.rules import IDEAL, MILLION
from matching.rules_array import Ints

Row = dict[str, Any]


def match_rows(explained: BreedExplanation) -> Iterator[Row]:
    """For each trade in the scheme's order: the ratings that made its step, bid, limit and ask (thousandths of a fen a
    piece), x₁, x₂, x₃ and X of Eq. (2) in millionths, what a piece scores, and for each side the next-best partner
    within the step with what a piece would have scored (None: there was none)."""
    result = explained.result
    d, s = result.trades.demand, result.trades.supply
    x1, x2, x3, x = _factors(explained, d, s)
    columns = {
        "buyer_rating": result.rank_d[d],
        "seller_rating": result.rank_s[s],
        "bid": result.demand.unit_price[d],
        "limit": _limits(explained)[d],
        "ask": result.supply.unit_price[s],
        "x1": x1,
        "x2": x2,
        "x3": x3,
        "x": x,
        "value": IDEAL - x,
    }
    next_s, next_d = explained.demand_next, explained.supply_next
    following = (
        _next(next_s, result.supply.ids, _factors(explained, d, next_s)[3]),
        _next(next_d, result.demand.ids, _factors(explained, next_d, s)[3]),
    )
    names = (*columns, "demand_next", "supply_next")
    rows = zip(*(column.tolist() for column in columns.values()), *following, strict=True)
    return (dict(zip(names, row, strict=True)) for row in rows)


def _limits(explained: BreedExplanation) -> Ints:
    limits: Ints = explained.result.demand.unit_price * (1000 + explained.params.price_tolerance_permille) // 1000
    return limits


def _factors(explained: BreedExplanation, d: Ints, s: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """(x₁, x₂, x₃, X) of Eq. (2) for pairs given by positions; meaningless where one is −1."""
    demand, supply, params = explained.result.demand, explained.result.supply, explained.params
    wanted, offered = demand.unit_weight[d], supply.unit_weight[s]
    x1 = MILLION * supply.unit_price[s] // _limits(explained)[d]
    x2 = MILLION // 2 * (supply.freshness[s] - demand.freshness[d])
    x3 = MILLION * np.abs(wanted - offered) // np.maximum(wanted, offered)
    x = (params.epsilon_permille * x1 + params.phi_permille * x2 + params.gamma_permille * x3) // 1000
    return x1, x2, x3, x


def _next(places: Ints, ids: Any, x: Ints) -> list[Row | None]:
    values, names = (IDEAL - x).tolist(), ids[places].tolist() if len(ids) else []
    return [
        None if place < 0 else {"list_id": name, "value": value}
        for place, name, value in zip(places.tolist(), names, values, strict=True)
    ]
