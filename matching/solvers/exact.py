"""The optimum of a step by a library's network simplex (POT): independent of our own, and its yardstick."""

import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import pair_values
from matching.kernels.shortlist import best_pairs, spread_pairs
from matching.kernels.simplex import proven_prices
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem, leftovers
from matching.solvers.greedy import greedy_fills
from matching.stopping import StoppingRule

if TYPE_CHECKING:
    from scipy.sparse import coo_array

_ALL_PAIRS = 1 << 18
"""Up to so many pairs all of them are given to the library at once."""
_BEST = 8
"""Of larger steps, as many of the best pairs of each row and column to begin with; in later rounds, of those of each
row that would gain most."""
_SPREAD = 24
"""To begin with, as many pairs of each row from all over what it may trade with: they give prices to go by."""
_WITHOUT_END = 1 << 62
Floats = NDArray[np.float64]


class Exact:
    """maximise Σ value · fill under the lists' amounts, as a transport problem over some of the pairs; the optimum's
    prices show which of the others would gain, these are added, until none is left (column generation).

    A further row and column of the transport problem, worth nothing, take what is left of the lists. Amounts and values
    are integers below 2⁵³ and the library only adds and subtracts them, so its floating-point answer is exact. It ends
    in a vertex, hence in a forest with one unfinished list a tree at most. Told to stop between two rounds, the optimum
    over the pairs so far is filled up, and prices are raised until they prove a bound.
    """

    name = "exact"

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:  # noqa: ARG002 (interface)
        rows, columns = _first_pairs(step)
        rounds = 0
        while True:
            rounds += 1
            fills, prices = _optimum(step, rows, columns)
            missing_rows, missing_columns = best_pairs(step.arcs, *prices, _BEST)
            known = np.isin(missing_rows * step.shape[1] + missing_columns, rows * step.shape[1] + columns)
            if known.any():
                raise AssertionError("the library's prices don't prove its answer")
            if not len(missing_rows):
                return Fills(fills.demand, fills.supply, fills.amount, rounds, prices)
            if stop.seconds_left() == 0:
                return _interrupted(step, fills, rounds, prices)
            rows, columns = np.concatenate([rows, missing_rows]), np.concatenate([columns, missing_columns])


def _first_pairs(step: StepProblem) -> tuple[Ints, Ints]:
    nothing = np.zeros(step.shape[0], np.int64), np.zeros(step.shape[1], np.int64)
    if step.shape[0] * step.shape[1] <= _ALL_PAIRS:
        return best_pairs(step.arcs, *nothing, step.shape[1])
    by_row, by_column = (
        best_pairs(step.arcs, *nothing, _BEST),
        best_pairs(step.transposed().arcs, *nothing[::-1], _BEST),
    )
    anywhere = spread_pairs(step.arcs, _SPREAD)
    rows = np.concatenate([by_row[0], by_column[1], anywhere[0]])
    columns = np.concatenate([by_row[1], by_column[0], anywhere[1]])
    found: tuple[Ints, Ints] = np.divmod(np.unique(rows * step.shape[1] + columns), step.shape[1])
    return found


def _optimum(step: StepProblem, rows: Ints, columns: Ints) -> tuple[Fills, tuple[Ints, Ints]]:
    """The best fills over the given pairs, and prices (rows, columns) that prove it as far as these pairs go."""
    demands, supplies = step.shape
    offered, wanted = _balanced(step)
    costs = _costs(step, rows, columns)
    plan, log = _emd()(
        offered, wanted, costs, numItermax=_WITHOUT_END, log=True, center_dual=False, check_marginals=False
    )
    if log["warning"] is not None:
        raise AssertionError(f"POT: {log['warning']}")
    plan = plan.tocoo()
    real = (plan.row < demands) & (plan.col < supplies) & (plan.data > 0)
    fills = Fills(plan.row[real].astype(np.int64), plan.col[real].astype(np.int64), _whole(plan.data[real]))
    # A pair's cost is at least the sum of its potentials; measured from the further row and column, that is a price.
    row_price = -_whole(log["u"][:-1] + log["v"][-1])
    column_price = -_whole(log["v"][:-1] + log["u"][-1])
    return fills, (row_price, column_price)


@cache
def _emd() -> Any:
    """POT's solver: two seconds to import, so only who asks for the optimum pays for it. Where the package has not been
    compiled to bytecode yet, that warns of its docstrings, which is nobody's business here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ot.lp import emd
    return emd


def _balanced(step: StepProblem) -> tuple[Floats, Floats]:
    """Amounts of rows and columns with the further ones, both sides adding up to the same power of two: the library
    multiplies by one sum and divides by the other, which changes no integer then."""
    demand, supply = int(step.demand_left.sum()), int(step.supply_left.sum())
    total = 1 << (demand + supply - 1).bit_length()
    sides = np.append(step.demand_left, total - demand), np.append(step.supply_left, total - supply)
    return sides[0].astype(np.float64), sides[1].astype(np.float64)


def _costs(step: StepProblem, rows: Ints, columns: Ints) -> "coo_array":
    """What a piece costs (less than nothing, its value) over the given pairs, and 0 to leave it."""
    from scipy.sparse import coo_array

    demands, supplies = step.shape
    leave_rows = np.concatenate([np.arange(demands), np.full(supplies + 1, demands)])
    leave_columns = np.concatenate([np.full(demands, supplies), np.arange(supplies + 1)])
    worth = np.concatenate([pair_values(step.arcs, rows, columns), np.zeros(len(leave_rows), np.int64)])
    places = np.concatenate([rows, leave_rows]), np.concatenate([columns, leave_columns])
    return coo_array((-worth.astype(np.float64), places), shape=(demands + 1, supplies + 1))


def _whole(values: Floats) -> Ints:
    whole: Ints = np.rint(values).astype(np.int64)
    return whole


def _interrupted(step: StepProblem, fills: Fills, rounds: int, prices: tuple[Ints, Ints]) -> Fills:
    """The optimum over some pairs, with what the others can still trade."""
    proven_prices(step.arcs, *prices, np.empty(step.shape[1], np.int32))
    added = greedy_fills(step, *leftovers(step, fills))
    return Fills(
        np.concatenate([fills.demand, added.demand]),
        np.concatenate([fills.supply, added.supply]),
        np.concatenate([fills.amount, added.amount]),
        rounds,
        prices,
    )
