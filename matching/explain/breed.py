"""Explanations of a whole breed: every unmatched rest and every match found by kernels, turned into facts when asked
for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.breed import NOBODY
from matching.explain.explainer import list_facts
from matching.explain.facts import ListFacts, MatchFacts, Rest, Side
from matching.explain.match import match_facts
from matching.explain.rest import Finding, rest_facts, unfair
from matching.explain.view import Figures, SchemeView, TradeRow
from matching.kernels import explain as kernels
from matching.lists import Lists
from matching.market import RATINGS, Parameters
from matching.rules_array import Ints
from matching.scheme import BreedResult
from matching.step_arcs import barred_arcs


@dataclass(frozen=True)
class BreedExplanation:
    """`rows` are the positions of the lists of each side with something left, in posting order; `findings` the reason
    and figures of each, a row of the fields of Finding; `demand_next` and `supply_next` the next-best partner of each
    trade's demand and supply, −1: none."""

    result: BreedResult
    params: Parameters
    companies: Sequence[str] | None
    barred: tuple[Ints, Ints]
    rows: dict[Side, Ints]
    findings: dict[Side, Ints]
    demand_next: Ints
    supply_next: Ints
    prices: dict[Side, Ints]

    def unmatched(self, side: Side) -> Iterator[ListFacts]:
        """The facts of each list with something left, in posting order."""
        for own, finding in zip(self.rows[side].tolist(), self.findings[side].tolist(), strict=True):
            yield list_facts(self._view, side, own, self._traded[side][own], self._rest(side, own, Finding(*finding)))

    def list_facts(self, side: Side, own: int) -> ListFacts:
        """The facts of the list at a position of the breed."""
        place = int(np.searchsorted(self.rows[side], own))
        open_ = place < len(self.rows[side]) and self.rows[side][place] == own
        rest = self._rest(side, own, Finding(*self.findings[side][place].tolist())) if open_ else None
        return list_facts(self._view, side, own, self._traded[side][own], rest)

    def match_facts(self, place: int) -> MatchFacts:
        """The facts of the trade at a place of the scheme."""
        demand_next, supply_next = int(self.demand_next[place]), int(self.supply_next[place])
        return match_facts(self._view, self._view.trades[place], self._view.openings[place], demand_next, supply_next)

    def _rest(self, side: Side, own: int, finding: Finding) -> Rest:
        if finding.reason < 0:
            raise unfair(self._view, side, own)
        return rest_facts(self._view, side, own, finding)

    @cached_property
    def _traded(self) -> dict[Side, list[tuple[int, int, int, int]]]:
        found = self.result.trades
        sides: dict[Side, tuple[Ints, int]] = {
            "demand": (found.demand, len(self.result.demand)),
            "supply": (found.supply, len(self.result.supply)),
        }
        return {side: _totals(self.result, *ends) for side, ends in sides.items()}

    @cached_property
    def _view(self) -> SchemeView:
        result, found = self.result, self.result.trades
        columns = (found.demand, found.supply, found.amount, found.price_fen, found.weight_g)
        limit = _limits(result.demand, self.params)
        return SchemeView(
            result.breed,
            self.params,
            {
                "demand": _figures(result.demand, result.rank_d, limit, self.companies),
                "supply": _figures(result.supply, result.rank_s, result.supply.unit_price, self.companies),
            },
            [TradeRow(*row) for row in zip(*(column.tolist() for column in columns), strict=True)],
            set(zip(self.barred[0].tolist(), self.barred[1].tolist(), strict=True)),
            None if result.certificate is None else {side: table.tolist() for side, table in self.prices.items()},
        )


def explain_breed(
    result: BreedResult,
    params: Parameters,
    barred: tuple[Ints, Ints] = NOBODY,
    companies: Sequence[str] | None = None,
) -> BreedExplanation:
    """Explain every unmatched rest and every match of a breed. Releases the interpreter while it looks through the
    pairs.

    `barred` are positions (demand, supply) as for match_lists; `companies` gives the ids of the lists' companies, which
    facts leave out without it.
    """
    found, trades = result, result.trades
    taken_d = _taken(len(found.demand), trades.demand, found.rank_s[trades.supply], trades.amount)
    taken_s = _taken(len(found.supply), trades.supply, found.rank_d[trades.demand], trades.amount)
    left_d, left_s = _left(found.demand.left, taken_d), _left(found.supply.left, taken_s)
    price_d, price_s = _price_tables(result, left_d, left_s)
    _, company = np.unique(np.concatenate([found.demand.company, found.supply.company]), return_inverse=True)
    count = len(found.demand)
    demand = _side(
        found.demand, _limits(found.demand, params), company[:count], found.rank_d, left_d, price_d,
        (trades.demand, trades.supply, trades.amount), barred,
    )  # fmt: skip
    supply = _side(
        found.supply, found.supply.unit_price, company[count:], found.rank_s, left_s, price_s,
        (trades.supply, trades.demand, trades.amount), (barred[1], barred[0]),
    )  # fmt: skip
    rates, certified = _rates(params), result.certificate is not None
    rows_d = np.flatnonzero(found.demand.left > taken_d.sum(axis=1))
    rows_s = np.flatnonzero(found.supply.left > taken_s.sum(axis=1))
    companies_here = int(company.max(initial=-1)) + 1
    return BreedExplanation(
        result,
        params,
        companies,
        barred,
        {"demand": rows_d, "supply": rows_s},
        {
            "demand": kernels.find_rests(demand, supply, False, rows_d, companies_here, rates, certified),
            "supply": kernels.find_rests(supply, demand, True, rows_s, companies_here, rates, certified),
        },
        kernels.find_next(demand, supply, False, trades.demand, trades.supply, rates),
        kernels.find_next(supply, demand, True, trades.supply, trades.demand, rates),
        {"demand": price_d, "supply": price_s},
    )


