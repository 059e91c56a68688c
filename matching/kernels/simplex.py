"""Primal network simplex on a step: from a forest of fills to the optimum, and the prices that prove it."""

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.jit import njit
from matching.kernels.scan import best_column
from matching.kernels.tree import Tree, link, pivot, reprice


@njit
def plant(
    tree: Tree, row_left: Int64s, column_left: Int64s, start: Int64s, other: Int32s, amount: Int64s, worth: Int64s
) -> bool:
    """Hang a forest of fills on the root; whether it was one with at most one unfinished list in each tree.

    Node n's fills are places start[n] … start[n+1]−1 of `other` (the node at the far end), `amount` and `worth`. A
    tree hangs by its unfinished list, a finished one by a row, whose empty arc leads up.
    """
    rows, nodes = len(row_left), len(row_left) + len(column_left)
    open_ = np.empty(nodes, np.int64)
    for n in range(nodes):
        open_[n] = row_left[n] if n < rows else column_left[n - rows]
        for k in range(start[n], start[n + 1]):
            open_[n] -= amount[k]
    stack = np.empty(nodes + 1, np.int32)
    hung = 0
    for turn in range(2):  # first the trees with an unfinished list, then the finished ones
        for n in range(nodes):
            if tree.parent[n] >= 0 or (turn == 0 and open_[n] == 0) or (turn == 1 and n >= rows):
                continue
            link(tree, n, nodes)
            tree.flow[n] = open_[n]
            hung += 1
            size, stack[0] = 1, n
            while size > 0:
                size -= 1
                node = stack[size]
                for k in range(start[node], start[node + 1]):
                    far = other[k]
                    if far == tree.parent[node]:
                        continue
                    if tree.parent[far] >= 0 or open_[far] != 0:
                        return False
                    link(tree, far, node)
                    tree.flow[far], tree.worth[far] = amount[k], worth[k]
                    hung += 1
                    stack[size] = far
                    size += 1
    child = tree.first[nodes]
    while child >= 0:
        reprice(tree, child, stack)
        child = tree.next[child]
    return hung == nodes


LONELY = 16
"""Rows without gain, after which a row that has one is kept at until it has none."""


@njit
def improve(arcs: Arcs, tree: Tree, rows: int, cursor: int, pivots: int, buffer: Int32s) -> tuple[int, int, bool]:
    """Up to `pivots` pivots, going round the rows from `cursor`: each row brings in its most gaining pair.

    Returns the pivots made, the row to go on with, and whether a whole round found nothing: then the solution is
    optimal and the potentials prove it. Place `rows` of the round stands for the root: columns that would rather keep
    pieces. The root's turn lasts until no column would, and a row's that stands alone with its gain until it has none:
    else a list with many partners costs a round for each.
    """
    root = len(tree.parent) - 1
    potential, price = tree.potential, tree.price[rows:root]
    stack = np.empty(root + 1, np.int32)
    made, idle, stay = 0, 0, False
    while idle <= rows:
        if cursor == rows:
            row, column, worth = root, rows + np.argmin(price), 0
        else:
            row, (column, worth) = cursor, _best_partner(row_values(arcs, cursor, buffer), price, rows)
        if worth - potential[column] - potential[row] > 0:
            pivot(tree, row, column, worth, rows, stack)
            made += 1
            stay = stay or idle >= LONELY or cursor == rows
            idle = 0
            if made == pivots:
                return made, cursor, False
        else:
            stay = False
            idle += 1
        if not stay:
            cursor = cursor + 1 if cursor < rows else 0
    return made, cursor, True


@njit
def _best_partner(values: Int32s, price: Int32s, rows: int) -> tuple[int, int]:
    """The node to which a row's most gaining new arc leads, and what that is worth; the root (0) to keep its pieces.

    Prices beyond what 32 bits hold only mislead on the way: at the optimum all are within 0 … 2 000 000.
    """
    column = best_column(values, price)
    if column < 0 or values[column] <= price[column]:
        return rows + len(price), 0
    return rows + column, np.int64(values[column])


@njit
def proven_prices(arcs: Arcs, row_price: Int64s, column_price: Int64s, buffer: Int32s) -> None:
    """Raise prices, in place, until no pair is worth more than the sum of its two: whatever they were, a proof results.

    Rows keep their prices (not below 0), columns ask what the rows leave, then rows come down to what is needed. The
    potentials of an optimal tree are not changed.
    """
    rows, columns = len(row_price), len(column_price)
    for c in range(columns):
        column_price[c] = 0
    for r in range(rows):
        row_price[r] = max(row_price[r], 0)
        values = row_values(arcs, r, buffer)
        for c in range(columns):
            if values[c] > 0:
                column_price[c] = max(column_price[c], values[c] - row_price[r])
    for r in range(rows):
        values = row_values(arcs, r, buffer)
        needed = np.int64(0)
        for c in range(columns):
            if values[c] > 0:
                needed = max(needed, values[c] - column_price[c])
        row_price[r] = needed
