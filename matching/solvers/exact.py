"""The optimum of a step by linear programming (SciPy's HiGHS): the yardstick of the tests, and a fallback."""

import numpy as np

from matching.rules import MILLION
from matching.solver import Fills, StepProblem
from matching.solvers.greedy import fills_of, greedy_fills
from matching.stopping import StoppingRule


class Exact:
    """maximise Σ value · fill under the lists' amounts. The constraint matrix of a transportation problem is totally
    unimodular, so each vertex of the polytope is integral, and the dual simplex ends in a vertex.

    Values enter in units (value / 10⁶ in [1, 2]): two different scores of a piece then differ by 10⁻⁶ at least, which
    is above HiGHS' tolerance of 10⁻⁷. Out of time, the greedy answer stands in.
    """

    name = "exact"

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:  # noqa: ARG002 (interface)
        from scipy.optimize import linprog  # half a second to import: only who asks for the optimum pays for it
        from scipy.sparse import coo_array

        rows, columns = np.nonzero(step.value)
        if not len(rows):
            return fills_of([])
        arcs = np.arange(len(rows))
        ends = np.concatenate([rows, len(step.demand_left) + columns])
        limits = np.concatenate([step.demand_left, step.supply_left])
        matrix = coo_array((np.ones(2 * len(arcs)), (ends, np.tile(arcs, 2))), shape=(len(limits), len(arcs)))
        seconds = stop.seconds_left()
        answer = linprog(
            -step.value[rows, columns] / MILLION,
            A_ub=matrix.tocsr(),
            b_ub=limits,
            method="highs-ds",
            options={} if seconds is None else {"time_limit": seconds},
        )
        if answer.status != 0:
            return greedy_fills(step, step.demand_left, step.supply_left)
        amounts = np.rint(answer.x).astype(np.int64)
        used = np.flatnonzero(amounts)
        return Fills(rows[used], columns[used], amounts[used], int(answer.nit))
