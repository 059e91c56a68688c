"""The default solver: the ant colony, then residual-cycle moves on its best walk."""

import numpy as np

from matching.solver import Fills, StepProblem, StoppingRule, leftovers
from matching.solvers.colony import Colony
from matching.solvers.forest import Forest
from matching.solvers.greedy import greedy_fills
from matching.solvers.parameters import ColonyParameters


class ImprovedColony:
    """`aco-colony`, then `improve`."""

    name = "aco"

    def __init__(self, parameters: ColonyParameters | None = None) -> None:
        self._colony = Colony(parameters)

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        walked = self._colony.solve(step, rng, stop)
        return improve(step, walked, move_limit(step), stop)


def move_limit(step: StepProblem) -> int:
    """Moves worth trying: a few for each list, fewer on a large step, where finding one means looking at all pairs."""
    return min(4 * sum(step.value.shape), max(100, 100_000_000 // step.value.size))


def improve(step: StepProblem, fills: Fills, moves: int, stop: StoppingRule) -> Fills:
    """Up to `moves` residual-cycle moves, the best first, from fills of which each used up a list when it was made.

    Never scores less than the given fills. Without a gaining move left the result is the step's optimum; if moves or
    time run out before, what a move has set free is filled again, best pair first.
    """
    forest = Forest(step, fills)
    for _ in range(moves):
        entering = forest.best_entering()
        if entering is None or stop.seconds_left() == 0:
            break
        forest.enter(*entering)
    improved = forest.fills(fills.iterations)
    added = greedy_fills(step, *leftovers(step, improved))
    return Fills(
        np.concatenate([improved.demand, added.demand]),
        np.concatenate([improved.supply, added.supply]),
        np.concatenate([improved.amount, added.amount]),
        fills.iterations,
    )
