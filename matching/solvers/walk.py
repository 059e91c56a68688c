"""The ants' walks: Eq. (1), all ants of an iteration at once."""

from dataclasses import dataclass

import numpy as np

from matching.rules import MILLION
from matching.rules_array import Ints
from matching.solver import StepProblem
from matching.solvers.heuristic import Floats


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
    clocks = rng.standard_exponential((rows, ants, columns))
    clocks[:, 0, :] = 1.0
    turn = np.argsort(rng.random((ants, rows)), axis=1)
    every_ant = np.arange(ants)[:, None]
    scores = np.zeros(ants)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    with np.errstate(divide="ignore"):
        pace = 1.0 / attraction
    for t in range(rows):
        row = turn[:, t]
        order = np.argsort(clocks[t] * pace[row], axis=1)
        value = step.value[row[:, None], order]
        offered = np.where(value > 0, left[every_ant, order], 0)
        before = np.cumsum(offered, axis=1) - offered
        fill = np.clip(step.demand_left[row][:, None] - before, 0, offered)
        left[every_ant, order] -= fill
        scores += (fill * value).sum(axis=1) / MILLION
        ant, place = np.nonzero(fill)
        found.append((ant, row[ant], order[ant, place], fill[ant, place]))
    ant, row, column, amount = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Walks(ant, row, column, amount, scores)
