"""Logistic regressions of k grades at once over rows of distinct columns, each row scaled to length 1.

Weights come in WIDE columns, zeros behind the k-th. Each has a variable of its own, which compiled code keeps in a
register: a loop over them is twice as slow.
"""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

Ids = NDArray[np.int32]
Places = NDArray[np.int64]
Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

WIDE = 5
"""As many as there are grades of stars."""


@njit
def lengths(starts: Places, columns: Ids, scale: Doubles) -> Doubles:
    """1 / the length of each row with these values by column; 0 for an empty row."""
    found = np.zeros(len(starts) - 1)
    for r in range(len(found)):
        total = 0.0
        for i in range(starts[r], starts[r + 1]):
            total += scale[columns[i]] ** 2
        if total > 0.0:
            found[r] = 1.0 / np.sqrt(total)
    return found


@njit
def counts(starts: Places, columns: Ids, rows: Places, truth: Ids, shares: Doubles, out: Doubles) -> None:
    """Adds to `out` (n × k) the weights of the rows that have each column, by grade; truth[i] is that of rows[i]."""
    for i in range(len(rows)):
        r = rows[i]
        for j in range(starts[r], starts[r + 1]):
            out[columns[j], truth[i]] += shares[i]


@njit
def _sum(columns: Ids, weights: Floats, total: Floats) -> None:
    """total = the sum of these columns' weights."""
    a = b = c = d = e = np.float32(0.0)
    for column in columns:
        t = np.uint32(column)
        a += weights[t, 0]
        b += weights[t, 1]
        c += weights[t, 2]
        d += weights[t, 3]
        e += weights[t, 4]
    total[0], total[1], total[2], total[3], total[4] = a, b, c, d, e


@njit
def _add(columns: Ids, back: Floats, slope: Floats) -> None:
    """Adds `back` to the slope of each of these columns."""
    a, b, c, d, e = back[0], back[1], back[2], back[3], back[4]
    for column in columns:
        t = np.uint32(column)
        slope[t, 0] += a
        slope[t, 1] += b
        slope[t, 2] += c
        slope[t, 3] += d
        slope[t, 4] += e


@njit
def grades(starts: Places, columns: Ids, rows: Places, inverse: Doubles, weights: Floats, out: Doubles) -> None:
    """out[i] (k) = the sum of the weights (n × WIDE, values included) of row rows[i], over its length."""
    total = np.zeros(WIDE, dtype=np.float32)
    for i in range(len(rows)):
        r = rows[i]
        _sum(columns[starts[r] : starts[r + 1]], weights, total)
        for q in range(out.shape[1]):
            out[i, q] = total[q] * inverse[r]


@njit
def loss(
    starts: Places, columns: Ids, rows: Places, inverse: Doubles, weights: Floats, truth: Ids, shares: Doubles,
    sides: Doubles, slope: Floats,
) -> float:  # fmt: skip
    """The weighted logistic loss of `rows`, and its slope by the weights of each term added to `slope` (n × WIDE).

    truth[i] is the grade of rows[i], shares[i] its weight; sides[q, 1] and sides[q, 0] weigh grade q against the rest.
    """
    k = len(sides)
    total = np.zeros(WIDE, dtype=np.float32)
    back = np.zeros(WIDE, dtype=np.float32)
    cost = 0.0
    for i in range(len(rows)):
        r = rows[i]
        _sum(columns[starts[r] : starts[r + 1]], weights, total)
        for q in range(k):
            own = truth[i] == q
            z = total[q] * inverse[r]
            margin = z if own else -z
            weight = shares[i] * sides[q, 1 if own else 0]
            power = np.exp(-abs(margin))
            cost += weight * (np.log1p(power) + max(-margin, 0.0))
            wrong = power / (1.0 + power) if margin >= 0.0 else 1.0 / (1.0 + power)
            back[q] = (-weight if own else weight) * wrong * inverse[r]
        _add(columns[starts[r] : starts[r + 1]], back, slope)
    return cost


@njit
def squares(starts: Places, columns: Ids, rows: Places, inverse: Doubles, shares: Doubles, out: Doubles) -> None:
    """Adds to `out` (n) the rows' weighted squares of 1 / length, by column."""
    for i in range(len(rows)):
        r = rows[i]
        own = shares[i] * inverse[r] ** 2
        for j in range(starts[r], starts[r + 1]):
            out[columns[j]] += own
