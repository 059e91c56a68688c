"""What each trade of a scheme costs and weighs. The chaincode computes the same figures, digit for digit.

A scheme is an ordered list of trades; figures are worked out in that order, because under both rules what is left
on a list depends on the trades before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal, Protocol

from matching.errors import MatchingError
from matching.market import Lot, Parameters, Trade
from matching.rules import unit_price


class Fill(Protocol):
    """An amount that one demand takes from one supply; a Trade is one too."""

    @property
    def demand_id(self) -> str: ...
    @property
    def supply_id(self) -> str: ...
    @property
    def amount(self) -> int: ...


class _Open:
    """What is still open of a list while a scheme is priced."""

    __slots__ = ("amount", "lot", "price", "weight")

    def __init__(self, lot: Lot) -> None:
        self.lot = lot
        self.amount = lot.open_amount
        self.price = lot.open_price_fen
        self.weight = lot.open_weight_g


def price_trades(
    trades: Iterable[Fill], demands: Sequence[Lot], supplies: Sequence[Lot], params: Parameters
) -> tuple[Trade, ...]:
    """Price a scheme's fills in order; a price or weight that the input carries is ignored.

    Raises MatchingError SCHEME_LIST_UNKNOWN, SCHEME_AMOUNT_INVALID (below 1), SCHEME_OVER_ALLOCATED, and under
    `residual` SCHEME_FILL_NOT_MAXIMAL for a fill that uses up neither list: the rule gives it no price.
    """
    bids = {lot.id: _Open(lot) for lot in demands}
    asks = {lot.id: _Open(lot) for lot in supplies}
    rule = _RULES[params.price_rule]
    priced = []
    for trade in trades:
        demand, supply = _find(bids, "demand", trade.demand_id), _find(asks, "supply", trade.supply_id)
        _check_amount(trade, demand, supply)
        price, weight = rule(demand, supply, trade.amount)
        demand.amount -= trade.amount
        supply.amount -= trade.amount
        priced.append(
            Trade(trade.demand_id, trade.supply_id, trade.amount, price, weight, supply.lot.freshness),
        )
    return tuple(priced)


def still_open(lots: Iterable[Lot], accepted: Iterable[Trade], side: Literal["demand", "supply"]) -> tuple[Lot, ...]:
    """What accepted trades leave of one side's lists for a second round, in the lists' order, without emptied ones.

    Open amount, price and grams are those of before less the trades'. Price and grams are not below zero: under
    `residual` a trade may be priced by the other list.
    """
    taken: dict[str, list[Trade]] = {}
    for trade in accepted:
        taken.setdefault(trade.demand_id if side == "demand" else trade.supply_id, []).append(trade)
    left = []
    for lot in lots:
        trades = taken.get(lot.id, [])
        amount = lot.open_amount - sum(trade.amount for trade in trades)
        if amount > 0:
            price = max(0, lot.open_price_fen - sum(trade.price_fen for trade in trades))
            weight = max(0, lot.open_weight_g - sum(trade.weight_g for trade in trades))
            left.append(replace(lot, left=amount, left_price_fen=price, left_weight_g=weight))
    return tuple(left)


def _midpoint(demand: _Open, supply: _Open, fill: int) -> tuple[int, int]:
    """Halfway between bid and ask, halves rounded up; grams are the supply's share, the last fill takes the rest."""
    price = (fill * (unit_price(demand.lot) + unit_price(supply.lot)) + 1000) // 2000
    share = supply.lot.weight_g * fill // supply.lot.amount
    weight = supply.weight if fill == supply.amount else min(share, supply.weight)
    supply.weight -= weight
    return price, weight


def _residual(demand: _Open, supply: _Open, fill: int) -> tuple[int, int]:
    """The list that this fill uses up sets price and weight with what is left on it (the demand, if both are)."""
    if fill == demand.amount:
        setter, other = demand, supply
    elif fill == supply.amount:
        setter, other = supply, demand
    else:
        raise MatchingError(
            "SCHEME_FILL_NOT_MAXIMAL",
            f"trade {demand.lot.id!r} × {supply.lot.id!r}: {fill} pieces use up neither list; order the scheme so "
            "that each trade uses up one",
        )
    price, weight = setter.price, setter.weight
    setter.price = setter.weight = 0
    other.price = max(0, other.price - price)
    other.weight = max(0, other.weight - weight)
    return price, weight


_RULES: dict[str, Callable[[_Open, _Open, int], tuple[int, int]]] = {"midpoint": _midpoint, "residual": _residual}


def _find(side: dict[str, _Open], name: str, list_id: str) -> _Open:
    if list_id not in side:
        raise MatchingError("SCHEME_LIST_UNKNOWN", f"the market has no {name} list {list_id!r}")
    return side[list_id]


def _check_amount(trade: Fill, demand: _Open, supply: _Open) -> None:
    pair = f"trade {trade.demand_id!r} × {trade.supply_id!r}"
    if trade.amount < 1:
        raise MatchingError("SCHEME_AMOUNT_INVALID", f"{pair}: the amount must be at least 1, not {trade.amount}")
    for side, opened in (("demand", demand), ("supply", supply)):
        if trade.amount > opened.amount:
            raise MatchingError(
                "SCHEME_OVER_ALLOCATED",
                f"{pair}: {trade.amount} pieces, but the {side} list has {opened.amount} left",
            )
