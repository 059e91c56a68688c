"""Texts as arrays of their tokens' ids: half a million of them fit into memory, and compiled loops can read them."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import Analyser
from sentiment.kernels import tokenise as kernel
from sentiment.normalise import FOLD, normalise, plain

_CHUNK = 1 << 21  # bytes
_FOLD = FOLD[:10] + b"\n" + FOLD[11:]  # line breaks end parts

Ids = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Tokens:
    """The tokens of parts (of texts), one part after the other, as ids of distinct tokens."""

    ids: Ids
    starts: Places  # parts + 1
    names: list[str]  # by id


class Tokeniser(Protocol):
    """Takes one part after the other as it was written, then gives all of them."""

    def add(self, part: str) -> None:
        """The next part."""

    def finish(self) -> Tokens:
        """All parts."""


def tokeniser(analyser: Analyser) -> Tokeniser:
    """The quickest that gives this analyser's tokens."""
    return Plain(analyser) if analyser.marks is None else Compiled(analyser, analyser.marks)


class Plain:
    """Asks the analyser for each part's tokens."""

    def __init__(self, analyser: Analyser) -> None:
        self._tokens = analyser.tokens
        self._known: dict[str, int] = {}
        self._ids: list[int] = []
        self._ends = [0]

    def add(self, part: str) -> None:
        """The next part."""
        known = self._known
        self._ids += [known.setdefault(token, len(known)) for token in self._tokens(normalise(part))]
        self._ends.append(len(self._ids))

    def finish(self) -> Tokens:
        """All parts."""
        ids = np.array(self._ids, dtype=np.int32)
        return Tokens(ids, np.array(self._ends, dtype=np.int64), list(self._known))


class Compiled:
    """Finds words and `marks` by a compiled loop over bytes, in a thread of its own while further parts are read.

    The analyser first splits texts that are not ASCII.
    """

    def __init__(self, analyser: Analyser, marks: str) -> None:
        self._tokens = analyser.tokens
        self._kinds = _kinds(marks)
        self._parts: list[str] = []
        self._size = 0
        self._slots = np.full(1 << 12, -1, dtype=np.int32)
        self._hashes = np.zeros(1 << 11, dtype=np.uint64)
        self._names = np.zeros((1 << 11) + 1, dtype=np.int64)
        self._arena = np.zeros(1 << 15, dtype=np.uint8)
        self._known = 0
        self._found: list[Ids] = []
        self._ends: list[Places] = []
        self._total = 0
        self._thread = ThreadPoolExecutor(1)
        self._running: Future[None] | None = None

    def add(self, part: str) -> None:
        """The next part."""
        spelled = plain(part)
        if spelled is None:
            spelled = normalise(part)
            if not spelled.isascii():
                spelled = " ".join(self._tokens(spelled))
        self._parts.append(spelled.replace("\n", " "))  # a line break ends a part
        self._size += len(spelled) + 1
        if self._size >= _CHUNK:
            self._flush()

    def finish(self) -> Tokens:
        """All parts."""
        self._flush()
        self._wait()
        self._thread.shutdown()
        arena, places = self._arena.tobytes(), self._names[: self._known + 1].tolist()
        names = [arena[start:stop].decode() for start, stop in pairwise(places)]
        ids = np.concatenate(self._found)
        self._found.clear()
        return Tokens(ids, np.concatenate([np.zeros(1, dtype=np.int64), *self._ends]), names)

    def _flush(self) -> None:
        """Hands on what was added; one chunk at a time, so that no more than two are held."""
        self._wait()
        parts, self._parts, self._size = self._parts, [], 0
        self._running = self._thread.submit(self._tokenise, parts)

    def _wait(self) -> None:
        if self._running is not None:
            self._running.result()

    def _tokenise(self, parts: list[str]) -> None:
        text = np.frombuffer("".join(part + "\n" for part in parts).encode().translate(_FOLD), dtype=np.uint8)
        ids, ends = np.empty(len(text), dtype=np.int32), np.empty(len(parts), dtype=np.int64)
        state = np.array([0, 0, 0, self._known], dtype=np.int64)
        table = (self._slots, self._hashes, self._names, self._arena)
        while not kernel.tokenise(text, self._kinds, *table, ids, ends, state):
            self._known = int(state[3])
            self._enlarge()
            table = (self._slots, self._hashes, self._names, self._arena)
        self._known = int(state[3])
        self._found.append(ids[: state[1]].copy())
        self._ends.append(ends + self._total)
        self._total += int(state[1])

    def _enlarge(self) -> None:
        """Doubles every table, and the arena to hold at least one long token more."""
        self._slots = np.full(2 * len(self._slots), -1, dtype=np.int32)
        self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._names = np.concatenate([self._names, np.zeros(len(self._hashes) - len(self._names) + 1, dtype=np.int64)])
        self._arena = np.concatenate([self._arena, np.zeros(len(self._arena), dtype=np.uint8)])
        kernel.fill(self._slots, self._hashes, self._known)


def _kinds(marks: str) -> NDArray[np.uint8]:
    kinds = np.full(256, kernel.OTHER, dtype=np.uint8)
    for byte in range(256):
        if byte >= 128 or chr(byte).isalnum():
            kinds[byte] = kernel.LETTER
    kinds[ord("'")], kinds[ord("\n")] = kernel.APOSTROPHE, kernel.END
    kinds[list(marks.encode("ascii"))] = kernel.MARK
    return kinds
