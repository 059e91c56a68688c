"""The units that a model knows, by id, and the streams of texts' units."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from sentiment.analysers import GAP, Analyser
from sentiment.families import FIRST, ROLES, UNKNOWN, Ids, Stream

_MOST_REMEMBERED, _LONGEST = 1 << 17, 32
"""Tokens, and their characters: texts of strangers are not to fill the memory."""


class Lexicon:
    """An analyser and the units that count; `units` by id, of which the first two are the gap and the unknown."""

    def __init__(self, analyser: Analyser, units: Iterable[str]) -> None:
        self.analyser = analyser
        self.units: tuple[str, ...] = (GAP, "?", *units)
        self._ids = {unit: i for i, unit in enumerate(self.units) if i >= FIRST} | {GAP: 0}
        self._tokens: dict[str, list[int]] = {}

    @cached_property
    def roles(self) -> dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
        """By role, which ids have it."""
        return {name: np.array([unit in having for unit in self.units]) for name, having in ROLES.items()}

    def id_of(self, unit: str) -> int:
        """The id of a unit, UNKNOWN if it is none of these."""
        return self._ids.get(unit, UNKNOWN)

    def ids_of(self, token: str) -> list[int]:
        """The ids of a token's units."""
        return [self.id_of(unit) for unit in self.analyser.units(token)]

    def _remembered(self, token: str) -> list[int]:
        """Its ids, for next time too if it is a word that may well come again."""
        found = self.ids_of(token)
        if UNKNOWN not in found and len(token) <= _LONGEST and len(self._tokens) < _MOST_REMEMBERED:
            self._tokens[token] = found
        return found

    def stream(self, texts: Sequence[str]) -> Stream:
        """The units of documents (see `model.document`)."""
        ids: list[int] = []
        sizes: list[int] = []
        known = self._tokens
        for text in texts:
            summary, _, rest = text.rpartition("\n")
            for part in (summary, rest):
                before = len(ids)
                for token in self.analyser.tokens(part) if part else ():
                    found = known.get(token)
                    if found is None:
                        found = self._remembered(token)
                    ids += found
                sizes.append(len(ids) - before)
        parts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return Stream(np.array(ids, dtype=np.int32), parts, len(texts), self.roles)


def counted(stream: Stream) -> tuple[Ids, Ids]:
    """Of each row, how many units it has, function words and stops apart, and how many of them are known."""
    real = (stream.ids > 0) & ~stream.has_role("function")
    rows = stream.part >> 1
    return (
        np.bincount(rows[real], minlength=stream.rows).astype(np.int32),
        np.bincount(rows[real & (stream.ids >= FIRST)], minlength=stream.rows).astype(np.int32),
    )
