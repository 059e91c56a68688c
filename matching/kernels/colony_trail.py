"""The pheromone: Eq. (3) as read here, and Eq. (3) to the letter, on the candidate edges."""

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import Int64s
from matching.kernels.colony_candidates import Candidates
from matching.kernels.jit import njit

Marks = NDArray[np.int8]
BEST, WORST = 1, 2


@njit
def mark(candidates: Candidates, row: Int64s, column: Int64s, sign: int, marks: Marks) -> None:
    """Set `sign` on the candidate edges that a walk took. Edges that are no candidates bear no trail."""
    for f in range(len(row)):
        r = row[f]
        for i in range(candidates.count[r]):
            if candidates.column[r, i] == column[f]:
                marks[r, i] |= sign
                break


@njit
def max_min_update(candidates: Candidates, marks: Marks, rho: float, change: float, floor: float) -> None:
    """Eq. (3) with the readings that make it work.

        τ_ij(t+1) = (1−ρ)·τ_ij(t) / (1 + X) + change   on the best walk       change = μ·(|D_worst| − |D_best|) / unit
                    (1−ρ)·τ_ij(t) / (1 + X) − change   on the worst walk
                    (1−ρ)·τ_ij(t) / (1 + X)            elsewhere
        clamped to [floor, 1]

    - X(j) is 0 for an ideal pair: the divisor is 1 + X/10⁶, in [1, 2].
    - "0 otherwise" would forget every edge but two walks' after one iteration: elsewhere the trail evaporates.
    - The subtraction can end below zero, and a trail of 0 never recovers: max–min limits.
    - Lengths have a scale, μ ∈ [0, 1] has none: differences count in units of the first one that isn't 0.
    - An edge on both walks takes the first case, as the equation is written.
    - D_best is the best walk of the whole colony so far (G_BEST in the source's text), D_worst this iteration's.
    """
    for r in range(len(candidates.count)):
        for i in range(candidates.count[r]):
            x = (2_000_000 - candidates.value[r, i]) / 1_000_000
            after = (1.0 - rho) * candidates.trail[r, i] / (1.0 + x)
            if marks[r, i] & BEST:
                after += change
            elif marks[r, i] & WORST:
                after -= change
            candidates.trail[r, i] = min(1.0, max(floor, after))


@njit
def literal_update(candidates: Candidates, marks: Marks, rho: float, change: float) -> None:
    """Eq. (3) to the letter, as an oracle: divides by X (infinite for an ideal pair), may go negative, 0 elsewhere."""
    for r in range(len(candidates.count)):
        for i in range(candidates.count[r]):
            x = (2_000_000 - candidates.value[r, i]) / 1_000_000
            evaporated = (1.0 - rho) * candidates.trail[r, i] / x
            if marks[r, i] & BEST:
                candidates.trail[r, i] = evaporated + change
            elif marks[r, i] & WORST:
                candidates.trail[r, i] = evaporated - change
            else:
                candidates.trail[r, i] = 0.0


@njit
def remember(candidates: Candidates, marks: Marks, keep: float) -> None:
    """History of an edge: 1 and how often the leader of an iteration took it, older ones counting `keep` times less."""
    for r in range(len(candidates.count)):
        for i in range(candidates.count[r]):
            candidates.past[r, i] = 1.0 + keep * (candidates.past[r, i] - 1.0) + (1.0 if marks[r, i] & BEST else 0.0)


@njit
def refresh_pull(candidates: Candidates, alpha: float, history: float) -> None:
    """τ^α, times the history's factor past^history.

    A trail that the literal equation has driven to 0 or below, or out of all bounds, is held within what a probability
    can be made of: then such an edge comes last (or first), never wrongly.
    """
    for r in range(len(candidates.count)):
        for i in range(candidates.count[r]):
            trail = min(1e12, max(1e-12, candidates.trail[r, i]))
            candidates.pull[r, i] = trail**alpha * candidates.past[r, i] ** history
