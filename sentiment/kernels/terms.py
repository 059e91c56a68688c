"""The terms of rows of units, counted and as columns. Tables use open addressing; the key 0 is a free place.

`families` says of each family (as `families.Family`): code, length, content, of_summary, negated. `negated` says which
units are under a negation, `bounds` are the rows' starts.
"""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

Ids = NDArray[np.int32]
Keys = NDArray[np.uint64]
Places = NDArray[np.int64]
Marks = NDArray[np.bool_]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _WIDTH = 2, np.uint64(19)  # as in families.py


@njit
def _hash(key: np.uint64) -> np.uint64:
    value = np.uint64(key) * _MIX
    return value ^ (value >> np.uint64(29))


@njit
def _slot(key: np.uint64, table: Keys) -> np.int64:
    """The place of this key in the table, or the free one where it belongs."""
    mask = len(table) - 1
    slot = np.int64(_hash(key) >> np.uint64(8)) & mask
    while table[slot] != key and table[slot] != np.uint64(0):
        slot = (slot + 1) & mask
    return slot


@njit
def _kept(function: Marks, ids: Ids, start: int, stop: int, kept: Places) -> int:
    """The places of the units that are no function words; returns how many."""
    count = 0
    for i in range(start, stop):
        if not function[ids[i]]:
            kept[count] = i
            count += 1
    return count


@njit
def _row(
    ids: Ids, part: Ids, function: Marks, negated: Marks, families: Ids, start: int, stop: int, kept: Places, out: Keys
) -> int:  # fmt: skip
    """The keys of all terms of the units from `start` to `stop`, family by family; returns how many."""
    count, written = _kept(function, ids, start, stop, kept), 0
    for f in range(len(families)):
        length, content, of_summary = families[f, 1], families[f, 2] != 0, families[f, 3] != 0
        under = families[f, 4] != 0
        for i in range((count if content else stop - start) - length + 1):
            first = kept[i] if content else start + i
            last = kept[i + length - 1] if content else first + length - 1
            if part[first] != part[last] or (of_summary and part[first] % 2 == 1):
                continue
            if content and length > 1 and last - first < length:
                continue
            key, known, says = np.uint64(families[f, 0]) << (np.uint64(3) * _WIDTH), True, False
            for u in range(length):
                place = kept[i + u] if content else first + u
                unit = ids[place]
                known = known and unit >= _FIRST and (negated[place] or not under)
                says = says or not function[unit]
                key |= np.uint64(unit) << (np.uint64(u) * _WIDTH)
            if known and says:
                out[written] = key
                written += 1
    return written


@njit
def _room(bounds: Places, families: Ids) -> int:
    """How many terms a row has at most."""
    longest = 0
    for r in range(len(bounds) - 1):
        longest = max(longest, bounds[r + 1] - bounds[r])
    return longest * len(families)


@njit
def count(
    ids: Ids, part: Ids, function: Marks, negated: Marks, families: Ids, bounds: Places, share: int, shares: int,
    first: int, table: Keys, texts: Ids, last: Ids, base: int, used: int,
) -> tuple[int, int]:  # fmt: skip
    """Adds to `texts` in how many rows each key stands, from row `first` on; the first row is number `base`.

    Only keys of the `share`-th of `shares` equal shares are counted. Returns the row reached (before the last only if
    the table is half full: enlarge it and call again) and the places used.
    """
    out = np.empty(_room(bounds, families), dtype=np.uint64)
    kept = np.empty(max(1, len(out)), dtype=np.int64)
    for r in range(first, len(bounds) - 1):
        found = _row(ids, part, function, negated, families, bounds[r], bounds[r + 1], kept, out)
        if 2 * (used + found) > len(table):
            return r, used
        for i in range(found):
            if np.int64(_hash(out[i]) >> np.uint64(40)) % shares != share:
                continue
            slot = _slot(out[i], table)
            if table[slot] == np.uint64(0):
                table[slot] = out[i]
                used += 1
            if last[slot] != base + r:
                last[slot] = base + r
                texts[slot] += 1
    return len(bounds) - 1, used


@njit
def index(keys: Keys, table: Keys, column: Ids) -> None:
    """Enters the distinct keys into an empty table, each with its place as column."""
    for i in range(len(keys)):
        slot = _slot(keys[i], table)
        table[slot] = keys[i]
        column[slot] = i


@njit
def bin_rows(
    ids: Ids, part: Ids, function: Marks, negated: Marks, families: Ids, bounds: Places, table: Keys, column: Ids,
    terms: int, starts: Places,
) -> Ids:  # fmt: skip
    """The distinct columns of each row, one row after the other; `starts` (rows + 1) is filled."""
    out = np.empty(_room(bounds, families), dtype=np.uint64)
    kept = np.empty(max(1, len(out)), dtype=np.int64)
    columns = np.empty(len(ids) * len(families), dtype=np.int32)
    seen = np.full(terms, -1, dtype=np.int32)
    written = 0
    starts[0] = 0
    for r in range(len(bounds) - 1):
        found = _row(ids, part, function, negated, families, bounds[r], bounds[r + 1], kept, out)
        for i in range(found):
            slot = _slot(out[i], table)
            if table[slot] != np.uint64(0) and seen[column[slot]] != r:
                seen[column[slot]] = r
                columns[written] = column[slot]
                written += 1
        starts[r + 1] = written
    return columns[:written].copy()
