"""L-BFGS for smooth convex functions of very many variables.

Nocedal and Wright, "Numerical optimization", 2006, algorithm 7.4. Unlike scikit-learn's and SciPy's it takes a diagonal
to start from, for some terms are common and others rare, and has no bounds to look after.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

_KEPT = 8  # steps remembered
_ENOUGH = 1e-4  # of the fall that the slope promises (Armijo)
_MOST_TRIES = 20


def minimise(
    objective: Callable[[Doubles], tuple[float, Doubles]],
    start: Doubles,
    curvature: Doubles,
    tolerance: float,
    most: int,
) -> tuple[Doubles, int]:
    """Where the function is least, and in how many steps: until a step lowers it by less than that share of its value.

    `objective` gives value and slope; `curvature` (> 0) is a guess of the second derivatives.
    """
    x, (value, slope) = start, objective(start)
    steps: deque[tuple[Doubles, Doubles, float]] = deque(maxlen=_KEPT)
    for step in range(most):
        direction = -_times_inverse(slope, steps, curvature)
        promised = _dot(direction, slope)
        size = 1.0
        for _ in range(_MOST_TRIES):
            reached = x + size * direction
            lower, turned = objective(reached)
            if lower <= value + _ENOUGH * size * promised:
                break
            # The least of the parabola through what is known: a first guess may be wrong a hundredfold.
            bend = lower - value - size * promised
            size *= min(0.5, max(0.01, -size * promised / (2 * bend)))
        else:
            return x, step
        moved, bent = reached - x, turned - slope
        product = _dot(moved, bent)
        if product > 0:
            steps.append((moved, bent, product))
        fallen = value - lower
        x, value, slope = reached, lower, turned
        if fallen <= tolerance * value:
            return x, step + 1
    return x, most


def _times_inverse(slope: Doubles, steps: "deque[tuple[Doubles, Doubles, float]]", curvature: Doubles) -> Doubles:
    """The slope times the inverse second derivatives as the steps show them (two-loop recursion)."""
    found = slope.copy()
    shares = []
    for moved, bent, product in reversed(steps):
        shares.append(_dot(moved, found) / product)
        found -= shares[-1] * bent
    found /= curvature
    if steps:
        _, bent, product = steps[-1]
        found *= product / _dot(bent, bent / curvature)
    for (moved, bent, product), share in zip(steps, reversed(shares), strict=True):
        found += (share - _dot(bent, found) / product) * moved
    return found


def _dot(one: Doubles, other: Doubles) -> float:
    """The sum of products on one thread: a parallel sum's last digits differ from machine to machine."""
    return float(np.einsum("i,i", one, other))
