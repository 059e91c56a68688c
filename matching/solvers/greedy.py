"""The best arc first: quick, simple, and the yardstick that any other solver must beat."""

import numpy as np

from matching.kernels.fills import fill_best_first
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem
from matching.stopping import StoppingRule


class Greedy:
    """Fills the most valuable pair as far as it goes, then the next; among equals the list posted earlier."""

    name = "greedy"

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:  # noqa: ARG002 (interface)
        """Takes no chances and no notice of time."""
        return greedy_fills(step, step.demand_left, step.supply_left)


def greedy_fills(step: StepProblem, demand_left: Ints, supply_left: Ints) -> Fills:
    """Fill best pairs first within the given leftovers (not changed). Each fill uses up a list."""
    return Fills(*fill_best_first(step.arcs, demand_left.copy(), supply_left.copy()))
