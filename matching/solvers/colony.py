"""The improved ant colony of the source's section 3.3.1, without any improvement after it, and its variants."""

from dataclasses import replace

import numpy as np

from matching.solver import Fills, StepProblem
from matching.solvers.expedition import Expedition, Trace
from matching.solvers.parameters import ColonyParameters
from matching.stopping import StoppingRule

_MANY_WALKS = ColonyParameters(n=50, m=8)
"""What a colony needs that learns by the trail alone."""


class Colony:
    """Ants walk from the scarcer side; they learn the distance to the goal, and the trail remembers the best walk."""

    name = "aco-colony"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        self.parameters = parameters or ColonyParameters()
        self._trace = trace

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:
        demand_is_scarcer = int(step.demand_left.sum()) <= int(step.supply_left.sum())
        if demand_is_scarcer == self.parameters.scarcer:
            return Expedition(step, self.parameters, rng).run(stop, self._trace)
        return Expedition(step.transposed(), self.parameters, rng).run(stop, self._trace).transposed()


class LiteralColony(Colony):
    """The same colony with Eq. (3) to the letter: an oracle for tests and comparison, not for use."""

    name = "aco-literal"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        super().__init__(replace(parameters or ColonyParameters(), literal=True), trace)


class ClassicColony(Colony):
    """The traditional colony: ants know only how far the next node is, and learn by the trail alone."""

    name = "aco-classic"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        super().__init__(replace(parameters or _MANY_WALKS, goal=False), trace)


class HistoryColony(Colony):
    """The traditional colony with a transition that depends on history, after Wang et al. [44] of the source.

    The source says no more of it than "improved ant colony algorithm based on historical state transition". Reading: to
    trail and heuristic of Eq. (1) comes a third factor, 1 plus how often the leaders of earlier iterations went from i
    to j, older ones counting less.
    """

    name = "aco-history"

    def __init__(self, parameters: ColonyParameters | None = None, trace: Trace | None = None) -> None:
        given = parameters or _MANY_WALKS
        super().__init__(replace(given, goal=False, history=given.history or 1.0), trace)
