"""The ants' walks: Eq. (1), all ants of an iteration at once."""

from dataclasses import dataclass

import numpy as np

from matching.rules import MILLION
from matching.rules_array import Flags, Ints
from matching.solver import StepProblem
from matching.solvers.heuristic import Floats

_BLOCK = 1 << 20
"""Ants · rows · columns looked at in one go: bounds memory to some 50 MB however large the step is."""


@dataclass(frozen=True, slots=True)
class Walks:
    """The fills of m ants. The k-th fill is ant[k]'s: rows, columns and pieces; `scores` has one entry per ant."""

    ant: Ints
    row: Ints
    column: Ints
    amount: Ints
    scores: Floats

    def of(self, ant: int) -> tuple[Ints, Ints, Ints]:
        """Rows, columns and amounts of one ant."""
        mine = self.ant == ant
        return self.row[mine], self.column[mine], self.amount[mine]


def walk(step: StepProblem, attraction: Floats, ants: int, rng: np.random.Generator) -> Walks:
    """Let `ants` ants serve every row of the step from the columns; `attraction` is τ^α · η^β, 0 where not allowed.

    An ant takes the rows in an order of its own (its start point and what follows). At row i it goes to columns with
    the probabilities of Eq. (1) and takes all it can from each until the row is served; a column once visited from
    this row is tabu. As the allowed set only shrinks, drawing one after the other equals sorting by E / attraction with
    independent exponential E (the smallest of such clocks is j's with j's share of the sum): one draw per row.

    The source also says "select the path with the highest probability": the first ant does just that.
    Each walk leaves nothing tradable: a row ends served, or with all its columns used up.
    """
    rows, columns = step.value.shape
    left = np.repeat(step.supply_left[None, :], ants, axis=0)
    turn = rng.random((ants, rows)).argsort(axis=1)
    with np.errstate(divide="ignore"):
        pace = 1.0 / attraction
    scores = np.zeros(ants)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    block = max(1, _BLOCK // (ants * columns))
    for start in range(0, rows, block):
        row = turn[:, start : start + block]
        clocks = rng.standard_exponential((*row.shape, columns))
        clocks[0] = 1.0
        order = (clocks * pace[row]).argsort(axis=2)
        value = step.value[row[:, :, None], order]
        fill = _serve(step.demand_left[row], left, order, value > 0)
        scores += (fill * value).sum(axis=(1, 2)) / MILLION
        ant, place, rank = fill.nonzero()
        found.append((ant, row[ant, place], order[ant, place, rank], fill[ant, place, rank]))
    ant, row, column, amount = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Walks(ant, row, column, amount, scores)


def _serve(wanted: Ints, left: Ints, order: Ints, allowed: Flags) -> Ints:
    """What each ant takes: shapes (ants, rows), (ants, columns, changed), (ants, rows, columns) twice and back.

    Row after row takes from its columns in `order` until it is served, as far as the rows before have left anything.
    """
    fill = np.empty_like(order)
    every_ant = np.arange(len(left))[:, None]
    for t in range(wanted.shape[1]):
        here = order[:, t]
        offered = left[every_ant, here]
        offered *= allowed[:, t]
        missing = wanted[:, t, None] + offered - offered.cumsum(axis=1)
        taken = np.minimum(np.maximum(missing, 0), offered)
        left[every_ant, here] -= taken
        fill[:, t] = taken
    return fill
