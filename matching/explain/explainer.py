"""Explanations of single lists and matches of one breed, from plain lots."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from matching.certificate import Certificate, Pair
from matching.errors import MatchingError
from matching.explain.facts import OTHER, ListFacts, MatchFacts, Rest, Side
from matching.explain.match import find_next, match_facts
from matching.explain.rest import find_rest, rest_facts
from matching.explain.view import SchemeView, TradeRow, view_of_lots
from matching.market import Lot, Parameters, Trade


class Explainer:
    """One breed's lots as on offer when the scheme was made, and the scheme; one look through all lists a question."""

    def __init__(
        self,
        demands: Sequence[Lot],
        supplies: Sequence[Lot],
        ratings: Mapping[str, int],
        params: Parameters,
        trades: Sequence[Trade],
        certificate: Certificate | None = None,
        barred: Collection[Pair] = frozenset(),
    ) -> None:
        self._view = view_of_lots(demands, supplies, ratings, params, trades, certificate, barred)

    def of_list(self, side: Side, list_id: str) -> ListFacts:
        """What became of a list. Raises MatchingError SCHEME_LIST_UNKNOWN; SCHEME_UNFAIR (see find_rest)."""
        own = self._position(side, list_id)
        trades = [t for t in self._view.trades if (t.demand if side == "demand" else t.supply) == own]
        left = self._view.lists[side][own].offered - sum(t.amount for t in trades)
        rest = rest_facts(self._view, side, own, find_rest(self._view, side, own)) if left else None
        return list_facts(self._view, side, own, totals(trades), rest)

    def of_match(self, demand_id: str, supply_id: str) -> MatchFacts:
        """How a match came about. Raises MatchingError SCHEME_LIST_UNKNOWN where the scheme has no such trade."""
        place = self._places.get((self._position("demand", demand_id), self._position("supply", supply_id)))
        if place is None:
            raise MatchingError("SCHEME_LIST_UNKNOWN", f"the scheme has no trade {demand_id!r} × {supply_id!r}")
        trade = self._view.trades[place]
        demand_next = find_next(self._view, "demand", trade.demand, trade.supply)
        supply_next = find_next(self._view, "supply", trade.supply, trade.demand)
        return match_facts(self._view, trade, self._view.openings[place], demand_next, supply_next)

    @cached_property
    def _places(self) -> dict[tuple[int, int], int]:
        return {(trade.demand, trade.supply): k for k, trade in enumerate(self._view.trades)}

    @cached_property
    def _positions(self) -> dict[tuple[Side, str], int]:
        return {
            (side, figures.list_id): k
            for side, figures_of in self._view.lists.items()
            for k, figures in enumerate(figures_of)
        }

    def _position(self, side: Side, list_id: str) -> int:
        if (side, list_id) not in self._positions:
            raise MatchingError("SCHEME_LIST_UNKNOWN", f"the market has no {side} list {list_id!r}")
        return self._positions[side, list_id]


def totals(trades: Iterable[TradeRow]) -> tuple[int, int, int, int]:
    """Pieces, number, fen and grams of trades."""
    rows = list(trades)
    return sum(t.amount for t in rows), len(rows), sum(t.price_fen for t in rows), sum(t.weight_g for t in rows)


def list_facts(
    view: SchemeView, side: Side, own: int, traded: tuple[int, int, int, int], rest: Rest | None
) -> ListFacts:
    """The facts of a list, given the totals of its trades and why something was left."""
    here = view.lists[side][own]
    return ListFacts(
        here.list_id,
        side,
        view.breed,
        here.rating,
        here.amount,
        here.offered,
        *traded,
        here.offered - traded[0],
        len(view.lists[OTHER[side]]),
        rest,
    )


def explain_list(
    side: Side,
    list_id: str,
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    trades: Sequence[Trade],
    certificate: Certificate | None = None,
    barred: Collection[Pair] = frozenset(),
) -> ListFacts:
    """What became of a list; lots and trades may be of the whole market, `certificate` is of the list's breed.

    Raises MatchingError SCHEME_LIST_UNKNOWN, MARKET_INVALID.
    """
    breed = _breed_of(demands if side == "demand" else supplies, side, list_id)
    return _of_breed(breed, demands, supplies, ratings, params, trades, certificate, barred).of_list(side, list_id)


def explain_match(
    demand_id: str,
    supply_id: str,
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    trades: Sequence[Trade],
    certificate: Certificate | None = None,
    barred: Collection[Pair] = frozenset(),
) -> MatchFacts:
    """How a match came about; arguments and errors as for `explain_list`."""
    breed = _breed_of(demands, "demand", demand_id)
    explainer = _of_breed(breed, demands, supplies, ratings, params, trades, certificate, barred)
    return explainer.of_match(demand_id, supply_id)


def _breed_of(lots: Sequence[Lot], side: Side, list_id: str) -> str:
    for lot in lots:
        if lot.id == list_id:
            return lot.breed
    raise MatchingError("SCHEME_LIST_UNKNOWN", f"the market has no {side} list {list_id!r}")


def _of_breed(
    breed: str,
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    trades: Sequence[Trade],
    certificate: Certificate | None,
    barred: Collection[Pair],
) -> Explainer:
    bids, asks = ([lot for lot in side if lot.breed == breed] for side in (demands, supplies))
    ids = {lot.id for lot in bids}
    return Explainer(bids, asks, ratings, params, [t for t in trades if t.demand_id in ids], certificate, barred)
