"""The default solver: the ant colony, then a network simplex from its best walk."""

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.colony import Colony
from matching.solvers.expedition import Trace
from matching.solvers.parameters import ColonyParameters
from matching.solvers.simplex import optimise
from matching.stopping import StoppingRule

_FEW_PAIRS = 1 << 14
_ONE_WALK = ColonyParameters(n=1)


class ImprovedColony:
    """`aco-colony`, then `optimise`: the colony's walk is a forest, hence a basic solution to start from.

    Without `parameters` the colony has its usual iterations on small steps, where they cost nothing, and one beyond:
    there pivots get quicker from the first walk to the optimum than more walks do.
    """

    name = "aco"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        self._thorough, self._quick = Colony(parameters, trace), Colony(parameters or _ONE_WALK, trace)

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        rows, columns = step.shape
        colony = self._thorough if rows * columns <= _FEW_PAIRS else self._quick
        return optimise(step, colony.solve(step, rng, stop), stop)
