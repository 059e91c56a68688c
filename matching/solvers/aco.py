"""The default solver: the ant colony, then a network simplex from its best walk."""

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.colony import Colony
from matching.solvers.expedition import Trace
from matching.solvers.parameters import ColonyParameters
from matching.solvers.simplex import optimise
from matching.stopping import StoppingRule

_FEW_PAIRS = 1 << 10
_FEW_WALKS, _ONE_WALK = ColonyParameters(n=2, m=2), ColonyParameters(n=1)


class ImprovedColony:
    """`aco-colony`, then `optimise`: the colony's walk is a forest, hence a basic solution to start from.

    Without `parameters` the colony makes a second iteration on small steps only: beyond, pivots get quicker from the
    first walk to the optimum than more walks do (measured in docs/matching.md).
    """

    name = "aco"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        self._small, self._large = Colony(parameters or _FEW_WALKS, trace), Colony(parameters or _ONE_WALK, trace)

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        rows, columns = step.shape
        colony = self._small if rows * columns <= _FEW_PAIRS else self._large
        return optimise(step, colony.solve(step, rng, stop), stop)
