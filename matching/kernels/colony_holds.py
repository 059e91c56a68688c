"""Which rows hold the pieces of a column, and at what level: who is driven out first when an ant comes by."""

from typing import NamedTuple

import numpy as np

from matching.kernels.arcs import Int32s, Int64s
from matching.kernels.jit import njit


class Holds(NamedTuple):
    """Linked lists, one per column, lowest level first: first[c], then `after`; −1 ends. spare[0] heads the unused."""

    row: Int32s
    pieces: Int64s
    level: Int32s
    after: Int32s
    first: Int32s
    spare: Int32s


@njit
def no_holds(columns: int, places: int) -> Holds:
    """Room for so many holds, all unused."""
    after = np.arange(1, places + 1).astype(np.int32)
    after[places - 1] = -1
    return Holds(
        np.empty(places, np.int32),
        np.empty(places, np.int64),
        np.empty(places, np.int32),
        after,
        np.full(columns, -1, np.int32),
        np.zeros(1, np.int32),
    )


@njit
def _discard(holds: Holds, place: int) -> None:
    holds.after[place] = holds.spare[0]
    holds.spare[0] = place


@njit
def release(holds: Holds, column: int, row: int) -> int:
    """Take out what the row holds of the column; how many pieces."""
    before, place = np.int32(-1), holds.first[column]
    while place >= 0 and holds.row[place] != row:
        before, place = place, holds.after[place]
    if place < 0:
        return np.int64(0)
    if before < 0:
        holds.first[column] = holds.after[place]
    else:
        holds.after[before] = holds.after[place]
    _discard(holds, place)
    return holds.pieces[place]


@njit
def drive_out(holds: Holds, column: int, level: int, wanted: int) -> tuple[int, int]:
    """Take up to `wanted` pieces from the lowest hold if that is below `level`; from which row (−1: none), how many."""
    place = holds.first[column]
    if place < 0 or holds.level[place] >= level:
        return np.int32(-1), np.int64(0)
    taken = min(wanted, holds.pieces[place])
    holds.pieces[place] -= taken
    if holds.pieces[place] == 0:
        holds.first[column] = holds.after[place]
        _discard(holds, place)
    return holds.row[place], taken


@njit
def hold(holds: Holds, column: int, row: int, pieces: int, level: int) -> None:
    """Give pieces of the column to the row. The caller sees to it that a place is left."""
    place = holds.spare[0]
    holds.spare[0] = holds.after[place]
    holds.row[place], holds.pieces[place], holds.level[place] = row, pieces, level
    before, after = np.int32(-1), holds.first[column]
    while after >= 0 and holds.level[after] <= level:
        before, after = after, holds.after[after]
    holds.after[place] = after
    if before < 0:
        holds.first[column] = place
    else:
        holds.after[before] = place


@njit
def fills(holds: Holds) -> tuple[Int64s, Int64s, Int64s]:
    """Rows, columns and pieces of all holds."""
    size = 0
    for column in range(len(holds.first)):
        place = holds.first[column]
        while place >= 0:
            size += 1
            place = holds.after[place]
    rows, columns, pieces = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
    size = 0
    for column in range(len(holds.first)):
        place = holds.first[column]
        while place >= 0:
            rows[size], columns[size], pieces[size] = holds.row[place], column, holds.pieces[place]
            size += 1
            place = holds.after[place]
    return rows, columns, pieces
