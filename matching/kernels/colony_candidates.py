"""The few ways that an ant looks at from a row, and how their list is made anew when it no longer holds the best."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import Arcs, Int32s, row_values
from matching.kernels.jit import njit

Float32s = NDArray[np.float32]
CLOSED = np.int32(-(1 << 30))
"""Stands for what can't be had; below every value less price."""
BLOCK = 16


class Candidates(NamedTuple):
    """For each row up to k columns, those nearest to the goal when the list was made; all arrays but two are rows × k.

    Row r's are places 0 … count[r]−1 of `column` and `value`. `beyond[r]` is more than any other column offered then
    (value − price, CLOSED where there is none). `trail` is τ; `past` how often leaders went there (see `remember`);
    `pull` is what both make of the probability.
    """

    column: Int32s
    value: Int32s
    trail: Float32s
    past: Float32s
    pull: Float32s
    count: Int32s
    beyond: Int32s


class Desk(NamedTuple):
    """Room to work in. `values`, `keys`: a place per column; `tops`: one per BLOCK of them, rounded up; others: k."""

    values: Int32s
    keys: Int32s
    tops: Int32s
    heap: Int32s
    item: Int32s
    old_column: Int32s
    old: Float32s


def empty_candidates(rows: int, columns: int, k: int) -> tuple[Candidates, Desk]:
    """Candidates without a list yet, every trail at 1, and the desk to choose them at."""
    column, value = np.zeros((rows, k), np.int32), np.zeros((rows, k), np.int32)
    trail, past, pull = (np.ones((rows, k), np.float32) for _ in range(3))
    candidates = Candidates(column, value, trail, past, pull, np.zeros(rows, np.int32), np.zeros(rows, np.int32))
    values, keys, tops, heap, item, old_column = (
        np.empty(places, np.int32) for places in (columns, columns, -(-columns // BLOCK), k, k, k)
    )
    return candidates, Desk(values, keys, tops, heap, item, old_column, np.empty((3, k), np.float32))


@njit
def _offers(values: Int32s, price: Int32s, keys: Int32s, tops: Int32s) -> None:
    """What each column offers, value − price, and the best of each block; loops that become vector code."""
    for c in range(len(values)):
        keys[c] = values[c] - price[c] if values[c] > 0 else CLOSED
    for b in range(len(tops)):
        part = keys[b * BLOCK : (b + 1) * BLOCK]
        top = CLOSED
        for c in range(len(part)):
            top = max(top, part[c])
        tops[b] = top


@njit
def _put(heap: Int32s, item: Int32s, size: int, key: int, column: int) -> None:
    """Put a column in the place of the poorest (the top of the heap of `size`)."""
    i, j = 0, 1
    while j < size:
        if j + 1 < size and heap[j + 1] < heap[j]:
            j += 1
        if heap[j] >= key:
            break
        heap[i], item[i] = heap[j], item[j]
        i, j = j, 2 * j + 1
    heap[i], item[i] = key, column


@njit
def _floor(desk: Desk) -> int:
    """A bound that at least k columns reach, or CLOSED: the k-th best of the blocks' best."""
    heap, item = desk.heap, desk.item
    if len(desk.tops) <= len(heap):
        return CLOSED
    heap[:] = CLOSED
    for b in range(len(desk.tops)):
        if desk.tops[b] > heap[0]:
            _put(heap, item, len(heap), desk.tops[b], np.int32(b))
    return heap[0]


@njit
def _best(desk: Desk, first: int) -> int:
    """The best columns into heap and item, poorest on top; how many. Among equals those from block `first` on."""
    heap, item = desk.heap, desk.item
    k, blocks = len(heap), len(desk.tops)
    floor = _floor(desk)
    heap[:] = floor - 1 if floor > CLOSED else CLOSED
    item[:] = -1
    for s in range(blocks):
        b = s + first if s + first < blocks else s + first - blocks
        if desk.tops[b] > heap[0]:
            for c in range(b * BLOCK, min(len(desk.keys), (b + 1) * BLOCK)):
                if desk.keys[c] > heap[0]:
                    _put(heap, item, k, desk.keys[c], np.int32(c))
    found = 0
    for i in range(k):
        if item[i] >= 0:
            heap[found], item[found] = heap[i], item[i]
            found += 1
    return found


@njit
def choose(arcs: Arcs, row: int, price: Int32s, candidates: Candidates, desk: Desk) -> None:
    """Make a row's list anew from the whole row at these prices. Kept columns keep their trail, new ones start at 1."""
    values = row_values(arcs, row, desk.values)
    _offers(values, price, desk.keys, desk.tops)
    found = _best(desk, row * len(desk.tops) // len(candidates.count))
    old = candidates.count[row]
    for i in range(old):
        desk.old_column[i] = candidates.column[row, i]
        desk.old[0, i], desk.old[1, i] = candidates.trail[row, i], candidates.past[row, i]
        desk.old[2, i] = candidates.pull[row, i]
    least = np.int32(1 << 30)
    for i in range(found):
        least = min(least, desk.heap[i])
        column = desk.item[i]
        candidates.column[row, i], candidates.value[row, i] = column, values[column]
        candidates.trail[row, i], candidates.past[row, i], candidates.pull[row, i] = 1.0, 1.0, 1.0
        for o in range(old):
            if desk.old_column[o] == column:
                candidates.trail[row, i], candidates.past[row, i] = desk.old[0, o], desk.old[1, o]
                candidates.pull[row, i] = desk.old[2, o]
    candidates.count[row] = found
    candidates.beyond[row] = least if found == len(desk.heap) and found < len(values) else CLOSED


@njit
def choose_all(arcs: Arcs, price: Int32s, candidates: Candidates, desk: Desk) -> None:
    """Make all lists anew."""
    for row in range(len(candidates.count)):
        choose(arcs, row, price, candidates, desk)


def copy_of(candidates: Candidates) -> Candidates:
    """The same lists, for an ant to change."""
    floats = candidates.trail.copy(), candidates.past.copy(), candidates.pull.copy()
    ints = candidates.count.copy(), candidates.beyond.copy()
    return Candidates(candidates.column.copy(), candidates.value.copy(), *floats, *ints)
