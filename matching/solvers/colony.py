"""The improved ant colony of the source's section 3.3.1, without any improvement after it."""

from collections.abc import Callable

import numpy as np

from matching.rules import MILLION
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem
from matching.solvers.heuristic import Floats, distances, heuristic
from matching.solvers.parameters import ColonyParameters
from matching.solvers.trail import Walked, literal_update, max_min_update
from matching.solvers.walk import walk
from matching.stopping import StoppingRule

Update = Callable[[Floats, Floats, Walked, ColonyParameters, float], Floats]


class Colony:
    """Ants walk from the scarcer side; the trail remembers the best walk. Returns the best walk of all."""

    name = "aco-colony"
    _update: Update = staticmethod(max_min_update)

    def __init__(self, parameters: ColonyParameters | None = None) -> None:
        self.parameters = parameters or ColonyParameters()

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        if int(step.demand_left.sum()) > int(step.supply_left.sum()):
            return self._solve(step.transposed(), rng, stop).transposed()
        return self._solve(step, rng, stop)

    def _solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        """The loop of the source's Figure 3: walk, compare, update the trail, until told to stop."""
        distance, eta = distances(step.value), heuristic(step) ** self.parameters.beta
        tau = np.ones(step.value.shape)
        pieces = float(step.demand_left.sum())
        best: tuple[Ints, Ints, Ints] | None = None
        best_score, unit, iteration = -1.0, 0.0, 0
        while iteration < self.parameters.n:
            iteration += 1
            walks = walk(step, _attraction(tau, eta, self.parameters.alpha), self.parameters.m, rng)
            leader, last = int(walks.scores.argmax()), int(walks.scores.argmin())
            if best is None or walks.scores[leader] > best_score:
                best, best_score = walks.of(leader), float(walks.scores[leader])
            if stop(round(best_score * MILLION)):
                break
            worst = walks.of(last)
            walked = Walked(best[:2], worst[:2], 2.0 - best_score / pieces, 2.0 - float(walks.scores[last]) / pieces)
            unit = unit or walked.worst_length - walked.best_length or 1.0
            tau = self._update(tau, distance, walked, self.parameters, unit)
        assert best is not None
        return Fills(*best, iteration)


class LiteralColony(Colony):
    """The same colony with Eq. (3) to the letter: an oracle for tests and comparison, not for use."""

    name = "aco-literal"
    _update = staticmethod(literal_update)


def _attraction(tau: Floats, eta: Floats, alpha: float) -> Floats:
    """τ^α · η^β where a pair is allowed. A trail that the literal equation has driven to 0 or below, or out of all
    bounds, is held within what a probability can be made of: then such an edge comes last (or first), never wrongly."""
    return np.where(eta > 0, np.clip(tau, 1e-12, 1e12) ** alpha * eta, 0.0)
