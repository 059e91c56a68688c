"""How far a solver stays behind the optimum, step by step."""

import numpy as np

from matching.solver import Fills, Solver, StepProblem
from matching.solvers.exact import Exact
from matching.stopping import Budget, StoppingRule


class Compared:
    """Solves with another solver, and beside it solves each step exactly. The exact answer is measured, not used.

    Each step is compared on what the solver's own earlier steps left, so the gap is the solver's and not that of the
    order of steps.
    """

    def __init__(self, solver: Solver) -> None:
        self.name = solver.name
        self._solver = solver
        self.scored = 0
        self.optimal = 0

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        found = self._solver.solve(step, rng, stop)
        self.scored += found.score(step)
        self.optimal += Exact().solve(step, rng, Budget(1)).score(step)
        return found

    @property
    def gap_percent(self) -> float:
        """100 · (1 − Σ scored / Σ optimal); 0 where nothing could be traded."""
        return 100 * (self.optimal - self.scored) / self.optimal if self.optimal else 0.0