def _limits(demand: Lists, params: Parameters) -> Ints:
    limits: Ints = demand.unit_price * (1000 + params.price_tolerance_permille) // 1000
    return limits


def _rates(params: Parameters) -> Ints:
    tolerance = -1 if params.weight_tolerance_permille is None else params.weight_tolerance_permille
    return np.array([params.epsilon_permille, params.phi_permille, params.gamma_permille, tolerance], np.int64)


def _taken(count: int, lists: Ints, ranks: Ints, amounts: Ints) -> Ints:
    """What each list traded with each rating (n × 5)."""
    taken = np.zeros((count, RATINGS), np.int64)
    np.add.at(taken, (lists, ranks), amounts)
    return taken


def _left(offered: Ints, taken: Ints) -> Ints:
    """What each list has left when the step with each rating begins (n × 5)."""
    left: Ints = offered[:, None] - np.cumsum(taken, axis=1) + taken
    return left


def _price_tables(result: BreedResult, left_d: Ints, left_s: Ints) -> tuple[Ints, Ints]:
    """The certificate's prices by list and rating of the other side; 0 where it has none."""
    price_d, price_s = np.zeros_like(left_d), np.zeros_like(left_s)
    if result.certificate is not None:
        by_id_d, by_id_s = np.argsort(result.demand.ids), np.argsort(result.supply.ids)
        for step in result.certificate.steps:
            price_d[_priced(by_id_d, result.rank_d == step.i, left_d[:, step.j]), step.j] = step.demand
            price_s[_priced(by_id_s, result.rank_s == step.j, left_s[:, step.i]), step.i] = step.supply
    return price_d, price_s


def _priced(by_id: Ints, rated: Ints, left: Ints) -> Ints:
    """The lists that a step has prices for, in the order of the prices: that of ids."""
    lists: Ints = by_id[(rated & (left > 0))[by_id]]
    return lists


def _side(
    lists: Lists,
    limit: Ints,
    company: Ints,
    rank: Ints,
    left: Ints,
    price: Ints,
    trades: tuple[Ints, Ints, Ints],
    barred: tuple[Ints, Ints],
) -> kernels.Side:
    own, partner, amount = trades
    order, count = np.argsort(own, kind="stable"), len(lists)
    return kernels.Side(
        limit,
        lists.unit_weight,
        lists.freshness,
        np.ascontiguousarray(company, np.int64),
        rank,
        lists.left,
        left,
        price,
        _starts(own, count),
        partner[order],
        amount[order],
        *barred_arcs(*barred, count),
        _starts(rank, RATINGS),
        np.argsort(rank, kind="stable"),
    )


def _starts(keys: Ints, count: int) -> Ints:
    """Where each key's positions begin in the stable order of keys; one more at the end."""
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=count), out=start[1:])
    return start


def _totals(result: BreedResult, lists: Ints, count: int) -> list[tuple[int, int, int, int]]:
    """Pieces, number, fen and grams of each list's trades."""
    table = np.zeros((count, 4), np.int64)
    found = result.trades
    figures = np.stack([found.amount, np.ones_like(found.amount), found.price_fen, found.weight_g], axis=1)
    np.add.at(table, lists, figures)
    return [(pieces, number, fen, grams) for pieces, number, fen, grams in table.tolist()]


def _figures(lists: Lists, rank: Ints, limit: Ints, companies: Sequence[str] | None) -> list[Figures]:
    codes = lists.company.tolist()
    columns = (
        lists.ids,
        lists.company,
        rank,
        lists.amount,
        lists.left,
        lists.price_fen,
        lists.open_price_fen,
        lists.freshness,
        lists.weight_g,
        lists.open_weight_g,
        lists.unit_price,
        lists.unit_weight,
        limit,
    )
    ids, company, *figures = (column.tolist() for column in columns)
    names = [None] * len(codes) if companies is None else [companies[code] for code in codes]
    return [Figures(*row) for row in zip(ids, company, names, *figures, strict=True)]
