"""Counting 64-bit keys of terms, and finding their columns. Tables use open addressing; the key 0 is a free place."""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

Ids = NDArray[np.int32]
Keys = NDArray[np.uint64]
Places = NDArray[np.int64]

_MIX = np.uint64(0x9E3779B97F4A7C15)


@njit
def _slot(key: np.uint64, mask: int) -> np.int64:
    value = np.uint64(key) * _MIX
    return np.int64((value ^ (value >> np.uint64(29))) >> np.uint64(8)) & mask


@njit
def count(keys: Keys, rows: Ids, table: Keys, texts: Ids, last: Ids, used: int) -> int:
    """Adds to `texts` in how many rows each key stands; a key's rows come in order. Returns the places used."""
    mask = len(table) - 1
    for i in range(len(keys)):
        slot = _slot(keys[i], mask)
        while table[slot] != keys[i] and table[slot] != np.uint64(0):
            slot = (slot + 1) & mask
        if table[slot] == np.uint64(0):
            table[slot] = keys[i]
            used += 1
        if last[slot] != rows[i]:
            last[slot] = rows[i]
            texts[slot] += 1
    return used


@njit
def index(keys: Keys, table: Keys, column: Ids) -> None:
    """Enters the distinct keys into an empty table, each with its place as column."""
    mask = len(table) - 1
    for i in range(len(keys)):
        slot = _slot(keys[i], mask)
        while table[slot] != np.uint64(0):
            slot = (slot + 1) & mask
        table[slot] = keys[i]
        column[slot] = i


@njit
def bin_rows(keys: Keys, rows: Ids, table: Keys, column: Ids, terms: int, m: int, starts: Places) -> Ids:
    """The distinct columns of each of m rows, one row after the other; `starts` (m + 1) is filled."""
    mask = len(table) - 1
    found = np.empty(len(keys), dtype=np.int32)
    ends = np.zeros(m + 1, dtype=np.int64)
    for i in range(len(keys)):
        slot = _slot(keys[i], mask)
        while table[slot] != keys[i] and table[slot] != np.uint64(0):
            slot = (slot + 1) & mask
        found[i] = column[slot] if table[slot] == keys[i] else -1
        if found[i] >= 0:
            ends[rows[i] + 1] += 1
    for r in range(m):
        ends[r + 1] += ends[r]
    sorted_columns = np.empty(ends[m], dtype=np.int32)
    place = ends[:-1].copy()
    for i in range(len(keys)):
        if found[i] >= 0:
            sorted_columns[place[rows[i]]] = found[i]
            place[rows[i]] += 1
    seen = np.full(terms, -1, dtype=np.int32)
    written = 0
    starts[0] = 0
    for r in range(m):
        for i in range(ends[r], ends[r + 1]):
            c = sorted_columns[i]
            if seen[c] != r:
                seen[c] = r
                sorted_columns[written] = c
                written += 1
        starts[r + 1] = written
    return sorted_columns[:written].copy()
