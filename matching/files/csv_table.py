"""CSV files, plain or gzipped, in blocks of rows."""

import csv
import gzip
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BufferedReader
from itertools import islice
from pathlib import Path

import numpy as np

from matching.files.table import TEXTS, Doubtful, FileError, check_header
from matching.rules_array import Ints

CODE = "CSV_INVALID"
_ROWS = 1024
"""Rows of a block: large enough for whole columns to pay, small enough to stay in the processor's cache."""
_DIGITS = 18
"""More digits than any limit has, fewer than leave 64 bits."""
_WHOLE = re.compile(rf"-?0{{0,1000}}[0-9]{{1,{_DIGITS}}}")
_GZIP = b"\x1f\x8b"
_BROKEN = (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile, zlib.error)


class CsvBlock:
    """Rows as the CSV reader gave them, blank ones dropped. The first begins after line `before`; each counts with the
    line on which it ends. `plain`: each row is a line."""

    unit = "line"

    def __init__(self, path: Path, header: Sequence[str], rows: list[list[str]], before: int, *, plain: bool) -> None:
        self._path, self._header = path, header
        self._rows = rows if all(rows) else [cells for cells in rows if cells]
        self._columns: list[tuple[str, ...]] | None = None
        lines = np.ones(len(rows), np.int64) if plain else [1 + "".join(cells).count("\n") for cells in rows]
        numbers = before + np.cumsum(lines)
        self.numbers: Ints = numbers[[bool(cells) for cells in rows]] if len(self._rows) < len(rows) else numbers

    def __len__(self) -> int:
        return len(self._rows)

    def texts(self, column: str) -> Sequence[str]:
        return list(map(str.strip, self._column(column)))

    def figures(self, column: str) -> Ints:
        cells = self._column(column)
        if not _plain(cells):
            cells = self.texts(column)
            if not _plain(cells):
                raise Doubtful
        try:
            return np.fromiter(map(int, cells), np.int64, len(cells))
        except (ValueError, OverflowError) as error:  # an empty cell; more than 64 bits
            raise Doubtful from error

    def _column(self, column: str) -> Sequence[str]:
        if self._columns is None:
            if set(map(len, self._rows)) != {len(self._header)}:
                raise Doubtful
            self._columns = list(zip(*self._rows, strict=True))
        return self._columns[self._header.index(column)]

    def cell(self, row: int, column: str) -> str | int:
        cells = self._rows[row]
        if len(cells) != len(self._header):
            raise self.error(row, None, f"has {len(cells)} cells where the header has {len(self._header)}")
        cell = cells[self._header.index(column)].strip()
        if column in TEXTS:
            return cell
        if not _WHOLE.fullmatch(cell):
            shown = cell if len(cell) <= 40 else cell[:40] + "…"
            raise self.error(row, column, f"must be a whole number, not {shown!r}")
        return int(cell)

    def error(self, row: int, column: str | None, message: str) -> FileError:
        return FileError(CODE, self._path, f"line {self.numbers[row]}", column, message)


def blocks(path: Path, file: BufferedReader, columns: Sequence[str]) -> Iterator[CsvBlock]:
    """The rows of a table, plain or gzipped.

    Columns that nobody asks for are ignored, blank lines skipped. Raises FileError CSV_INVALID. What stands before a
    mistake is given out first, so that the first mistake in the file is the one that is told.
    """
    source = BufferedReader(gzip.GzipFile(fileobj=file)) if file.peek(2)[:2] == _GZIP else file
    reader = csv.reader(_decoded(source), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
    except _BROKEN as error:
        raise _failure(path, reader.line_num, 0, error) from error
    check_header(CODE, path, "line 1", header, columns)
    while True:
        rows: list[list[str]] = []
        before, failure = reader.line_num, None
        try:
            rows.extend(islice(reader, _ROWS))  # keeps what came before a failure
        except _BROKEN as error:
            failure = error
        block = CsvBlock(path, header, rows, before, plain=reader.line_num == before + len(rows))
        if len(block):
            yield block
        if failure is not None:
            last = int(block.numbers[-1]) if len(block) else before
            raise _failure(path, reader.line_num, last, failure) from failure
        if len(rows) < _ROWS:
            return


def _plain(cells: Sequence[str]) -> bool:
    """Whether the cells hold nothing but ASCII digits (some may be empty)."""
    joined = "".join(cells)
    return joined.isascii() and joined.isdigit()


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Lines as text; a byte-order mark is dropped."""
    left = iter(lines)
    yield next(left, b"").decode("utf-8-sig")
    yield from map(bytes.decode, left)


def _failure(path: Path, read: int, last: int, error: Exception) -> FileError:
    """`read` lines were read, the last whole row ends on line `last`."""
    if isinstance(error, csv.Error):
        return FileError(CODE, path, f"line {last + 1}", None, f"is not proper CSV, or is cut off: {error}")
    if isinstance(error, UnicodeDecodeError):
        what = f"is not UTF-8 text: byte {error.start + 1} of the line can't be read"
    else:
        what = f"the compressed file is damaged or cut off: {error}"
    return FileError(CODE, path, f"line {read + 1}", None, what)
