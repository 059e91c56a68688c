"""What CSV and Parquet files have in common: a table read block by block, each cell with its place."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from matching.errors import MatchingError
from matching.rules_array import Ints

TEXTS = frozenset({"id", "company_id", "breed"})
"""Columns of text; all others are whole numbers."""


class FileError(MatchingError):
    """A file that can't be used, with the place in it: CSV_INVALID, PARQUET_INVALID, SCHEME_FILE_INVALID or
    FILE_UNREADABLE."""

    def __init__(self, code: str, path: Path, place: str | None, column: str | None, message: str) -> None:
        where = ", ".join([path.name, *([place] if place else []), *([f"column {column}"] if column else [])])
        super().__init__(code, f"{where}: {message}", column)


class Doubtful(Exception):
    """A column is not plainly right; looked at cell by cell, it shows its mistake."""


class Block(Protocol):
    """Some rows of a table. `texts` and `figures` give a whole column quickly or raise Doubtful; `cell` gives one cell
    or raises FileError. Text is without blanks at its ends. `numbers` are the rows' places in the file, counted from 1
    in `unit`s: lines or rows."""

    unit: str

    @property
    def numbers(self) -> Ints: ...
    def __len__(self) -> int: ...
    def texts(self, column: str) -> Sequence[str]: ...
    def figures(self, column: str) -> Ints: ...
    def cell(self, row: int, column: str) -> str | int: ...
    def error(self, row: int, column: str | None, message: str) -> FileError: ...


def unreadable(path: Path, error: OSError) -> FileError:
    """No such file, a directory, no permission, a disk that fails."""
    return FileError("FILE_UNREADABLE", path, None, None, f"can't be read: {error.strerror or error}")


def check_header(code: str, path: Path, place: str | None, header: Sequence[str], wanted: Sequence[str]) -> None:
    """Refuse a header that lacks a wanted column or has one twice."""
    for column in wanted:
        if header.count(column) != 1:
            lacks = f"the header lacks this column; needed: {','.join(wanted)}"
            raise FileError(code, path, place, column, "stands in the header twice" if column in header else lacks)
