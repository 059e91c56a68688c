"""From an order of the rows and prices of the columns to fills: what the population-based solvers search over."""

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.jit import njit
from matching.kernels.scan import best_column

_USED_UP = np.int32(1 << 28)
"""The price of a column with nothing left: above any value."""


@njit
def decode(
    arcs: Arcs, row_left: Int64s, column_left: Int64s, order: Int64s, price: Int32s
) -> tuple[Int64s, Int64s, Int64s, float]:
    """Rows, columns and pieces of each fill, and Σ pieces · value (a float: for comparing only).

    Rows are served in the given order. Each takes all it can from the open column whose value less price is greatest,
    among equals the earlier, until it is served or has no column left: so nothing tradable remains and each fill uses
    up a list. Prices must be from 0 to 2 000 000. Nothing given is changed.
    """
    rows, columns = len(row_left), len(column_left)
    left, asked = column_left.copy(), price.copy()
    row_of, column_of = np.empty(rows + columns, np.int64), np.empty(rows + columns, np.int64)
    amount_of, buffer = np.empty(rows + columns, np.int64), np.empty(columns, np.int32)
    count, score = 0, 0.0
    for r in order:
        wanted, values = row_left[r], row_values(arcs, r, buffer)
        while wanted > 0:
            c = best_column(values, asked)
            if c < 0 or asked[c] == _USED_UP:
                break
            fill = min(wanted, left[c])
            row_of[count], column_of[count], amount_of[count] = r, c, fill
            count += 1
            wanted -= fill
            left[c] -= fill
            score += float(fill) * values[c]
            if left[c] == 0:
                asked[c] = _USED_UP
    return row_of[:count], column_of[:count], amount_of[:count], score
