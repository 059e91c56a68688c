"""A basic solution of a step as a spanning tree, and the pivot that improves it.

Nodes are the rows (0 … R−1), the columns (R … R+C−1) and the root (R+C). Pieces go from rows to columns; the arc of a
list to the root carries what is left of it and scores nothing. `flow[n]` and `worth[n]` belong to the arc between node
n and its parent: a row's leads up (to a column or the root), a column's leads down to it. `potential` prices the nodes:
an arc of the tree is worth the sum of its two ends', the root 0.

The tree is *strongly feasible*: an arc without flow leads up. Leaving arcs are chosen so that it stays so, hence no
sequence of pivots can cycle, however many lists are alike (W. H. Cunningham, A network simplex method, Mathematical
Programming 11, 1976).
"""

from typing import NamedTuple

import numpy as np

from matching.kernels.arcs import Int32s, Int64s
from matching.kernels.jit import njit

MOST = 1 << 29
"""Bound of a price in 32 bits: so a value less a price is one, too."""


class Tree(NamedTuple):
    """Arrays over the nodes, the root last. `first`, `next`, `previous` link each node's children; −1 is none.

    `price` is the potential in 32 bits, held within ±MOST: what rows are scanned with.
    """

    parent: Int32s
    first: Int32s
    next: Int32s
    previous: Int32s
    depth: Int32s
    flow: Int64s
    worth: Int64s
    potential: Int64s
    price: Int32s


def empty_tree(nodes: int) -> Tree:
    """Arrays for a tree of so many nodes, not yet linked."""
    parent, first, after, before = (np.full(nodes, -1, np.int32) for _ in range(4))
    flow, worth, potential = (np.zeros(nodes, np.int64) for _ in range(3))
    depth, price = (np.zeros(nodes, np.int32) for _ in range(2))
    return Tree(parent, first, after, before, depth, flow, worth, potential, price)


@njit
def link(tree: Tree, node: int, parent: int) -> None:
    """Make `node` the first child of `parent`."""
    tree.parent[node] = parent
    after = tree.first[parent]
    tree.next[node] = after
    tree.previous[node] = -1
    if after >= 0:
        tree.previous[after] = node
    tree.first[parent] = node


@njit
def unlink(tree: Tree, node: int) -> None:
    """Take `node` from its parent's children."""
    before, after = tree.previous[node], tree.next[node]
    if before >= 0:
        tree.next[before] = after
    else:
        tree.first[tree.parent[node]] = after
    if after >= 0:
        tree.previous[after] = before


@njit
def reprice(tree: Tree, top: int, stack: Int32s) -> None:
    """Depths and potentials of `top` and all below follow from its parent's. `stack` needs a place per node."""
    size = 1
    stack[0] = top
    while size > 0:
        size -= 1
        node = stack[size]
        parent = tree.parent[node]
        tree.depth[node] = tree.depth[parent] + 1
        potential = tree.worth[node] - tree.potential[parent]
        tree.potential[node] = potential
        tree.price[node] = min(max(potential, -MOST), MOST)
        child = tree.first[node]
        while child >= 0:
            stack[size] = child
            size += 1
            child = tree.next[child]


@njit
def _join(tree: Tree, a: int, b: int) -> int:
    """The node where the ways of a and b to the root meet."""
    while a != b:
        if tree.depth[a] >= tree.depth[b]:
            a = tree.parent[a]
        else:
            b = tree.parent[b]
    return a


@njit
def _leaving(tree: Tree, row: int, column: int, join: int, rows: int) -> int:
    """The arc (named by its lower node) that runs empty first when pieces go from `row` to `column` and round.

    Of several the last one on the round that starts at the join and goes down to the row: nearest to the join on the
    column's side, else nearest to the row on the other. That keeps the tree strongly feasible.
    """
    leaving, least = -1, np.int64(0)
    node = row
    while node != join:
        if node < rows and (leaving < 0 or tree.flow[node] < least):
            leaving, least = node, tree.flow[node]
        node = tree.parent[node]
    node = column
    while node != join:
        if node >= rows and (leaving < 0 or tree.flow[node] <= least):
            leaving, least = node, tree.flow[node]
        node = tree.parent[node]
    return leaving


@njit
def _push(tree: Tree, row: int, column: int, join: int, rows: int, pieces: int) -> None:
    """Send pieces from `row` to `column` and round: arcs that lead with the round gain, the others give."""
    node = row
    while node != join:
        tree.flow[node] += -pieces if node < rows else pieces
        node = tree.parent[node]
    node = column
    while node != join:
        tree.flow[node] += -pieces if node >= rows else pieces
        node = tree.parent[node]


@njit
def pivot(tree: Tree, row: int, column: int, worth: int, rows: int, stack: Int32s) -> None:
    """Bring in the arc from `row` to `column` (either may be the root), and drop the one that runs empty."""
    join = _join(tree, row, column)
    leaving = _leaving(tree, row, column, join, rows)
    pieces = tree.flow[leaving]
    _push(tree, row, column, join, rows, pieces)
    node = row
    while node != join and node != leaving:
        node = tree.parent[node]
    below, above = (row, column) if node == leaving else (column, row)
    node, flow = below, pieces
    while True:  # turn round the arcs from `below` up to the one that leaves
        old, old_flow, old_worth = tree.parent[node], tree.flow[node], tree.worth[node]
        unlink(tree, node)
        tree.flow[node], tree.worth[node] = flow, worth
        link(tree, node, above)
        if node == leaving:
            break
        node, above, flow, worth = old, node, old_flow, old_worth
    reprice(tree, below, stack)
