"""The small interface between a step of the matching and whatever solves it: problem → solver → fills."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, fill_matrix, pair_values, partners
from matching.rules_array import Ints
from matching.step_arcs import matrix_arcs, part_of_arcs, transposed_arcs
from matching.stopping import StoppingRule

_PRODUCTS = 1 << 14
"""Products of pieces and value (below 2·10¹⁴ each) that add up without leaving 64 bits."""


@dataclass(frozen=True, slots=True)
class StepProblem:
    """One step: lists of one pair of ratings with what earlier steps left. A transportation problem.

    `demand_left` (d) and `supply_left` (s) are pieces, all positive; `arcs` values each pair: what one piece scores,
    0 where the two may not trade. Rows and columns stand in posting order: among equals the earlier goes first. After
    `transposed` the rows are supplies.
    """

    demand_left: Ints
    supply_left: Ints
    arcs: Arcs

    @classmethod
    def of_matrix(cls, demand_left: Ints, supply_left: Ints, value: Int32s | Ints) -> "StepProblem":
        """A step with given values (d × s)."""
        return cls(demand_left, supply_left, matrix_arcs(np.ascontiguousarray(value, np.int32)))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.demand_left), len(self.supply_left)

    @property
    def value(self) -> Int32s:
        """All values (d × s): for steps that fit into memory."""
        return self.arcs.matrix if self.arcs.matrix.shape[0] else self._filled()

    def held(self) -> "StepProblem":
        """The same step with its values in memory."""
        return StepProblem(self.demand_left, self.supply_left, self.arcs._replace(matrix=self.value))

    def _filled(self) -> Int32s:
        matrix = np.empty(self.shape, np.int32)
        fill_matrix(self.arcs, matrix)
        return matrix

    def part(self, rows: Ints, columns: Ints) -> "StepProblem":
        """The step of some of its rows and columns."""
        arcs = part_of_arcs(self.arcs, rows, columns)
        return StepProblem(self.demand_left[rows], self.supply_left[columns], arcs)

    def transposed(self) -> "StepProblem":
        """The same step with the sides exchanged."""
        return StepProblem(self.supply_left, self.demand_left, transposed_arcs(self.arcs))


@dataclass(frozen=True, slots=True)
class Fills:
    """A solver's answer: row, column and pieces of each fill (int64 arrays, one length), and the iterations spent.

    `prices` are those of rows and columns with which the solver proved how much no answer can exceed (see
    `matching.certificate`); None where it proved nothing.
    """

    demand: Ints
    supply: Ints
    amount: Ints
    iterations: int = 1
    prices: tuple[Ints, Ints] | None = None

    def score(self, step: StepProblem) -> int:
        """Σ fill · value. A Python int: with 46,000 full lists the sum would leave 64 bits."""
        return product(self.amount, pair_values(step.arcs, self.demand, self.supply))

    def transposed(self) -> "Fills":
        """The same fills of the step with the sides exchanged."""
        prices = None if self.prices is None else (self.prices[1], self.prices[0])
        return Fills(self.supply, self.demand, self.amount, self.iterations, prices)


class Solver(Protocol):
    """Solves one step. Uses no randomness but `rng`, leaves nothing tradable, returns its best when told to stop."""

    name: str

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills: ...


def product(amounts: Ints, values: Ints) -> int:
    """Σ amount · value as a Python int, whatever its size."""
    products = amounts * values
    return sum(int(products[k : k + _PRODUCTS].sum()) for k in range(0, len(products), _PRODUCTS))


def check_fills(step: StepProblem, fills: Fills) -> None:
    """Refuse a solver's answer that over-allocates, pairs what may not trade, repeats a pair, or leaves a trade undone.

    These are mistakes of the solver, not of the input, hence AssertionError with what is wrong.
    """
    if np.any(fills.amount <= 0):
        raise AssertionError("a fill is not positive")
    pairs = fills.demand * len(step.supply_left) + fills.supply
    if len(np.unique(pairs)) != len(pairs):
        raise AssertionError("a pair appears twice")
    if np.any(pair_values(step.arcs, fills.demand, fills.supply) <= 0):
        raise AssertionError("a fill joins lists that may not trade")
    demand_left, supply_left = leftovers(step, fills)
    if np.any(demand_left < 0) or np.any(supply_left < 0):
        raise AssertionError("a list is over-allocated")
    if partners(step.arcs, demand_left, supply_left)[0].any():
        raise AssertionError("something tradable is left")


def leftovers(step: StepProblem, fills: Fills) -> tuple[Ints, Ints]:
    """What the fills leave of each demand and of each supply."""
    demand_left, supply_left = step.demand_left.copy(), step.supply_left.copy()
    np.subtract.at(demand_left, fills.demand, fills.amount)
    np.subtract.at(supply_left, fills.supply, fills.amount)
    return demand_left, supply_left
