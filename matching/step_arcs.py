"""Building and reshaping the arcs of a step."""

import numpy as np

from matching.kernels.arcs import Arcs, Int32s
from matching.rules_array import Ints


def matrix_arcs(matrix: Int32s) -> Arcs:
    """Arcs with given values only (rows × columns, neither 0)."""
    rows, columns = matrix.shape
    row, column = np.zeros(rows, np.int64), np.zeros(columns, np.int64)
    nothing = np.zeros(rows + 1, np.int64), np.zeros(0, np.int64)
    return Arcs(matrix, False, row, row, row, row, column, column, column, column, np.zeros(4, np.int64), *nothing)


def transposed_arcs(arcs: Arcs) -> Arcs:
    """The arcs with rows and columns exchanged."""
    rows, columns = barred_pairs(arcs)
    return Arcs(
        np.ascontiguousarray(arcs.matrix.T),
        not arcs.flipped,
        *arcs[6:10],
        *arcs[2:6],
        arcs.rates,
        *barred_arcs(columns, rows, len(arcs.column_price)),
    )


def part_of_arcs(arcs: Arcs, rows: Ints, columns: Ints) -> Arcs:
    """The arcs between some rows and some columns, numbered anew in the given order."""
    matrix = arcs.matrix[np.ix_(rows, columns)] if arcs.matrix.shape[0] else arcs.matrix
    new_row, new_column = np.full(len(arcs.row_price), -1), np.full(len(arcs.column_price), -1)
    new_row[rows], new_column[columns] = np.arange(len(rows)), np.arange(len(columns))
    barred_row, barred_column = barred_pairs(arcs)
    barred_row, barred_column = new_row[barred_row], new_column[barred_column]
    kept = (barred_row >= 0) & (barred_column >= 0)
    start, column = barred_arcs(barred_row[kept], barred_column[kept], len(rows))
    by_row, by_column = arcs[2:6], arcs[6:10]
    figures = [one[rows] for one in by_row] + [one[columns] for one in by_column]
    return Arcs._make([matrix, arcs.flipped, *figures, arcs.rates, start, column])


def barred_pairs(arcs: Arcs) -> tuple[Ints, Ints]:
    """Rows and columns of the pairs that may not trade whatever their figures."""
    rows = np.repeat(np.arange(len(arcs.barred_start) - 1), np.diff(arcs.barred_start))
    return rows, arcs.barred_column


def barred_arcs(rows: Ints, columns: Ints, count: int) -> tuple[Ints, Ints]:
    """(barred_start, barred_column) of such pairs, for `count` rows."""
    order = np.lexsort((columns, rows))
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=count), out=start[1:])
    return start, np.ascontiguousarray(columns[order], np.int64)
