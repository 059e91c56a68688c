"""Filling the best pair first, without sorting all pairs."""

import heapq

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.jit import njit


@njit
def _best_open(values: Int32s, column_left: Int64s) -> int:
    """The first column of the greatest value among those with something left, −1 without any."""
    best, column = np.int32(0), -1
    for c in range(len(values)):
        if values[c] > best and column_left[c] > 0:
            best, column = values[c], c
    return column


@njit
def fill_best_first(arcs: Arcs, row_left: Int64s, column_left: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Fill the most valuable pair as far as it goes, then the next; among equals the earlier row, then column.

    A queue holds each open row once, with the best that it could get when it was last looked at; values only fall, so
    the row on top is looked at again only where its column has been used up. Both leftovers are changed in place.
    """
    rows, columns = len(row_left), len(column_left)
    buffer = np.empty(columns, np.int32)
    found = [(np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    queue = [(np.int64(0), np.int64(0), np.int64(0)) for _ in range(0)]
    for r in range(rows):
        if row_left[r] > 0:
            values = row_values(arcs, r, buffer)
            c = _best_open(values, column_left)
            if c >= 0:
                queue.append((-np.int64(values[c]), np.int64(r), np.int64(c)))
    heapq.heapify(queue)
    while queue:
        _, r, c = heapq.heappop(queue)
        if column_left[c] > 0:
            fill = min(row_left[r], column_left[c])
            row_left[r] -= fill
            column_left[c] -= fill
            found.append((r, c, fill))
        if row_left[r] > 0:
            values = row_values(arcs, r, buffer)
            other = _best_open(values, column_left)
            if other >= 0:
                heapq.heappush(queue, (-np.int64(values[other]), r, np.int64(other)))
    table = np.empty((3, len(found)), np.int64)
    for k in range(len(found)):
        table[0, k], table[1, k], table[2, k] = found[k]
    return table[0], table[1], table[2]
