"""Primal network simplex on a step: from a forest of fills to the optimum, and the prices that prove it."""

import numpy as np

from matching.kernels.arcs import Arcs, Int32s, Int64s, row_values
from matching.kernels.jit import njit
from matching.kernels.tree import Tree, link, pivot, reprice

NONE = np.int64(-(1 << 62))


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


@njit
def improve(arcs: Arcs, tree: Tree, rows: int, cursor: int, pivots: int, buffer: Int32s) -> tuple[int, int, bool]:
    """Up to `pivots` pivots, going round the rows from `cursor`: each row brings in its most gaining pair.

    Returns the pivots made, the row to go on with, and whether a whole round found nothing: then the solution is
    optimal and the potentials prove it. Place `rows` of the round stands for the root: columns
    that would rather keep pieces.
    """
    columns = len(tree.parent) - 1 - rows
    root = rows + columns
    stack = np.empty(root + 1, np.int32)
    made, idle = 0, 0
    while idle <= rows:
        if cursor == rows:
            best, column = NONE, -1
            for c in range(columns):
                if -tree.potential[rows + c] > best:
                    best, column = -tree.potential[rows + c], c
            row, worth = root, 0
        else:
            row = cursor
            values = row_values(arcs, row, buffer)
            best, column = best_column(values, tree.potential[rows:root], tree.potential[row])
            worth = values[column] if column >= 0 else 0
        if best > 0:
            pivot(tree, row, root if column < 0 else rows + column, worth, rows, stack)
            made += 1
            idle = 0
            if made == pivots:
                return made, cursor, False
        else:
            idle += 1
        cursor = cursor + 1 if cursor < rows else 0
    return made, cursor, True


@njit
def best_column(values: Int32s, price: Int64s, own: int) -> tuple[int, int]:
    """The gain of a row's best new arc, and its column; column −1 is the arc to the root (keeping pieces)."""
    best = NONE
    for c in range(len(values)):  # no branch but a maximum: the compiler turns this into vector code
        gain = values[c] - price[c] if values[c] > 0 else NONE
        best = max(best, gain)
    if best - own <= -own:
        return -own, -1
    for c in range(len(values)):
        if values[c] > 0 and values[c] - price[c] == best:
            return best - own, c
    return NONE, -1


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
