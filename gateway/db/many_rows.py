"""An INSERT of thousands of rows, compiled once and given to the driver as it is.

The ORM and Core prepare every row by itself, which takes longer than SQLite needs to write it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.dml import Insert

Convert = Callable[[Any], Any]


class ManyRows:
    """Inserts rows that each have these columns (none named: all); values are converted by the columns' types."""

    def __init__(self, insert: Insert, dialect: Dialect, keys: Sequence[str] = ()) -> None:
        columns = insert.table.columns
        wanted = list(keys or columns.keys())
        compiled = insert.compile(dialect=dialect, column_keys=wanted)
        self._sql = str(compiled)
        self._positional = bool(getattr(compiled, "positional", False))
        names = list(getattr(compiled, "positiontup", None) or wanted)
        #: Whether a row's own values are all that the statement asks for: no defaults that Python makes.
        self.complete = not getattr(compiled, "insert_prefetch", ()) and set(compiled.params) <= set(wanted)
        self._columns = [
            (name, columns[name].type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is) for name in names
        ]

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write all the rows, or none where one fails."""
        if self._positional:
            many: Any = [tuple([convert(row[name]) for name, convert in self._columns]) for row in rows]
        else:
            many = [{name: convert(row[name]) for name, convert in self._columns} for row in rows]
        if many:
            connection.exec_driver_sql(self._sql, many)


def _as_it_is(value: Any) -> Any:
    return value
