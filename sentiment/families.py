"""The families of terms: each makes terms of a stream of units, for half a million texts as for one.

A term is a 64-bit key: its family's code and up to three units' ids, so keys are exact and can be spelled again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import FUNCTION_WORDS, STOPS

VERSION = 1
"""Rises whenever a family may give other terms for the same units."""

Ids = NDArray[np.int32]
Keys = NDArray[np.uint64]

GAP, UNKNOWN, FIRST = 0, 1, 2
"""Ids of units: over a gap no run reaches, unknown ones make no term, known ones count from FIRST."""

MOST_UNITS = 2**19
_SUMMARY = "summary: {}"
_WIDTH, _MASK = 19, 2**19 - 1


@dataclass(frozen=True)
class Stream:
    """The units of rows of texts, one after the other."""

    ids: Ids
    part: Ids  # 2 · row in a summary, 2 · row + 1 in a text: neighbours are those of one part
    rows: int
    roles: dict[str, NDArray[np.bool_]]  # by name: which ids have that role

    def has_role(self, name: str) -> NDArray[np.bool_]:
        """Which of the units are, say, negators."""
        return self.roles[name][self.ids]


Emitted = tuple[NDArray[np.int64], Keys]
"""Places in the stream, ascending, and the key of the term that stands at each."""


@dataclass(frozen=True)
class Family:
    """A kind of terms: how they are found, and how one is shown."""

    code: int  # 1 … 127, its own for ever: models hold keys
    emit: Callable[[Stream, int], Emitted]  # the stream and this code
    shown: str = "{}"  # with the term's units in place of {}
    joint: str | None = None  # what is shown between the units; None: as the analyser says

    @property
    def of_summary(self) -> bool:
        """Whether its terms stand in summaries only."""
        return self.shown == _SUMMARY


def pack(code: int | Ids, *units: Ids) -> Keys:
    """The keys of terms: the family's code (one, or one each) and one to three arrays of units' ids."""
    keys = np.zeros(len(units[0]), dtype=np.uint64) | (np.asarray(code, dtype=np.uint64) << np.uint64(3 * _WIDTH))
    for place, ids in enumerate(units):
        keys |= ids.astype(np.uint64) << np.uint64(place * _WIDTH)
    return keys


def unpack(keys: Keys) -> tuple[Ids, Ids]:
    """Of n keys, the families' codes (n) and the units' ids (n × 3; 0 where a term has fewer)."""
    units = [(keys >> np.uint64(place * _WIDTH)) & np.uint64(_MASK) for place in range(3)]
    return (keys >> np.uint64(3 * _WIDTH)).astype(np.int32), np.stack(units, axis=1).astype(np.int32)


def runs(stream: Stream, code: int, length: int, summaries: bool = False) -> Emitted:
    """Runs of that many neighbouring known units, not all of them function words, of all parts or of summaries only."""
    last = max(0, len(stream.ids) - length + 1)
    found = stream.ids[:last] >= FIRST
    for ahead in range(1, length):
        found &= stream.ids[ahead : last + ahead] >= FIRST
    found &= stream.part[:last] == stream.part[length - 1 : last + length - 1]
    if summaries:
        found &= stream.part[:last] % 2 == 0
    says = ~stream.has_role("function")
    found &= np.logical_or.reduce([says[ahead : last + ahead] for ahead in range(length)])
    places = np.flatnonzero(found)
    return places, pack(code, *(stream.ids[places + ahead] for ahead in range(length)))


def content(stream: Stream, code: int, length: int, summaries: bool = False) -> Emitted:
    """Runs among the words that are no function words; of several, only where such words or stops stand between."""
    kept = np.flatnonzero(~stream.has_role("function"))
    places, keys = runs(Stream(stream.ids[kept], stream.part[kept], stream.rows, stream.roles), code, length, summaries)
    first, last = kept[places], kept[places + length - 1]
    apart = last - first >= length if length > 1 else np.ones(len(places), dtype=np.bool_)
    return first[apart], keys[apart]


FAMILIES: dict[str, Family] = {
    "singles": Family(1, partial(runs, length=1)),
    "pairs": Family(2, partial(runs, length=2)),
    "triples": Family(3, partial(runs, length=3)),
    "summary singles": Family(4, partial(runs, length=1, summaries=True), _SUMMARY),
    "summary pairs": Family(5, partial(runs, length=2, summaries=True), _SUMMARY),
    "summary triples": Family(6, partial(runs, length=3, summaries=True), _SUMMARY),
    "content": Family(7, partial(content, length=1)),
    "content pairs": Family(8, partial(content, length=2), joint=" … "),
    "summary content": Family(9, partial(content, length=1, summaries=True), _SUMMARY),
    "summary content pairs": Family(10, partial(content, length=2, summaries=True), _SUMMARY, joint=" … "),
}

ROLES: dict[str, frozenset[str]] = {"function": FUNCTION_WORDS | STOPS}
"""Units with a part to play for some family: name of the role → units."""


def emit(stream: Stream, families: Sequence[str]) -> tuple[Ids, Keys]:
    """The rows and keys of all terms of these families, family by family; a term may come often in a row."""
    found = [FAMILIES[name].emit(stream, FAMILIES[name].code) for name in families]
    places = np.concatenate([places for places, _ in found])
    return stream.part[places] >> 1, np.concatenate([keys for _, keys in found])


def spelled(keys: Keys, units: Sequence[str], joint: str) -> list[str]:
    """The terms as they are shown; `units` by id."""
    families = {family.code: family for family in FAMILIES.values()}
    codes, ids = unpack(keys)
    names = []
    for code, run in zip(codes.tolist(), ids.tolist(), strict=True):
        family = families[code]
        names.append(family.shown.format((family.joint or joint).join(units[i] for i in run if i)))
    return names
