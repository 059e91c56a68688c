"""Group reads, the mirror of group commit: many look-ups by key in one SELECT, each for a share of its cost."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import ColumnElement, Connection, Executable, Row, bindparam, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from gateway.db.direct import Direct
from gateway.errors import Unavailable

Key = Any
"""The value of a look-up's column, or what another question is asked by."""
Found = dict[Key, list[Row[Any]]]

#: Bound parameters of one SELECT, below SQLite's limit whatever the build.
_PARAMETERS: Final = 900
_KEYS: Final = "keys"


class Question(Protocol):
    """What a reader can be asked: by `chunk` keys in one SELECT at most."""

    @property
    def chunk(self) -> int:
        """How many keys it takes at once."""

    def read(self, connection: Connection, keys: Sequence[Key]) -> Found:
        """The rows of at most `chunk` distinct keys, by key."""


class Lookup:
    """What is read of a table by which of its columns; made once and kept, since reads are grouped by the object.

    `reads` are the table's columns that are wanted (none named: all); they are attributes of the rows. `where` holds
    for all of them. One column only: of `(a, b) IN (VALUES …)` SQLite 3.40 reads the whole table, whatever its indexes.
    """

    chunk: Final = _PARAMETERS

    def __init__(
        self,
        by: InstrumentedAttribute[Any],
        *,
        reads: Sequence[InstrumentedAttribute[Any]] = (),
        where: ColumnElement[bool] | None = None,
    ) -> None:
        wanted = reads or list(by.class_.__table__.columns)
        asked = select(*wanted, by.label("asked")).where(by.in_(bindparam(_KEYS, expanding=True)))
        self.statement: Executable = asked if where is None else asked.where(where)

    def read(self, connection: Connection, keys: Sequence[Key]) -> Found:
        """The rows of at most `chunk` keys, by key."""
        found: Found = {}
        for row in connection.execute(self.statement, {_KEYS: keys}):
            found.setdefault(row[-1], []).append(row)
        return found


def by_primary_key(table: type[DeclarativeBase]) -> Lookup:
    """The look-up of whole rows by a primary key of one column."""
    mapper = inspect(table)
    (column,) = mapper.primary_key
    return Lookup(mapper.get_property_by_column(column).class_attribute)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    lookup: Question
    keys: Sequence[Key]
    done: asyncio.Future[Found]


class GroupReader:
    """One task that reads. What is asked for while a read is under way is answered together by the next one.

    Nothing is kept: every answer was read after its question. A failed batch is repeated question by question, so a
    bad key fails alone.
    """

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._database = Direct(sessions)
        self._waiting: list[_Read] = []
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def one(self, lookup: Question, key: Key) -> Row[Any] | None:
        """The row with this key, or None; of several, any."""
        rows = (await self.many(lookup, (key,))).get(key)
        return rows[0] if rows else None

    async def many(self, lookup: Question, keys: Sequence[Key]) -> Found:
        """The rows of all these keys, by key; a key without rows is missing."""
        if self._closed:
            raise Unavailable("SHUTTING_DOWN", "the gateway is stopping; send the request again in a moment")
        done: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Read(lookup, keys, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="group-reader")
        return await done

    async def close(self) -> None:
        """Answers what has been asked and ends."""
        self._closed = True
        if self._task is not None:
            await self._task

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._answer(batch)
        finally:
            self._task = None

    async def _answer(self, batch: list[_Read]) -> None:
        try:
            found = await self._database.read(lambda connection: _read(connection, batch))
        except Exception as error:  # noqa: BLE001 - whatever it was, who asked must hear of it
            if len(batch) > 1:
                for read in batch:
                    await self._answer([read])
            elif not batch[0].done.done():
                batch[0].done.set_exception(error)
            return
        for read in batch:
            if not read.done.done():
                own = found[read.lookup]
                read.done.set_result({key: own[key] for key in read.keys if key in own})


def _read(connection: Connection, batch: Sequence[_Read]) -> dict[Question, Found]:
    wanted: dict[Question, dict[Key, None]] = {}
    for read in batch:
        wanted.setdefault(read.lookup, {}).update(dict.fromkeys(read.keys))
    answers: dict[Question, Found] = {}
    for lookup, distinct in wanted.items():
        keys, own = list(distinct), answers.setdefault(lookup, {})
        for start in range(0, len(keys), lookup.chunk):
            own |= lookup.read(connection, keys[start : start + lookup.chunk])
    return answers
