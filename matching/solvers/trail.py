"""The pheromone: Eq. (3) as read here, and Eq. (3) to the letter."""

from dataclasses import dataclass

import numpy as np

from matching.rules_array import Ints
from matching.solvers.heuristic import Floats
from matching.solvers.parameters import ColonyParameters

Edges = tuple[Ints, Ints]
"""Rows and columns of the edges of a walk."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What an iteration teaches: the best walk so far and the worst of the iteration, each with its length |D|.

    A length is the mean distance per piece of the side that walks; a piece left unserved counts 2. So the shorter
    walk is the one that scores more.
    """

    best: Edges
    worst: Edges
    best_length: float
    worst_length: float


def max_min_update(tau: Floats, distance: Floats, walked: Walked, parameters: ColonyParameters, unit: float) -> Floats:
    """Eq. (3) with the readings that make it work; returns the trail at t + 1.

        τ_ij(t+1) = (1−ρ)·τ_ij(t) / (1 + X)  + μ·(|D_worst| − |D_best|) / unit    on the best walk
                    (1−ρ)·τ_ij(t) / (1 + X)  − μ·(|D_worst| − |D_best|) / unit    on the worst walk
                    (1−ρ)·τ_ij(t) / (1 + X)                                       elsewhere
        clamped to [trail_min, 1]

    - X(j) is 0 for an ideal pair: the divisor is 1 + X, in [1, 2] (`distance` is X in [0, 1]).
    - "0 otherwise" would forget every edge but two walks' after one iteration: elsewhere the trail evaporates.
    - The subtraction can end below zero, and a trail of 0 never recovers: max–min limits.
    - Lengths have a scale, μ ∈ [0, 1] has none: differences count in units of the first iteration's.
    - An edge on both walks takes the first case, as the equation is written.
    - D_best is the best walk of the whole colony so far (G_BEST in the source's text), D_worst this iteration's.
    """
    after = (1.0 - parameters.rho) * tau / (1.0 + distance)
    change = parameters.mu * (walked.worst_length - walked.best_length) / unit
    evaporated = after[walked.best]
    after[walked.worst] -= change
    after[walked.best] = evaporated + change
    return np.clip(after, parameters.trail_min, 1.0)


def literal_update(tau: Floats, distance: Floats, walked: Walked, parameters: ColonyParameters, unit: float) -> Floats:  # noqa: ARG001 (the readings' interface)
    """Eq. (3) to the letter, as an oracle: divides by X (infinite for an ideal pair), may go negative, 0 elsewhere."""
    after = np.zeros_like(tau)
    change = parameters.mu * (walked.worst_length - walked.best_length)
    with np.errstate(divide="ignore", invalid="ignore"):
        evaporated = (1.0 - parameters.rho) * tau / distance
    after[walked.worst] = evaporated[walked.worst] - change
    after[walked.best] = evaporated[walked.best] + change
    return after
