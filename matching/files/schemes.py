"""Schemes as JSON files, written piece by piece: one trade, one unmatched list and one step a line."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from matching.errors import MatchingError

_SEPARATOR = b",\n"


class Pieces(NamedTuple):
    """A part of a scheme: each field rows of JSON, one a line, or nothing."""

    trades: bytes
    unmatched: bytes
    steps: bytes


def lines(rows: Iterable[Any]) -> bytes:
    """Rows as JSON, one a line."""
    return _SEPARATOR.join(map(_json, rows))


class SchemeFile:
    """A scheme on its way to a file. Only the trades can be written where they belong at once; what comes after them
    waits in temporary files of the same folder."""

    def __init__(self, trades: IO[bytes], unmatched: IO[bytes], steps: IO[bytes]) -> None:
        self._out, self._waiting = trades, (unmatched, steps)
        self._empty = [True, True, True]
        self._out.write(b'{"trades": [\n')

    def add(self, pieces: Pieces) -> None:
        """Append to the lists of trades, unmatched and steps."""
        for k, (file, piece) in enumerate(zip((self._out, *self._waiting), pieces, strict=True)):
            if piece:
                file.write(piece if self._empty[k] else _SEPARATOR + piece)
                self._empty[k] = False

    def finish(self, totals: Mapping[str, Any]) -> None:
        """Write the rest; `totals` are the further fields."""
        unmatched, steps = self._waiting
        self._append(b'\n],\n"unmatched": [\n', unmatched)
        members = b"".join(b"%b: %b,\n" % (_json(name), _json(value)) for name, value in totals.items())
        self._append(b"\n],\n" + members + b'"steps": [\n', steps)
        self._out.write(b"\n]}\n")

    def _append(self, title: bytes, waiting: IO[bytes]) -> None:
        self._out.write(title)
        waiting.seek(0)
        shutil.copyfileobj(waiting, self._out, 1 << 20)


@contextmanager
def scheme_file(out: Path) -> Iterator[SchemeFile]:
    """A scheme's file, written beside its place and given its name at the end; left with an exception, nothing stays.

    Raises MatchingError FILE_UNWRITABLE, also for what stands there and is no file, such as a directory or a device.
    """
    if out.exists() and not out.is_file():
        raise MatchingError("FILE_UNWRITABLE", f"{out}: is not a file; choose another name")
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with ExitStack() as opened:
            trades = opened.enter_context(part.open("wb"))
            unmatched, steps = (opened.enter_context(tempfile.TemporaryFile(dir=out.parent)) for _ in range(2))
            yield SchemeFile(trades, unmatched, steps)
        part.replace(out)
    except OSError as error:
        raise MatchingError("FILE_UNWRITABLE", f"{out}: can't be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _json(value: Any) -> bytes:
    """orjson takes dataclasses and arrays as they are, but no integer beyond 64 bits, which a total score may be."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    """What json doesn't know: the arrays of a certificate."""
    return value.tolist()
