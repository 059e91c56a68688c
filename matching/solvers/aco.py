"""The default solver: the ant colony, then a network simplex from its best walk."""

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.colony import Colony
from matching.solvers.parameters import ColonyParameters
from matching.solvers.simplex import optimise
from matching.stopping import StoppingRule


class ImprovedColony:
    """`aco-colony`, then `optimise`: the colony's walk is a forest, hence a basic solution to start from."""

    name = "aco"

    def __init__(self, parameters: ColonyParameters | None = None) -> None:
        self._colony = Colony(parameters)

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        return optimise(step, self._colony.solve(step, rng, stop), stop)
