"""How far a scheme stays behind the optimum, step by step."""

from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.breed import NOBODY, Options
from matching.breed_state import BreedState
from matching.market import RATINGS, Parameters
from matching.scheme import BreedResult
from matching.solver import Fills
from matching.solvers.exact import Exact
from matching.stopping import Budget


@dataclass(frozen=True, slots=True)
class Comparison:
    """Score of a scheme's steps, and the sum of each step's optimum."""

    scored: int
    optimal: int

    def __add__(self, other: "Comparison") -> "Comparison":
        return Comparison(self.scored + other.scored, self.optimal + other.optimal)

    @property
    def gap_percent(self) -> float:
        """100 · (1 − scored / optimal); 0 where nothing could be traded."""
        return 100 * (self.optimal - self.scored) / self.optimal if self.optimal else 0.0


def compare(results: Iterable[BreedResult], params: Parameters, pool: Executor | None = None) -> Comparison:
    """Replay schemes made without barred pairs, and solve each of their steps exactly beside it.

    Each step is compared on what the scheme's own earlier steps left, so the gap is the solver's and not that of the
    order of steps.
    """
    found = list((map if pool is None else pool.map)(partial(_compare, params=params), results))
    return Comparison(sum(each.scored for each in found), sum(each.optimal for each in found))


def _compare(result: BreedResult, *, params: Parameters) -> Comparison:
    ranks = result.rank_d, result.rank_s
    state = BreedState(result.demand, result.supply, *ranks, params, NOBODY, Options(Exact()).hold_pairs)
    trades = result.trades
    i_of, j_of = result.rank_d[trades.demand], result.rank_s[trades.supply]
    scored = optimal = 0
    for i in range(RATINGS):
        for j in range(RATINGS):
            step = state.step(i, j)
            if step is None:
                continue
            made = np.flatnonzero((i_of == i) & (j_of == j))
            rows = np.searchsorted(step.rows, trades.demand[made])
            columns = np.searchsorted(step.columns, trades.supply[made])
            fills = Fills(rows, columns, trades.amount[made])
            scored += fills.score(step.problem)
            optimal += Exact().solve(step.problem, np.random.default_rng(0), Budget()).score(step.problem)
            state.take(step, fills)
    return Comparison(scored, optimal)
