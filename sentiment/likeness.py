"""Whether two texts say the same in the same words, and an index that finds such texts among very many.

A text is the set of its units: words, and in Chinese pairs of neighbouring characters; case, digits, punctuation,
order and repetition don't count. Two texts are alike if the Jaccard index of their units is at least ALIKE. With one
word exchanged that is so from nine different words on: "Fresh crabs, on time" may follow "Fresh lobsters, on time", but
a long text with another fish in it is the same text. With one word added it is so from four on.

The index is of bands of minimal hashes (Broder, "On the resemblance and containment of documents", 1997; bands:
Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4): texts that share two are compared in full.
Texts with the same units share all bands; of pairs just alike one in 260 shares fewer than two, of pairs with index 0.3
one in 900 shares two.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from sentiment import normalise as spelling

ALIKE = 0.8
BANDS, ROWS = 20, 5
SHARED = 2
"""Texts that share fewer bands are not compared."""

VERSION = f"1.{spelling.VERSION}"
"""Changes whenever the same text may come out with other bands: stored bands are then to be made anew."""

_TOGETHER = 32  # texts whose units' hashes, 100 of each, are held at once
_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_CHINESE}]+|[^\W\d_{_CHINESE}]+(?:'[^\W\d_{_CHINESE}]+)?")
_IS_CHINESE = re.compile(rf"[{_CHINESE}]")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a text, and where it stands in the index: BANDS signed 64-bit numbers."""

    units: frozenset[str]
    bands: tuple[int, ...]


def sketch(text: str) -> Sketch:
    """The sketch of a text as written."""
    return sketches([text])[0]


def sketches(texts: Sequence[str]) -> list[Sketch]:
    """The sketches of many texts, quicker than one after the other."""
    found = [units(text) for text in texts]
    parts = (found[start : start + _TOGETHER] for start in range(0, len(found), _TOGETHER))
    return [Sketch(*pair) for pair in zip(found, chain.from_iterable(map(_bands, parts)), strict=True)]


def units(text: str) -> frozenset[str]:
    """The units of a text as written; of one without letters (emoji, figures) all of it is one unit."""
    spelled = spelling.normalise(text)
    found: set[str] = set()
    for run in _UNIT.findall(spelled):
        if _IS_CHINESE.match(run) and len(run) > 1:
            found.update(one + other for one, other in pairwise(run))
        else:
            found.add(run)
    return frozenset(found or {spelled})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard index of two texts' units: 0 nothing in common … 1 the same."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts count as the same."""
    return likeness(one, other) >= ALIKE


def _bands(found: Sequence[frozenset[str]]) -> list[tuple[int, ...]]:
    hashes = np.array([_hash(unit.encode()) for one in found for unit in one], np.uint64)
    mixed = (_FACTORS[:, None] * hashes[None, :] + _TERMS[:, None]) >> np.uint64(32)
    first = np.cumsum([0, *map(len, found[:-1])])
    smallest = np.minimum.reduceat(mixed, first, axis=1).T.reshape(len(found), BANDS, ROWS)
    return [tuple([_hash(bytes([band]) + row.tobytes()) - 2**63 for band, row in enumerate(rows)]) for rows in smallest]


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


# Multiply-shift hashing (Dietzfelbinger and others, 1997): odd factors, arithmetic modulo 2^64.
_FACTORS = np.array([_hash(b"factor %d" % i) | 1 for i in range(BANDS * ROWS)], np.uint64)
_TERMS = np.array([_hash(b"term %d" % i) for i in range(BANDS * ROWS)], np.uint64)
