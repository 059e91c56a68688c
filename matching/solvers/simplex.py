"""From any solver's fills to the optimum of the step, and the proof of it: a primal network simplex."""

from dataclasses import replace

import numpy as np

from matching.kernels.arcs import pair_values
from matching.kernels.simplex import improve, plant, proven_prices
from matching.kernels.tree import Tree, empty_tree
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem, leftovers, product
from matching.solvers.greedy import greedy_fills
from matching.stopping import StoppingRule

_PIVOTS_A_CALL = 20_000
"""After so many pivots the stopping rule is asked."""


class Basis:
    """A basic solution of a step; `run` improves it. Fills must be a forest with one unfinished list a tree at most."""

    def __init__(self, step: StepProblem, fills: Fills) -> None:
        self._step = step
        self._rows, self._columns = step.shape
        self._tree: Tree = empty_tree(self._rows + self._columns + 1)
        self._buffer = np.empty(self._columns, np.int32)
        self._cursor = 0
        self.optimal = False
        self.pivots = 0
        worth = pair_values(step.arcs, fills.demand, fills.supply)
        ends = np.concatenate([fills.demand, fills.supply + self._rows])
        far = np.concatenate([fills.supply + self._rows, fills.demand])
        order = np.argsort(ends, kind="stable")
        start = np.zeros(self._rows + self._columns + 1, np.int64)
        np.cumsum(np.bincount(ends, minlength=len(start) - 1), out=start[1:])
        amounts, worths = np.tile(fills.amount, 2)[order], np.tile(worth, 2)[order]
        nodes = far[order].astype(np.int32)
        if not plant(self._tree, step.demand_left, step.supply_left, start, nodes, amounts, worths):
            raise AssertionError("the fills of a step are no forest with one unfinished list a tree at most")

    def run(self, pivots: int) -> None:
        """Pivot until optimal, but so many times at most."""
        made, self._cursor, self.optimal = improve(
            self._step.arcs, self._tree, self._rows, self._cursor, pivots, self._buffer
        )
        self.pivots += made

    def fills(self) -> Fills:
        """The fills of the tree, by row and column."""
        root = self._rows + self._columns
        nodes = np.flatnonzero((self._tree.parent[:root] != root) & (self._tree.flow[:root] > 0))
        above = self._tree.parent[nodes].astype(np.int64)
        rows, columns = np.minimum(nodes, above), np.maximum(nodes, above) - self._rows
        order = np.lexsort((columns, rows))
        return Fills(rows[order], columns[order], self._tree.flow[nodes][order])

    def score(self) -> int:
        """Σ fill · value of the tree."""
        return product(self._tree.flow[:-1], self._tree.worth[:-1])

    def prices(self) -> tuple[Ints, Ints]:
        """Prices of rows and columns that prove a bound: that of the optimum where this is one."""
        rows, columns = self._tree.potential[: self._rows].copy(), self._tree.potential[self._rows : -1].copy()
        if not self.optimal:
            proven_prices(self._step.arcs, rows, columns, self._buffer)
        return rows, columns


def optimise(step: StepProblem, fills: Fills, stop: StoppingRule) -> Fills:
    """The optimum of a step from given fills, with prices that prove it; if told to stop, the best so far with a bound.

    Never scores less than what was given. If time runs out, what a pivot has set free is filled again, best pair first.
    """
    basis = Basis(step, fills)
    while not basis.optimal and stop.seconds_left() != 0:
        basis.run(_PIVOTS_A_CALL)
    improved, prices = basis.fills(), basis.prices()
    if basis.optimal:  # then nothing tradable is left
        return replace(improved, iterations=fills.iterations, prices=prices)
    added = greedy_fills(step, *leftovers(step, improved))
    return Fills(
        np.concatenate([improved.demand, added.demand]),
        np.concatenate([improved.supply, added.supply]),
        np.concatenate([improved.amount, added.amount]),
        fills.iterations,
        prices,
    )


def bound(step: StepProblem, prices: tuple[Ints, Ints]) -> int:
    """Σ left · price: no answer to the step scores more (linear-programming duality)."""
    return product(step.demand_left, prices[0]) + product(step.supply_left, prices[1])
