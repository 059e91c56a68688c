"""How a match came about: what a piece scores, how price and weight follow, and who would have been next."""

from typing import Literal

from matching.explain.facts import OTHER, MatchFacts, NextBest, PriceFacts, Side, WeightFacts
from matching.explain.view import Figures, Opened, SchemeView, TradeRow, factors
from matching.rules import IDEAL


def find_next(view: SchemeView, side: Side, own: int, partner: int) -> int:
    """The best other compatible list of the same step with something left when it began: a position; −1: none."""
    others, rank = view.lists[OTHER[side]], view.lists[side][own].rating
    best, found = 0, -1
    for other, figures in enumerate(others):
        if other != partner and figures.rating == others[partner].rating and view.left[OTHER[side]][other][rank] > 0:
            value = view.value(side, own, other)
            if value > best:
                best, found = value, other
    return found


def match_facts(view: SchemeView, trade: TradeRow, opened: Opened, demand_next: int, supply_next: int) -> MatchFacts:
    """The facts of a trade, given the positions of its next-best partners (−1: none)."""
    demand, supply = view.lists["demand"][trade.demand], view.lists["supply"][trade.supply]
    params = view.params
    x1, x2, x3, x = factors(demand, supply, params)
    return MatchFacts(
        demand.list_id,
        supply.list_id,
        view.breed,
        demand.rating,
        supply.rating,
        trade.amount,
        trade.price_fen,
        trade.weight_g,
        demand.freshness,
        supply.freshness,
        demand.unit_price,
        supply.unit_price,
        demand.limit,
        demand.unit_weight,
        supply.unit_weight,
        params.epsilon_permille,
        params.phi_permille,
        params.gamma_permille,
        x1,
        x2,
        x3,
        x,
        IDEAL - x,
        _price(view, trade, opened, demand, supply),
        _weight(view, trade, opened, supply),
        _next(view, "demand", trade.demand, demand_next),
        _next(view, "supply", trade.supply, supply_next),
    )


def _setter(view: SchemeView, trade: TradeRow, opened: Opened) -> Side | None:
    if view.params.price_rule == "midpoint":
        return None
    return "demand" if trade.amount == opened.demand[0] else "supply"


def _price(view: SchemeView, trade: TradeRow, opened: Opened, demand: Figures, supply: Figures) -> PriceFacts:
    bid = -(-demand.price_fen * trade.amount // demand.amount)
    ask = supply.price_fen * trade.amount // supply.amount
    setter = _setter(view, trade, opened)
    return PriceFacts(
        view.params.price_rule,
        setter,
        {"demand": demand.open_price_fen, "supply": supply.open_price_fen, None: None}[setter],
        {"demand": opened.demand[1], "supply": opened.supply[1], None: None}[setter],
        opened.demand[0],
        opened.supply[0],
        bid,
        ask,
        max(0, trade.price_fen - bid),
        max(0, ask - trade.price_fen),
    )


def _weight(view: SchemeView, trade: TradeRow, opened: Opened, supply: Figures) -> WeightFacts:
    share = supply.weight_g * trade.amount // supply.amount
    setter = _setter(view, trade, opened)
    if setter is not None:
        opened_by_setter = opened.demand if setter == "demand" else opened.supply
        return WeightFacts("SETTER", supply.weight_g, supply.amount, share, opened_by_setter[2])
    if trade.amount == opened.supply[0]:
        return WeightFacts("REST", supply.weight_g, supply.amount, share, opened.supply[2])
    source: Literal["SHARE", "OPEN"] = "SHARE" if share <= opened.supply[2] else "OPEN"
    return WeightFacts(source, supply.weight_g, supply.amount, share, opened.supply[2])


def _next(view: SchemeView, side: Side, own: int, other: int) -> NextBest | None:
    if other < 0:
        return None
    return NextBest(view.value(side, own, other), view.lists[OTHER[side]][other].third_party())
