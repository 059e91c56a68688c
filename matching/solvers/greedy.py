"""The best arc first: quick, simple, and the yardstick that any other solver must beat."""

import numpy as np

from matching.rules_array import Ints
from matching.solver import Fills, StepProblem, StoppingRule


class Greedy:
    """Fills the most valuable pair as far as it goes, then the next; among equals the list posted earlier."""

    name = "greedy"

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:  # noqa: ARG002 (interface)
        """Takes no chances and no notice of time: sorting the pairs dominates."""
        return greedy_fills(step, step.demand_left, step.supply_left)


def greedy_fills(step: StepProblem, demand_left: Ints, supply_left: Ints) -> Fills:
    """Fill best pairs first within the given leftovers (not changed). Each fill uses up a list."""
    columns = step.value.shape[1]
    flat = step.value.ravel()
    pairs = np.flatnonzero(flat)
    ranked = pairs[np.argsort(-flat[pairs], kind="stable")]
    demand, supply = demand_left.tolist(), supply_left.tolist()
    open_pieces = min(sum(demand), sum(supply))
    found = []
    for pair in ranked.tolist():
        if not open_pieces:
            break
        d, s = divmod(pair, columns)
        fill = min(demand[d], supply[s])
        if fill:
            demand[d] -= fill
            supply[s] -= fill
            open_pieces -= fill
            found.append((d, s, fill))
    return fills_of(found)


def fills_of(found: list[tuple[int, int, int]], iterations: int = 1) -> Fills:
    """Fills from (row, column, amount) triples."""
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Fills(table[:, 0], table[:, 1], table[:, 2], iterations)
