"""The families of terms: each makes terms of a stream of units. `kernels/terms.py` makes the same for training.

A term is a 64-bit key: its family's code and up to three units' ids, so keys are exact and can be spelled again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import FUNCTION_WORDS, NEGATORS, STOPS

VERSION = 1
"""Rises whenever a family may give other terms for the same units."""

Ids = NDArray[np.int32]
Keys = NDArray[np.uint64]

GAP, UNKNOWN, FIRST = 0, 1, 2
"""Ids of units: over a gap no run reaches, unknown ones make no term, known ones count from FIRST."""

REACH = 5
"""So many units after a "not" are under it, if no stop comes before."""

MOST_UNITS = 2**19
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

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which of the units are known."""
        return self.ids >= FIRST

    @cached_property
    def says(self) -> NDArray[np.bool_]:
        """Which of the units are no function words."""
        return ~self.has_role("function")

    @cached_property
    def negated(self) -> NDArray[np.bool_]:
        """Which of the units are in reach of a negation before them."""
        places = np.arange(len(self.ids))
        begins = np.flatnonzero(np.diff(self.part, prepend=-1))
        starts = np.repeat(begins, np.diff(begins, append=len(places)))
        nots, ends = (np.maximum.accumulate(np.where(self.has_role(name), places, -1)) for name in ("negator", "end"))
        found: NDArray[np.bool_] = (nots >= starts) & (nots > ends) & (nots < places) & (places - nots <= REACH)
        return found

    @cached_property
    def in_summary(self) -> NDArray[np.bool_] | None:
        """Which of the units stand in a summary; None: none of them."""
        found: NDArray[np.bool_] = self.part % 2 == 0
        return found if found.any() else None

    @cached_property
    def content(self) -> "tuple[NDArray[np.int64], Stream]":
        """The units that are no function words, as a stream, and their places in this one."""
        kept = np.flatnonzero(self.says)
        return kept, Stream(self.ids[kept], self.part[kept], self.rows, self.roles)


Emitted = tuple[NDArray[np.int64], Keys]
"""Places in the stream, ascending, and the key of the term that stands at each."""


@dataclass(frozen=True)
class Family:
    """A kind of terms: runs of that many neighbouring known units, and how one is shown.

    With `content`, they are runs among the words that are no function words; of several, only where such words or stops
    stand between. Without, not all of a run are function words.
    """

    code: int  # 1 … 127, its own for ever: models hold keys
    length: int
    content: bool = False
    of_summary: bool = False  # its terms stand in summaries only
    negated: bool = False  # all of a run's units are under a negation; not with `content` for several

    @property
    def joint(self) -> str | None:
        """What is shown between the units; None: as the analyser says."""
        return " … " if self.content else None

    def shown(self, units: str) -> str:
        """A term, its units joined."""
        return f"summary: {units}" if self.of_summary else f"negated: {units}" if self.negated else units

    def emit(self, stream: Stream) -> Emitted:
        """The terms of this family in a stream."""
        if self.of_summary and stream.in_summary is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
        if not self.content or self.length == 1:
            return self._runs(stream)  # of one unit, which is no function word in any case
        kept, rest = stream.content
        places, keys = self._runs(rest)
        first = kept[places]
        apart = kept[places + self.length - 1] - first >= self.length
        return first[apart], keys[apart]

    def _runs(self, stream: Stream) -> Emitted:
        last = max(0, len(stream.ids) - self.length + 1)
        counts = stream.known & stream.negated if self.negated else stream.known
        found = counts[:last].copy()
        says = stream.says[:last].copy()
        for ahead in range(1, self.length):
            found &= counts[ahead : last + ahead]
            says |= stream.says[ahead : last + ahead]
        found &= says
        if self.length > 1:
            found &= stream.part[:last] == stream.part[self.length - 1 : last + self.length - 1]
        if self.of_summary:
            found &= False if stream.in_summary is None else stream.in_summary[:last]
        places = np.flatnonzero(found)
        return places, pack(self.code, *(stream.ids[places + ahead] for ahead in range(self.length)))


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


FAMILIES: dict[str, Family] = {
    "singles": Family(1, 1),
    "pairs": Family(2, 2),
    "triples": Family(3, 3),
    "summary singles": Family(4, 1, of_summary=True),
    "summary pairs": Family(5, 2, of_summary=True),
    "summary triples": Family(6, 3, of_summary=True),
    "content": Family(7, 1, content=True),
    "content pairs": Family(8, 2, content=True),
    "summary content": Family(9, 1, content=True, of_summary=True),
    "summary content pairs": Family(10, 2, content=True, of_summary=True),
    "negated": Family(11, 1, negated=True),
    "negated pairs": Family(12, 2, negated=True),
}

ROLES: dict[str, frozenset[str]] = {
    "function": FUNCTION_WORDS | STOPS,
    "negator": NEGATORS,
    "end": STOPS | {"!", "?"},
}
"""Units with a part to play for some family: name of the role → units."""


def emit(stream: Stream, families: Sequence[str]) -> Emitted:
    """The places and keys of all terms of these families, family by family; a term may come often in a row."""
    found = [FAMILIES[name].emit(stream) for name in families]
    return np.concatenate([places for places, _ in found]), np.concatenate([keys for _, keys in found])


def spelled(keys: Keys, units: Sequence[str], joint: str) -> list[str]:
    """The terms as they are shown; `units` by id."""
    families = {family.code: family for family in FAMILIES.values()}
    codes, ids = unpack(keys)
    names = []
    for code, run in zip(codes.tolist(), ids.tolist(), strict=True):
        family = families[code]
        names.append(family.shown((family.joint or joint).join([units[i] for i in run if i])))
    return names
