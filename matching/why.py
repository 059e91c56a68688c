"""How all matches of a breed came about, by columns: the same as `match_facts` match by match, many times faster.

A large market has a million matches; what Python does for each of them is what its result takes longest over.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.explain import data
from matching.explain.breed import BreedExplanation
from matching.lists import Lists
from matching.market import Parameters
from matching.rules import IDEAL, MILLION
from matching.rules_array import Ints

Row = dict[str, Any]
_SOURCES = ("SHARE", "OPEN", "REST")


def match_rows(explained: BreedExplanation) -> Iterator[Row]:
    """The facts of each trade in the scheme's order, as `matching.explain.data` gives them."""
    if explained.params.price_rule == "midpoint":
        return _midpoint_rows(explained)
    return (data(explained.match_facts(place)) for place in range(len(explained.result.trades)))


class _Figures(NamedTuple):
    """What the formulas need of one side, by list."""

    price: Ints
    weight: Ints
    freshness: Ints


def _midpoint_rows(explained: BreedExplanation) -> Iterator[Row]:
    result, params = explained.result, explained.params
    demand, supply, made = result.demand, result.supply, result.trades
    d, s, amount = made.demand, made.supply, made.amount
    limits = demand.unit_price * (1000 + params.price_tolerance_permille) // 1000
    bids = _Figures(limits, demand.unit_weight, demand.freshness)
    asks = _Figures(supply.unit_price, supply.unit_weight, supply.freshness)
    factors = _factors(bids, asks, d, s, params)
    open_s = _before(s, amount, supply.left)
    open_g = _before(s, made.weight_g, supply.open_weight_g)
    bid_fen = -(-demand.price_fen[d] * amount // demand.amount[d])
    ask_fen = supply.price_fen[s] * amount // supply.amount[s]
    share = supply.weight_g[s] * amount // supply.amount[s]
    price = {
        "rule": _Same(params.price_rule),
        "setter": _Same(None),
        "offered_price_fen": _Same(None),
        "open_price_fen": _Same(None),
        "demand_open": _before(d, amount, demand.left),
        "supply_open": open_s,
        "bid_fen": bid_fen,
        "ask_fen": ask_fen,
        "demand_over_fen": np.maximum(0, made.price_fen - bid_fen),
        "supply_under_fen": np.maximum(0, ask_fen - made.price_fen),
    }
    weight = {
        "source": [_SOURCES[k] for k in np.where(amount == open_s, 2, share > open_g).tolist()],
        "supply_weight_g": supply.weight_g[s],
        "supply_amount": supply.amount[s],
        "share_g": share,
        "open_g": open_g,
    }
    names, next_s, next_d = explained.companies, explained.demand_next, explained.supply_next
    partners_d = _partners(demand, result.rank_d, demand.unit_price, names)
    partners_s = _partners(supply, result.rank_s, supply.unit_price, names)
    return _rows(
        {
            "demand_id": demand.ids[d],
            "supply_id": supply.ids[s],
            "breed": _Same(result.breed),
            "buyer_rating": result.rank_d[d],
            "seller_rating": result.rank_s[s],
            "amount": amount,
            "price_fen": made.price_fen,
            "weight_g": made.weight_g,
            "demand_freshness": demand.freshness[d],
            "freshness": supply.freshness[s],
            "bid": demand.unit_price[d],
            "ask": supply.unit_price[s],
            "limit": limits[d],
            "demand_unit_weight": demand.unit_weight[d],
            "supply_unit_weight": supply.unit_weight[s],
            "epsilon_permille": _Same(params.epsilon_permille),
            "phi_permille": _Same(params.phi_permille),
            "gamma_permille": _Same(params.gamma_permille),
            **dict(zip(("x1", "x2", "x3", "x"), factors, strict=True)),
            "value": IDEAL - factors[3],
            "price": list(_rows(price, len(amount))),
            "weight": list(_rows(weight, len(amount))),
            "demand_next": _next(next_s, partners_s, _factors(bids, asks, d, next_s, params)),
            "supply_next": _next(next_d, partners_d, _factors(bids, asks, next_d, s, params)),
        },
        len(amount),
    )


def _factors(demand: _Figures, supply: _Figures, d: Ints, s: Ints, params: Parameters) -> tuple[Ints, Ints, Ints, Ints]:
    """(x₁, x₂, x₃, X) of Eq. (2) for pairs given by positions; meaningless where one is −1."""
    wanted, offered = demand.weight[d], supply.weight[s]
    x1 = MILLION * supply.price[s] // demand.price[d]
    x2 = MILLION // 2 * (supply.freshness[s] - demand.freshness[d])
    x3 = MILLION * np.abs(wanted - offered) // np.maximum(wanted, offered)
    x = (params.epsilon_permille * x1 + params.phi_permille * x2 + params.gamma_permille * x3) // 1000
    return x1, x2, x3, x


def _before(lists: Ints, taken: Ints, offered: Ints) -> Ints:
    """What is open of each trade's list when its turn comes: what was on offer less what its trades before took."""
    order = np.argsort(lists, kind="stable")
    ends = np.cumsum(taken[order])
    starts = ends - taken[order]
    first = np.searchsorted(lists[order], lists[order])
    opened = np.empty(len(lists), np.int64)
    opened[order] = offered[lists[order]] - (starts - starts[first])
    return opened


def _partners(lists: Lists, rank: Ints, price: Ints, companies: Sequence[str] | None) -> list[Row]:
    """Each list as others' explanations name it."""
    columns = {
        "list_id": lists.ids,
        "company_id": _Same(None) if companies is None else [companies[code] for code in lists.company.tolist()],
        "rating": rank,
        "unit_price": price,
        "unit_weight": lists.unit_weight,
        "freshness": lists.freshness,
    }
    return list(_rows(columns, len(lists)))


def _next(places: Ints, partners: Sequence[Row], factors: tuple[Ints, Ints, Ints, Ints]) -> list[Row | None]:
    values = (IDEAL - factors[3]).tolist()
    return [
        None if place < 0 else {"value": value, "partner": partners[place]}
        for place, value in zip(places.tolist(), values, strict=True)
    ]


class _Same(NamedTuple):
    """One value for all rows."""

    value: Any


def _rows(columns: Mapping[str, Any], count: int) -> Iterator[Row]:
    """Columns as rows; arrays become plain integers."""
    names = tuple(columns)
    plain = [
        [column.value] * count
        if isinstance(column, _Same)
        else column.tolist()
        if hasattr(column, "tolist")
        else column
        for column in columns.values()
    ]
    return (dict(zip(names, row, strict=True)) for row in zip(*plain, strict=True))
