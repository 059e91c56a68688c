"""A breed and its scheme as the explanations read them: lists by position in posting order, both sides alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from matching.breed import check_market
from matching.certificate import Certificate, Pair
from matching.errors import MatchingError
from matching.explain.facts import OtherList, Side
from matching.fairness import posting
from matching.market import RATINGS, Lot, Parameters, Trade
from matching.rules import IDEAL, MILLION, limit_price, unit_price, unit_weight

Table = list[list[int]]
"""A row per list, a column per rating of the other side: one figure for each step that the list takes part in."""


class Figures(NamedTuple):
    """A list's figures. `limit` is what the price rule compares: ℓ of a demand, the ask of a supply. `offered`,
    `open_price_fen` and `open_weight_g` are what was on offer. `company` is equal for lists of the same company."""

    list_id: str
    company: str | int
    company_id: str | None
    rating: int
    amount: int
    offered: int
    price_fen: int
    open_price_fen: int
    freshness: int
    weight_g: int
    open_weight_g: int
    unit_price: int
    unit_weight: int
    limit: int

    def third_party(self) -> OtherList:
        """As another list's explanation names it."""
        return OtherList(self.list_id, self.company_id, self.rating, self.unit_price, self.unit_weight, self.freshness)


class TradeRow(NamedTuple):
    """A trade between a demand and a supply, given by position."""

    demand: int
    supply: int
    amount: int
    price_fen: int
    weight_g: int


class Opened(NamedTuple):
    """What is open of a trade's two lists when its turn comes: pieces, fen, grams."""

    demand: tuple[int, int, int]
    supply: tuple[int, int, int]


@dataclass
class SchemeView:
    """`prices` are the certificate's, None without one; `barred` holds positions (demand, supply)."""

    breed: str
    params: Parameters
    lists: dict[Side, list[Figures]]
    trades: list[TradeRow]
    barred: Collection[tuple[int, int]]
    prices: dict[Side, Table] | None

    @cached_property
    def left(self) -> dict[Side, Table]:
        """What each list has left when the step with each rating of the other side begins."""
        demand, supply = self.lists["demand"], self.lists["supply"]
        return {
            "demand": _left(demand, supply, ((t.demand, t.supply, t) for t in self.trades)),
            "supply": _left(supply, demand, ((t.supply, t.demand, t) for t in self.trades)),
        }

    @cached_property
    def traded(self) -> dict[tuple[int, int], int]:
        """The pieces of each traded pair (demand, supply)."""
        return {(trade.demand, trade.supply): trade.amount for trade in self.trades}

    @cached_property
    def openings(self) -> list[Opened]:
        """What was open before each trade, by the market's price rule."""
        return _openings(self)

    def pair(self, side: Side, own: int, other: int) -> tuple[Figures, Figures]:
        """Demand and supply of a list and one of the other side."""
        d, s = (own, other) if side == "demand" else (other, own)
        return self.lists["demand"][d], self.lists["supply"][s]

    def is_barred(self, side: Side, own: int, other: int) -> bool:
        """Whether the pair may not trade whatever its figures."""
        return ((own, other) if side == "demand" else (other, own)) in self.barred

    def value(self, side: Side, own: int, other: int) -> int:
        """What a piece of the pair scores; 0 where the two may not trade."""
        demand, supply = self.pair(side, own, other)
        if demand.company == supply.company or self.is_barred(side, own, other):
            return 0
        if supply.freshness < demand.freshness or supply.limit > demand.limit:
            return 0
        return IDEAL - factors(demand, supply, self.params)[3] if weights_fit(demand, supply, self.params) else 0

    def price_sum(self, side: Side, own: int, other: int) -> tuple[int, int]:
        """Certified prices of a list and of one of the other side, in the step of the two."""
        if self.prices is None:
            raise AssertionError("the scheme has no certificate")
        demand, supply = self.pair(side, own, other)
        d, s = (own, other) if side == "demand" else (other, own)
        u, v = self.prices["demand"][d][supply.rating], self.prices["supply"][s][demand.rating]
        return (u, v) if side == "demand" else (v, u)


