"""Logistic regressions of all grades at once, each against the others, over a pattern's rows.

The same objective as scikit-learn's `LogisticRegression(C=…, fit_intercept=False)`, minimised from wherever one likes.
The rows are halved between two threads; sums are taken in one order, so the same rows give the same weights whatever
the machine's load.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels import logistic as kernel
from sentiment.lbfgs import minimise
from sentiment.pattern import Pattern

Doubles = NDArray[np.float64]

_HALVES = 2
_ROUGH_ROWS = 50_000  # whose slopes are summed in single precision, which is quicker
_TOLERANCE, _MOST_STEPS = 1e-3, 200
_MANY, _TOLERANCE_OF_MANY = 100_000, 5e-3  # rows; of so many, later steps change the weights but not the decisions


def fit(
    pattern: Pattern,
    rows: NDArray[np.int64],
    scale: Doubles,
    truth: NDArray[np.int32],
    shares: Doubles,
    sides: Doubles,
    c: float,
    stretch: Doubles | None = None,
    start: Doubles | None = None,
) -> Doubles:
    """The weights n × k (the terms' values and `stretch` included: a row's grades are sums of them over its length).

    `scale` n: the terms' values; `truth` and `shares`: grade (0 … k - 1) and weight of each of `rows`; `sides` k × 2
    weighs, for each grade, the others' rows and its own. `stretch` (n × k): by how much the penalty on a term's weight
    is loosened. `start`: weights from an earlier fit with the same scale.
    """
    k = len(sides)
    loose = scale[:, None] * (np.ones((1, k)) if stretch is None else stretch)
    inverse = kernel.lengths(pattern.starts, pattern.columns, scale)
    tolerance = _TOLERANCE if len(rows) < _MANY else _TOLERANCE_OF_MANY
    halves = np.array_split(np.arange(len(rows)), _HALVES)

    def half(weights: NDArray[np.float32], own: NDArray[np.int64]) -> tuple[float, Doubles]:
        cost, slope, rough = 0.0, np.zeros((len(weights), k)), np.empty_like(weights)
        for some in np.array_split(own, 1 + len(own) // _ROUGH_ROWS):
            rough[:] = 0.0
            args = (rows[some], inverse, weights, truth[some], shares[some], sides, rough)
            cost += kernel.loss(pattern.starts, pattern.columns, *args)
            slope += rough[:, :k]
        return cost, slope

    def objective(flat: Doubles) -> tuple[float, Doubles]:
        found = list(pool.map(partial(half, _wide(flat.reshape(-1, k) * loose)), halves))
        slope = found[0][1]
        for _, other in found[1:]:
            slope += other
        slope *= loose
        slope *= c
        return sum(cost for cost, _ in found) * c + 0.5 * float(np.einsum("i,i", flat, flat)), slope.ravel() + flat

    first = np.zeros(loose.size) if start is None else (start / np.where(loose > 0, loose, 1.0)).ravel()
    with ThreadPoolExecutor(_HALVES) as pool:
        bend = _curvature(pattern, rows, inverse, truth, shares, sides, loose, c)
        found, _ = minimise(objective, first, bend, tolerance, _MOST_STEPS)
    weights: Doubles = found.reshape(-1, k) * loose
    return weights


def _curvature(
    pattern: Pattern,
    rows: NDArray[np.int64],
    inverse: Doubles,
    truth: NDArray[np.int32],
    shares: Doubles,
    sides: Doubles,
    loose: Doubles,
    c: float,
) -> Doubles:
    """The second derivatives by each weight where all are 0, and the penalty's 1."""
    n, k = loose.shape
    own = np.zeros((k, n))
    for q in range(k):
        chosen = truth == q
        kernel.squares(pattern.starts, pattern.columns, rows[chosen], inverse, shares[chosen], own[q])
    rest = own.sum(axis=0) - own
    found: Doubles = 1.0 + c / 4 * loose**2 * (rest.T * sides[:, 0] + own.T * sides[:, 1])
    return found.ravel()


def grades(pattern: Pattern, rows: NDArray[np.int64], scale: Doubles, weights: Doubles) -> Doubles:
    """len(rows) × k: each row's grades."""
    inverse = kernel.lengths(pattern.starts, pattern.columns, scale)
    out = np.empty((len(rows), weights.shape[1]))
    kernel.grades(pattern.starts, pattern.columns, rows, inverse, _wide(weights), out)
    return out


def _wide(weights: Doubles) -> NDArray[np.float32]:
    padded = np.zeros((len(weights), kernel.WIDE), dtype=np.float32)
    padded[:, : weights.shape[1]] = weights
    return padded
