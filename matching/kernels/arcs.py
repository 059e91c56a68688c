"""What a piece of any pair of a step is worth: Eq. (2) of the source, compiled, one row at a time.

`matching.rules` has the same formulas in plain Python; a property test holds the two equal.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.kernels.jit import njit

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Arcs(NamedTuple):
    """A step's pairs. Rows are demands and columns supplies, or the reverse where `flipped`.

    `matrix` (rows × columns) holds the values where it fits into memory; where it is 0 × 0 they come from the lists'
    figures, given per row and per column: `price` is ℓ of a demand and u of a supply (thousandths of a fen), `weight`
    milligrams a piece. `rates` is ε, φ, γ and the weight tolerance in permille (−1: off). `barred` columns of row r
    stand in barred_column[barred_start[r] : barred_start[r + 1]], ascending.
    """

    matrix: Int32s
    flipped: bool
    row_price: Int64s
    row_weight: Int64s
    row_freshness: Int64s
    row_company: Int64s
    column_price: Int64s
    column_weight: Int64s
    column_freshness: Int64s
    column_company: Int64s
    rates: Int64s
    barred_start: Int64s
    barred_column: Int64s


@njit
def _value(ask: int, limit: int, surplus: int, weight: int, other: int, rates: Int64s) -> int:
    """2 000 000 − X of two lists of different companies, 0 where they may not trade. `surplus` is f_s − f_d."""
    difference, heavier = abs(weight - other), max(weight, other)
    tolerance = rates[3]
    if ask > limit or surplus < 0 or (tolerance >= 0 and 1000 * difference > tolerance * heavier):
        return 0
    x1 = 1_000_000 * ask // limit
    x3 = 1_000_000 * difference // heavier
    return 2_000_000 - (rates[0] * x1 + rates[1] * (500_000 * surplus) + rates[2] * x3) // 1000


@njit
def pair_value(arcs: Arcs, row: int, column: int) -> int:
    """The value of one pair."""
    if arcs.matrix.shape[0] > 0:
        return np.int64(arcs.matrix[row, column])
    if arcs.row_company[row] == arcs.column_company[column]:
        return np.int64(0)
    for k in range(arcs.barred_start[row], arcs.barred_start[row + 1]):
        if arcs.barred_column[k] == column:
            return np.int64(0)
    limit, ask = arcs.row_price[row], arcs.column_price[column]
    surplus = arcs.column_freshness[column] - arcs.row_freshness[row]
    if arcs.flipped:
        limit, ask, surplus = ask, limit, -surplus
    return _value(ask, limit, surplus, arcs.row_weight[row], arcs.column_weight[column], arcs.rates)


@njit
def row_values(arcs: Arcs, row: int, out: Int32s) -> Int32s:
    """The values of a row. A view of the matrix, or `out` (one place per column) filled; not to be written to."""
    if arcs.matrix.shape[0] > 0:
        return arcs.matrix[row]
    price, weight, freshness = arcs.row_price[row], arcs.row_weight[row], arcs.row_freshness[row]
    company = arcs.row_company[row]
    for c in range(len(arcs.column_price)):
        if company == arcs.column_company[c]:
            out[c] = 0
        elif arcs.flipped:
            surplus = freshness - arcs.column_freshness[c]
            out[c] = _value(price, arcs.column_price[c], surplus, weight, arcs.column_weight[c], arcs.rates)
        else:
            surplus = arcs.column_freshness[c] - freshness
            out[c] = _value(arcs.column_price[c], price, surplus, weight, arcs.column_weight[c], arcs.rates)
    for k in range(arcs.barred_start[row], arcs.barred_start[row + 1]):
        out[arcs.barred_column[k]] = 0
    return out


@njit
def fill_matrix(arcs: Arcs, out: Int32s) -> None:
    """All values into `out` (rows × columns)."""
    for row in range(out.shape[0]):
        out[row] = row_values(arcs, row, out[row])


@njit
def pair_values(arcs: Arcs, rows: Int64s, columns: Int64s) -> Int64s:
    """The values of some pairs, given by their rows and columns."""
    out = np.empty(len(rows), np.int64)
    for k in range(len(rows)):
        out[k] = pair_value(arcs, rows[k], columns[k])
    return out


@njit
def partners(arcs: Arcs, row_open: Int64s, column_open: Int64s) -> tuple[Int64s, Int64s]:
    """How many open partners each open row and each open column has; open is what is above 0."""
    by_row, by_column = np.zeros(len(row_open), np.int64), np.zeros(len(column_open), np.int64)
    buffer = np.empty(len(column_open), np.int32)
    for r in range(len(row_open)):
        if row_open[r] > 0:
            values = row_values(arcs, r, buffer)
            for c in range(len(column_open)):
                if values[c] > 0 and column_open[c] > 0:
                    by_row[r] += 1
                    by_column[c] += 1
    return by_row, by_column
