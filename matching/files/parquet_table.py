"""Parquet files in blocks of rows."""

from collections.abc import Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from matching.files.table import TEXTS, Doubtful, FileError, check_header
from matching.rules_array import Ints

MAGIC = b"PAR1"
"""What every Parquet file begins with."""
CODE = "PARQUET_INVALID"
_ROWS = 65_536


class ParquetBlock:
    """Rows as a record batch of pyarrow; `first` is the number of its first row, counted from 1."""

    unit = "row"

    def __init__(self, path: Path, batch: Any, first: int) -> None:
        self._path, self._batch, self._first = path, batch, first

    def __len__(self) -> int:
        return int(self._batch.num_rows)

    @property
    def numbers(self) -> Ints:
        return np.arange(self._first, self._first + len(self))

    def texts(self, column: str) -> Sequence[str]:
        return list(map(str.strip, self._whole(column).to_pylist()))

    def figures(self, column: str) -> Ints:
        values: Ints = self._whole(column).cast("int64").to_numpy()
        return np.ascontiguousarray(values)

    def cell(self, row: int, column: str) -> str | int:
        try:
            value = self._batch.column(column)[row].as_py()
        except UnicodeDecodeError as error:
            raise self.error(row, column, f"is not UTF-8 text: byte {error.start + 1} can't be read") from error
        if value is None:
            raise self.error(row, column, "must not be null")
        return value.strip() if column in TEXTS else int(value)

    def error(self, row: int, column: str | None, message: str) -> FileError:
        return FileError(CODE, self._path, f"row {self._first + row}", column, message)

    def _whole(self, column: str) -> Any:
        import pyarrow as pa

        values = self._batch.column(column)
        try:
            values.validate(full=True)
        except pa.ArrowInvalid as error:
            raise Doubtful from error
        if values.null_count or (pa.types.is_uint64(values.type) and np.any(values.to_numpy() >> np.uint64(63))):
            raise Doubtful
        return values


def blocks(path: Path, file: BufferedReader, columns: Sequence[str]) -> Iterator[ParquetBlock]:
    """The rows of a table. Columns that nobody asks for are ignored. Raises FileError PARQUET_INVALID."""
    import pyarrow as pa  # half a second and some 60 MiB: only who has such a file pays for it
    import pyarrow.parquet as pq

    first = 1
    try:
        table = pq.ParquetFile(file)
        schema = table.schema_arrow
        check_header(CODE, path, None, schema.names, columns)
        for column in columns:
            _check_type(path, column, schema.field(column).type)
        for batch in table.iter_batches(_ROWS, columns=list(columns), use_threads=False):
            yield ParquetBlock(path, batch, first)
            first += batch.num_rows
    except (pa.ArrowException, OSError, EOFError) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise FileError(CODE, path, f"row {first} or later", None, f"is damaged or cut off: {text}") from error


def _check_type(path: Path, column: str, kind: Any) -> None:
    """Whole numbers must be stored as whole numbers, text as text: what a float or a date stood for is not guessed."""
    from pyarrow import types

    plain = kind.value_type if types.is_dictionary(kind) else kind
    if column in TEXTS:
        fine, wanted = types.is_string(plain) or types.is_large_string(plain), "text"
    else:
        fine, wanted = types.is_integer(kind), "whole numbers"
    if not fine:
        raise FileError(CODE, path, None, column, f"must be a column of {wanted}, not {kind}")
