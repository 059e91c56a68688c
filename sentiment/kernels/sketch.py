"""Near-duplicates among texts of token ids: sketches of shingles, and disjoint sets."""

import numpy as np
from numpy.typing import NDArray

from sentiment.kernels.jit import njit

Ids = NDArray[np.int32]
Places = NDArray[np.int64]
Shingles = NDArray[np.uint32]


@njit
def _mix(value: np.uint64) -> np.uint64:
    """splitmix64's last step."""
    mixed = np.uint64(value)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


@njit
def shingles(tokens: Ids, first: Places, stop: Places, width: int, starts: Places) -> Shingles:
    """Each text's distinct hashes of `width` tokens in a row, ascending; of all its tokens if it has fewer.

    Text t is tokens[first[t] : stop[t]]; `starts` (m + 1) is filled with the places of its hashes.
    """
    m = len(first)
    room = 0
    for t in range(m):
        room += max(1, stop[t] - first[t] - width + 1)
    found = np.empty(room, dtype=np.uint32)
    written = 0
    starts[0] = 0
    for t in range(m):
        base = written
        for i in range(max(1, stop[t] - first[t] - width + 1)):
            value = np.uint64(0x243F6A8885A308D3)
            for j in range(first[t] + i, min(first[t] + i + width, stop[t])):
                value = _mix(value + np.uint64(tokens[j] + 1) * np.uint64(0x9E3779B97F4A7C15))
            found[written] = np.uint32(value >> np.uint64(32))
            written += 1
        own = np.sort(found[base:written])
        written = base
        for i in range(len(own)):
            if i == 0 or own[i] != own[i - 1]:
                found[written] = own[i]
                written += 1
        starts[t + 1] = written
    return found[:written].copy()


@njit
def alike(sets: Shingles, starts: Places, one: int, other: int, share: float) -> bool:
    """Whether the Jaccard index of two texts' hashes is at least `share`; given up once too many are in one only."""
    i, j, stop_i, stop_j = starts[one], starts[other], starts[one + 1], starts[other + 1]
    few, many = min(stop_i - i, stop_j - j), max(stop_i - i, stop_j - j)
    if few < share * many:
        return False
    size = few + many
    # Of `size` hashes, size - 2 both are in one only; the half is for rounding, what counts is decided at the end.
    left = size * (1 - share) / (1 + share) + 0.5
    both = 0
    while i < stop_i and j < stop_j and left >= 0:
        if sets[i] == sets[j]:
            both += 1
            i += 1
            j += 1
        elif sets[i] < sets[j]:
            i += 1
            left -= 1
        else:
            j += 1
            left -= 1
    return bool(left >= 0 and both >= share * (size - both))


@njit
def link(
    sets: Shingles, starts: Places, labels: NDArray[np.int8], buckets: Ids, room: Places, share: float, up: Places,
    dropped: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Joins near-duplicates in `up` and marks those `dropped` that repeat an earlier text with its label.

    buckets[t, i] is the bucket of text t's i-th smallest hash, or -1; bucket b offers its first room[b + 1] - room[b].
    """
    m, sketch = buckets.shape
    members = np.empty(room[-1], dtype=np.int32)
    sizes = np.zeros(len(room), dtype=np.int64)
    seen = np.full(m, -1, dtype=np.int32)
    near = np.empty(m, dtype=np.int32)
    for later in range(m):
        count = 0
        for i in range(sketch):
            b = buckets[later, i]
            if b < 0:
                continue
            for e in range(room[b], room[b] + sizes[b]):
                earlier = members[e]
                if seen[earlier] != later:
                    seen[earlier] = later
                    near[count] = earlier
                    count += 1
            if sizes[b] < room[b + 1] - room[b]:
                members[room[b] + sizes[b]] = later
                sizes[b] += 1
        for earlier in np.sort(near[:count]):
            if alike(sets, starts, earlier, later, share):
                join(up, earlier, later)
                if not dropped[earlier] and labels[earlier] == labels[later]:
                    dropped[later] = True


@njit
def root(up: Places, one: int) -> int:
    """The set of `one`, with path halving."""
    while up[one] != one:
        up[one] = up[up[one]]
        one = up[one]
    return one


@njit
def join(up: Places, one: int, other: int) -> None:
    """Makes one set of two; its root is the smaller."""
    a, b = root(up, one), root(up, other)
    if a < b:
        up[b] = a
    else:
        up[a] = b


@njit
def join_alike(up: Places, codes: Places, first: Places) -> None:
    """Joins all that have the same code (0 …, -1: none). `first` is filled: the first of each code."""
    first[:] = -1
    for i in range(len(codes)):
        if codes[i] >= 0:
            if first[codes[i]] < 0:
                first[codes[i]] = i
            else:
                join(up, first[codes[i]], i)


@njit
def roots(up: Places) -> Places:
    """The set of each."""
    found = np.empty_like(up)
    for i in range(len(up)):
        found[i] = root(up, i)
    return found
