"""How attractive a pair looks before any ant has walked: the η of Eq. (1)."""

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import Int32s
from matching.rules import IDEAL, MILLION
from matching.rules_array import Ints
from matching.solver import StepProblem

Floats = NDArray[np.float64]


def distances(value: Ints | Int32s) -> Floats:
    """δ_ij = X / 10⁶ of Eq. (2), in [0, 1]: how far the pair is from an ideal one. Meaningless where value is 0."""
    return (IDEAL - value) / MILLION


def goal_distances(step: StepProblem) -> Floats:
    """δ_jg for each column j: the distance from the next node to the goal.

    The source adds "the linear distance between the next node j and the endpoint g" and leaves g open. Reading: a
    walk ends when every row is served, and taking from a column that many others need makes the rest of the walk
    longer. If every row spread its pieces evenly over what it may take, column j would be asked for its amount
    times p_j = Σ_i left_i / (what row i may take), over the rows that j may serve. δ_jg is p_j², so that columns in
    plenty hardly count.
    """
    allowed = step.value > 0
    within_reach = allowed @ step.supply_left.astype(np.float64)
    pull = step.demand_left / np.maximum(within_reach, 1.0)
    pressure: Floats = pull @ allowed
    return pressure**2


def heuristic(step: StepProblem) -> Floats:
    """η_ij = 1 / (1 + δ_ij + δ_jg), 0 for pairs that may not trade.

    The source takes the reciprocal of the distance; δ may be 0, so 1 is added.
    """
    eta = 1.0 / (1.0 + distances(step.value) + goal_distances(step)[None, :])
    return np.where(step.value > 0, eta, 0.0)
