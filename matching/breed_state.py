"""A breed's lists while its steps are made: what is left of them, and what each step may trade."""

from dataclasses import dataclass

import numpy as np

from matching.certificate import StepPrices
from matching.kernels.arcs import Arcs, partners
from matching.kernels.pricing import price_midpoint, price_residual
from matching.lists import Lists
from matching.market import Parameters
from matching.rules_array import Ints
from matching.scheme import Trades
from matching.solver import Fills, StepProblem
from matching.step_arcs import barred_arcs


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step (i, j) as it begins: all its open lists (positions in the breed), and the problem of those of them, `rows`
    and `columns`, that have a partner."""

    i: int
    j: int
    open_d: Ints
    open_s: Ints
    rows: Ints
    columns: Ints
    problem: StepProblem

    def prices(self, state: "BreedState", rows: Ints, columns: Ints) -> StepPrices:
        """Prices of rows and columns as prices of all open lists, in the order of ids; 0 without partner."""
        price_d, price_s = np.zeros(len(state.left_d), np.int64), np.zeros(len(state.left_s), np.int64)
        price_d[self.rows], price_s[self.columns] = rows, columns
        by_id_d = self.open_d[np.argsort(state.demand.ids[self.open_d])]
        by_id_s = self.open_s[np.argsort(state.supply.ids[self.open_s])]
        ids_d, ids_s = state.demand.ids[by_id_d].tolist(), state.supply.ids[by_id_s].tolist()
        return StepPrices(self.i, self.j, ids_d, price_d[by_id_d], ids_s, price_s[by_id_s])


class BreedState:
    """`left_d` and `left_s` are what the steps so far have left of the lists."""

    def __init__(
        self,
        demand: Lists,
        supply: Lists,
        rank_d: Ints,
        rank_s: Ints,
        params: Parameters,
        barred: tuple[Ints, Ints],
        hold_pairs: int,
    ) -> None:
        self.demand, self.supply = demand, supply
        self.left_d, self.left_s = demand.left.copy(), supply.left.copy()
        self._rank_d, self._rank_s = rank_d, rank_s
        self._params, self._barred, self._hold_pairs = params, barred, hold_pairs
        self._limit = demand.unit_price * (1000 + params.price_tolerance_permille) // 1000
        self._ask, self._weight_d, self._weight_s = supply.unit_price, demand.unit_weight, supply.unit_weight
        off = params.weight_tolerance_permille is None
        rates = (params.epsilon_permille, params.phi_permille, params.gamma_permille)
        self._rates = np.array([*rates, -1 if off else params.weight_tolerance_permille], np.int64)

    def step(self, i: int, j: int) -> OpenStep | None:
        """What step (i, j) may trade, or None where no pair can."""
        open_d = np.flatnonzero((self._rank_d == i) & (self.left_d > 0))
        open_s = np.flatnonzero((self._rank_s == j) & (self.left_s > 0))
        if not len(open_d) or not len(open_s):
            return None
        problem = StepProblem(self.left_d[open_d], self.left_s[open_s], self._arcs(open_d, open_s))
        if problem.shape[0] * problem.shape[1] <= self._hold_pairs:
            problem = problem.held()
        by_row, by_column = partners(problem.arcs, problem.demand_left, problem.supply_left)
        if not by_row.any():
            return None
        rows, columns = np.flatnonzero(by_row), np.flatnonzero(by_column)
        if len(rows) < len(open_d) or len(columns) < len(open_s):
            problem = problem.part(rows, columns)
        return OpenStep(i, j, open_d, open_s, open_d[rows], open_s[columns], problem)

    def take(self, step: OpenStep, fills: Fills) -> None:
        """Take a step's fills off the lists."""
        np.subtract.at(self.left_d, step.rows[fills.demand], fills.amount)
        np.subtract.at(self.left_s, step.columns[fills.supply], fills.amount)

    def priced(self, demand: Ints, supply: Ints, amount: Ints) -> Trades:
        """Price all fills of the breed, in their order; each of them uses up a list under the rule `residual`."""
        d, s = self.demand, self.supply
        if self._params.price_rule == "midpoint":
            posted = (d.unit_price, s.unit_price, s.amount, s.weight_g)
            price, weight = price_midpoint(demand, supply, amount, *posted, s.left.copy(), s.open_weight_g.copy())
            return Trades(demand, supply, amount, price, weight)
        open_d = (d.left.copy(), d.open_price_fen.copy(), d.open_weight_g.copy())
        open_s = (s.left.copy(), s.open_price_fen.copy(), s.open_weight_g.copy())
        price, weight, wrong = price_residual(demand, supply, amount, open_d, open_s)
        if wrong >= 0:
            raise AssertionError(f"fill {wrong} of the scheme uses up neither list")
        return Trades(demand, supply, amount, price, weight)

    def _arcs(self, rows: Ints, columns: Ints) -> Arcs:
        d, s = self.demand, self.supply
        start, column = self._barred_arcs(rows, columns)
        figures = [one[rows] for one in (self._limit, self._weight_d, d.freshness, d.company)]
        figures += [one[columns] for one in (self._ask, self._weight_s, s.freshness, s.company)]
        return Arcs._make([np.empty((0, 0), np.int32), False, *figures, self._rates, start, column])

    def _barred_arcs(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        row_of, column_of = np.full(len(self.left_d), -1), np.full(len(self.left_s), -1)
        row_of[rows], column_of[columns] = np.arange(len(rows)), np.arange(len(columns))
        at_row, at_column = row_of[self._barred[0]], column_of[self._barred[1]]
        here = (at_row >= 0) & (at_column >= 0)
        return barred_arcs(at_row[here], at_column[here], len(rows))
