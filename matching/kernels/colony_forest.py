"""From any fills to fills that form a forest, scoring no less: what a basic solution, and `plant`, ask for."""

import numpy as np

from matching.kernels.arcs import Int32s, Int64s
from matching.kernels.jit import njit

NOBODY = np.int32(-1)


@njit
def _lead_to(node: int, parent: Int32s, flow: Int64s, worth: Int64s) -> None:
    """Turn the tree of `node` round so that all of it leads to `node`. Arcs are kept at their lower ends."""
    above, pieces, value = NOBODY, np.int64(0), np.int64(0)
    while node >= 0:
        old, old_pieces, old_value = parent[node], flow[node], worth[node]
        parent[node], flow[node], worth[node] = above, pieces, value
        above, node, pieces, value = node, old, old_pieces, old_value


@njit
def _gains(node: int, above: int, rows: int, root: int) -> bool:
    """Whether the arc between a node and its parent gains when pieces go round against the way up: it leads down."""
    if node == root:
        return above < rows
    return node >= rows


@njit
def _insert(a: int, b: int, pieces: int, value: int, rows: int, parent: Int32s, flow: Int64s, worth: Int64s) -> None:
    """Add the arc from a to b. Where it closes a cycle, send pieces round the way that scores until an arc is empty."""
    root = len(parent) - 1
    _lead_to(b, parent, flow, worth)
    gain, node = value, a
    most, least = np.int64(1 << 62), pieces  # how many pieces may go from a to b and round, or back
    while parent[node] >= 0:
        if _gains(node, parent[node], rows, root):
            gain += worth[node]
            least = min(least, flow[node])
        else:
            gain -= worth[node]
            most = min(most, flow[node])
        node = parent[node]
    if node == b:
        sent = most if gain >= 0 else -least
        pieces += sent
        node = a
        while node != b:
            above = parent[node]
            flow[node] += sent if _gains(node, above, rows, root) else -sent
            if flow[node] == 0:
                parent[node] = NOBODY
            node = above
    if pieces > 0:
        parent[b], flow[b], worth[b] = a, pieces, value


@njit
def as_forest(
    row_left: Int64s, column_left: Int64s, row: Int64s, column: Int64s, amount: Int64s, value: Int64s
) -> tuple[Int64s, Int64s, Int64s]:
    """Fills that score at least as much, without cycles and with at most one unfinished list in each tree.

    What is left of a list counts as an arc to a root, so that a way between two unfinished lists is a cycle too. An arc
    appears only if it was there: no list gets unfinished, and what was not tradable stays so.
    """
    rows, columns = len(row_left), len(column_left)
    root = rows + columns
    parent = np.full(root + 1, -1, np.int32)
    flow, worth = np.zeros(root + 1, np.int64), np.zeros(root + 1, np.int64)
    row_open, column_open = row_left.copy(), column_left.copy()
    for k in range(len(row)):
        row_open[row[k]] -= amount[k]
        column_open[column[k]] -= amount[k]
        _insert(row[k], rows + column[k], amount[k], value[k], rows, parent, flow, worth)
    for r in range(rows):
        if row_open[r] > 0:
            _insert(r, root, row_open[r], np.int64(0), rows, parent, flow, worth)
    for c in range(columns):
        if column_open[c] > 0:
            _insert(root, rows + c, column_open[c], np.int64(0), rows, parent, flow, worth)
    size = 0
    rows_, columns_, amounts = np.empty(root, np.int64), np.empty(root, np.int64), np.empty(root, np.int64)
    for node in range(root):
        above = parent[node]
        if above >= 0 and above != root:
            rows_[size], columns_[size] = min(node, above), max(node, above) - rows
            amounts[size] = flow[node]
            size += 1
    return rows_[:size], columns_[:size], amounts[:size]