def view_of_lots(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    trades: Sequence[Trade],
    certificate: Certificate | None = None,
    barred: Collection[Pair] = frozenset(),
) -> SchemeView:
    """The view of one breed's lots, as on offer when the scheme was made, and of its trades.

    Raises MatchingError MARKET_INVALID as match_breed, and SCHEME_LIST_UNKNOWN for a trade of another list.
    """
    bids, asks = sorted(demands, key=posting), sorted(supplies, key=posting)
    check_market(bids, asks, ratings)
    row, column = {lot.id: k for k, lot in enumerate(bids)}, {lot.id: k for k, lot in enumerate(asks)}
    for trade in trades:
        if trade.demand_id not in row or trade.supply_id not in column:
            raise MatchingError(
                "SCHEME_LIST_UNKNOWN", f"trade {trade.demand_id!r} × {trade.supply_id!r}: not two lists of the breed"
            )
    lists: dict[Side, list[Figures]] = {
        "demand": [_figures(lot, ratings, limit_price(lot, params)) for lot in bids],
        "supply": [_figures(lot, ratings, unit_price(lot)) for lot in asks],
    }
    return SchemeView(
        (bids or asks)[0].breed if bids or asks else "",
        params,
        lists,
        [TradeRow(row[t.demand_id], column[t.supply_id], t.amount, t.price_fen, t.weight_g) for t in trades],
        {(row[d], column[s]) for d, s in barred if d in row and s in column},
        None if certificate is None else _prices(certificate, row, column),
    )


def factors(demand: Figures, supply: Figures, params: Parameters) -> tuple[int, int, int, int]:
    """(x₁, x₂, x₃, X) of Eq. (2) in millionths."""
    wanted, offered = demand.unit_weight, supply.unit_weight
    x1 = MILLION * supply.limit // demand.limit
    x2 = MILLION // 2 * (supply.freshness - demand.freshness)
    x3 = MILLION * abs(wanted - offered) // max(wanted, offered)
    x = params.epsilon_permille * x1 + params.phi_permille * x2 + params.gamma_permille * x3
    return x1, x2, x3, x // 1000


def weights_fit(demand: Figures, supply: Figures, params: Parameters) -> bool:
    """Whether the weights of a piece differ by no more than the tolerance."""
    tolerance, (wanted, offered) = params.weight_tolerance_permille, (demand.unit_weight, supply.unit_weight)
    return tolerance is None or 1000 * abs(wanted - offered) <= tolerance * max(wanted, offered)


def difference(demand: Figures, supply: Figures, unit: int) -> int:
    """How far the weights of a piece lie apart, as a share of the heavier, in parts of `unit`, rounded up."""
    wanted, offered = demand.unit_weight, supply.unit_weight
    return -(-unit * abs(wanted - offered) // max(wanted, offered))


def _figures(lot: Lot, ratings: Mapping[str, int], limit: int) -> Figures:
    return Figures(
        lot.id,
        lot.company_id,
        lot.company_id,
        ratings[lot.company_id],
        lot.amount,
        lot.open_amount,
        lot.price_fen,
        lot.open_price_fen,
        lot.freshness,
        lot.weight_g,
        lot.open_weight_g,
        unit_price(lot),
        unit_weight(lot),
        limit,
    )


def _left(own: list[Figures], other: list[Figures], trades: Iterable[tuple[int, int, TradeRow]]) -> Table:
    """What each list has left when the step with each rating of the other side begins."""
    taken = [[0] * RATINGS for _ in own]
    for here, there, trade in trades:
        taken[here][other[there].rating] += trade.amount
    return [
        [figures.offered - sum(row[:rank]) for rank in range(RATINGS)] for figures, row in zip(own, taken, strict=True)
    ]


def _prices(certificate: Certificate, row: Mapping[str, int], column: Mapping[str, int]) -> dict[Side, Table]:
    price_d, price_s = [[0] * RATINGS for _ in row], [[0] * RATINGS for _ in column]
    for step in certificate.steps:
        for list_id, price in zip(step.demand_ids, step.demand.tolist(), strict=True):
            price_d[row[list_id]][step.j] = price
        for list_id, price in zip(step.supply_ids, step.supply.tolist(), strict=True):
            price_s[column[list_id]][step.i] = price
    return {"demand": price_d, "supply": price_s}


def _openings(view: SchemeView) -> list[Opened]:
    now = {
        side: [(figures.offered, figures.open_price_fen, figures.open_weight_g) for figures in figures_of]
        for side, figures_of in view.lists.items()
    }
    found = []
    for trade in view.trades:
        demand, supply = now["demand"][trade.demand], now["supply"][trade.supply]
        found.append(Opened(demand, supply))
        now["demand"][trade.demand] = _less(demand, trade)
        now["supply"][trade.supply] = _less(supply, trade)
    return found


def _less(opened: tuple[int, int, int], trade: TradeRow) -> tuple[int, int, int]:
    return opened[0] - trade.amount, max(0, opened[1] - trade.price_fen), max(0, opened[2] - trade.weight_g)
