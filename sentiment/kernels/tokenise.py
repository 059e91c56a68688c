"""Normalised texts in UTF-8 to ids of their distinct tokens: words and single punctuation marks.

A word is a run of letters and digits, in which one apostrophe may stand between two of them. Bytes from 0x80 count as
letters: the caller spells texts with other signs than ASCII as their tokens with spaces between.
"""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

OTHER, LETTER, APOSTROPHE, MARK, END = 0, 1, 2, 3, 4
_FNV_START, _FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)

Bytes = NDArray[np.uint8]
Ids = NDArray[np.int32]
Places = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@njit
def tokenise(
    text: Bytes, kinds: Bytes, slots: Ids, hashes: Hashes, names: Places, arena: Bytes, ids: Ids, ends: Places,
    state: Places,
) -> bool:  # fmt: skip
    """Reads on from `state` until the text ends (True) or a table is half full (False: enlarge it and call again).

    `text` is bytes of parts, each closed by a line break; `kinds` the kind of each of the 256 bytes. `slots` is the
    hash table of ids (-1: free; its size a power of two), `hashes` and `names` each id's hash and end in `arena`, the
    distinct tokens one after the other (names[0] = 0). Out go `ids` and, for each part, the count of ids up to its
    end. `state`: places reached in text, ids, ends; count of distinct tokens.
    """
    place, written, parts, known = state[0], state[1], state[2], state[3]
    done = True
    while place < len(text):
        kind = kinds[text[place]]
        if kind in (OTHER, APOSTROPHE):
            place += 1
            continue
        if kind == END:
            ends[parts] = written
            parts += 1
            place += 1
            continue
        start = place
        place = _end(text, kinds, start)
        value = _FNV_START
        for i in range(start, place):
            value = (value ^ np.uint64(text[i])) * _FNV_PRIME
        slot = _find(value, text, start, place, slots, hashes, names, arena)
        found = slots[slot]
        if found < 0:
            if 2 * (known + 1) > len(slots) or known + 2 > len(names) or names[known] + place - start > len(arena):
                place, done = start, False
                break
            found = np.int32(known)
            slots[slot], hashes[known] = found, value
            names[known + 1] = names[known] + place - start
            arena[names[known] : names[known + 1]] = text[start:place]
            known += 1
        ids[written] = found
        written += 1
    state[0], state[1], state[2], state[3] = place, written, parts, known
    return done


@njit
def _end(text: Bytes, kinds: Bytes, start: int) -> int:
    """Where the token that begins at `start` ends."""
    if kinds[text[start]] == MARK:
        return start + 1
    place, apostrophe = start + 1, False
    while place < len(text):
        kind = kinds[text[place]]
        if kind == APOSTROPHE and not apostrophe and place + 1 < len(text) and kinds[text[place + 1]] == LETTER:
            apostrophe = True
        elif kind != LETTER:
            break
        place += 1
    return place


@njit
def _find(
    value: np.uint64, text: Bytes, start: int, stop: int, slots: Ids, hashes: Hashes, names: Places, arena: Bytes
) -> np.int64:  # fmt: skip
    """The place in `slots` of text[start:stop], or the free one where it belongs."""
    mask = len(slots) - 1
    slot = np.int64(value ^ (value >> np.uint64(32))) & mask
    while True:
        found = slots[slot]
        if found < 0:
            return slot
        if hashes[found] == value and _same(text, start, stop, arena, names[found], names[found + 1]):
            return slot
        slot = (slot + 1) & mask


@njit
def _same(text: Bytes, start: int, stop: int, arena: Bytes, begin: int, end: int) -> bool:
    if stop - start != end - begin:
        return False
    for i in range(stop - start):  # noqa: SIM110 (compiled)
        if text[start + i] != arena[begin + i]:
            return False
    return True


@njit
def fill(slots: Ids, hashes: Hashes, known: int) -> None:
    """Enters the first `known` ids into an empty table."""
    mask = len(slots) - 1
    for token in range(known):
        value = hashes[token]
        slot = np.int64(value ^ (value >> np.uint64(32))) & mask
        while slots[slot] >= 0:
            slot = (slot + 1) & mask
        slots[slot] = token
