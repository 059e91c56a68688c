"""The few best columns of a row at given prices: enough to work with while prices hardly change."""

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.jit import njit


@njit
def best_columns(values: Int32s, price: Int64s, least: int, first: int, column: Int32s, gain: Int64s) -> int:
    """Columns whose value less price is above `least`, the greatest first, up to as many as `column` and `gain` hold.

    Returns how many. Among equals the one met first when going round from column `first`.
    """
    places, count, columns = len(column), 0, len(values)
    for turn in range(columns):
        c = first + turn if first + turn < columns else first + turn - columns
        here = values[c] - price[c]
        if values[c] <= 0 or here <= least or (count == places and here <= gain[places - 1]):
            continue
        place = count if count < places else places - 1
        while place > 0 and gain[place - 1] < here:
            gain[place], column[place] = gain[place - 1], column[place - 1]
            place -= 1
        gain[place], column[place] = here, c
        count = min(count + 1, places)
    return count


@njit
def best_pairs(arcs: Arcs, row_price: Int64s, column_price: Int64s, count: int) -> tuple[Int64s, Int64s]:
    """Rows and columns of the pairs worth more than their two prices: up to `count` of each row, the most gaining.

    Each row looks from a place of its own, so that lists that are all alike don't all choose the same columns.
    """
    rows, columns = len(row_price), len(column_price)
    buffer, column, gain = np.empty(columns, np.int32), np.empty(count, np.int32), np.empty(count, np.int64)
    row_of, column_of = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for r in range(rows):
        found = best_columns(row_values(arcs, r, buffer), column_price, row_price[r], r * columns // rows, column, gain)
        for k in range(found):
            row_of.append(np.int64(r))
            column_of.append(np.int64(column[k]))
    return np.array(row_of, np.int64), np.array(column_of, np.int64)


@njit
def spread_pairs(arcs: Arcs, count: int) -> tuple[Int64s, Int64s]:
    """Rows and columns of up to `count` pairs of each row, evenly spread over those that may trade."""
    rows, columns = len(arcs.row_price), len(arcs.column_price)
    buffer, partner = np.empty(columns, np.int32), np.empty(columns, np.int64)
    row_of, column_of = [np.int64(0) for _ in range(0)], [np.int64(0) for _ in range(0)]
    for r in range(rows):
        values, partners = row_values(arcs, r, buffer), 0
        for c in range(columns):
            partner[partners] = c
            partners += values[c] > 0
        taken = min(count, partners)
        for k in range(taken):
            row_of.append(np.int64(r))
            column_of.append(partner[(k * rows + r) * partners // (taken * rows)])
    return np.array(row_of, np.int64), np.array(column_of, np.int64)
