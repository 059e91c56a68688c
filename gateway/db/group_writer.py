"""Group commit: many small writes in one transaction, so that each of hundreds at once costs a share of a commit."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import Connection, Dialect, Executable, Insert, bindparam, insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase

from gateway.db.direct import Direct
from gateway.db.many_rows import ManyRows
from gateway.errors import Unavailable

_log = structlog.get_logger(__name__)


Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Write:
    parts: Sequence[tuple[Executable, Rows]]  # none: only a mark in the queue
    done: asyncio.Future[None] | None  # None: nobody waits


@lru_cache(maxsize=256)
def _insert_into(table: type[DeclarativeBase], columns: tuple[str, ...]) -> Executable:
    """The same object for the same table and columns, since a batch is grouped by it."""
    return insert(table).values({column: bindparam(column) for column in columns})


@lru_cache(maxsize=256)
def _keys(table: type[DeclarativeBase]) -> tuple[str, ...]:
    return tuple(table.__table__.columns.keys())


def as_insert(row: DeclarativeBase) -> tuple[Executable, dict[str, Any]]:
    """A new row as arguments of `GroupWriter.write`; what is None is left out."""
    # Its values as they were set: its attributes would each be looked up by the ORM.
    return insert_of(type(row), row.__dict__)


def insert_of(table: type[DeclarativeBase], row: Mapping[str, Any]) -> tuple[Executable, dict[str, Any]]:
    """The same of a row's values by column."""
    values = {key: value for key in _keys(table) if (value := row.get(key)) is not None}
    return _insert_into(table, tuple(values)), values


@lru_cache(maxsize=256)
def _prepared(statement: Executable, dialect: Dialect, keys: tuple[str, ...]) -> ManyRows | None:
    """A plain INSERT of rows with these columns, made ready once; None for what the driver can't be given as it is."""
    if not isinstance(statement, Insert) or not set(keys) <= set(statement.table.columns.keys()):
        return None
    rows = ManyRows(statement.inline(), dialect, keys)
    return rows if rows.complete else None


class GroupWriter:
    """One task that writes. What arrives while a transaction is under way goes into the next one, together.

    Writes of one batch are grouped by statement, so two writes that must follow one another are made by waiting for
    the first. A failed batch is repeated write by write: a bad row fails alone.
    """

    def __init__(self, sessions: async_sessionmaker[AsyncSession], *, batch_limit: int = 1000) -> None:
        self._database = Direct(sessions)
        self._limit = batch_limit
        self._queue: asyncio.Queue[_Write | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """Executes `statement` (the same object each time) with `row`; returns once it is committed."""
        await self.write_all(statement, (row,))

    async def write_all(self, statement: Executable, rows: Rows) -> None:
        """The same with some rows, all or none."""
        await self.write_together((statement, rows))

    async def write_together(self, *parts: tuple[Executable, Rows]) -> None:
        """The same with rows of several statements, all or none."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Write(parts, done))
        await done

    def write_later(self, statement: Executable, row: Mapping[str, Any]) -> None:
        """The same without waiting; a failure is logged."""
        self._put(_Write(((statement, (row,)),), None))

    async def flush(self) -> None:
        """Returns once all that has arrived until now is committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Write((), done))
        await done

    async def close(self) -> None:
        """Writes what has arrived and ends."""
        self._closed = True
        if self._task is not None:
            self._queue.put_nowait(None)
            await self._task

    def _put(self, write: _Write) -> None:
        if self._closed:
            raise Unavailable("SHUTTING_DOWN", "the gateway is stopping; send the request again in a moment")
        self._queue.put_nowait(write)
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="group-writer")

    async def _work(self) -> None:
        while True:
            batch, last = await self._next_batch()
            if batch:
                await self._commit(batch)
            if last:
                return

    async def _next_batch(self) -> tuple[list[_Write], bool]:
        batch: list[_Write] = []
        item = await self._queue.get()
        while item is not None:
            batch.append(item)
            if self._queue.empty() or len(batch) >= self._limit:
                return batch, False
            item = self._queue.get_nowait()
        return batch, True

    async def _commit(self, batch: list[_Write]) -> None:
        try:
            await self._execute(batch)
        except Exception as error:  # noqa: BLE001 - whatever it was, each write's own owner must hear of it
            if len(batch) > 1:
                for write in batch:
                    await self._commit([write])
                return
            _fail(batch[0], error)
            return
        for write in batch:
            if write.done is not None and not write.done.done():
                write.done.set_result(None)

    async def _execute(self, batch: list[_Write]) -> None:
        rows: dict[Executable, list[Mapping[str, Any]]] = {}
        for write in batch:
            for statement, own in write.parts:
                rows.setdefault(statement, []).extend(own)
        await self._database.write(lambda connection: _execute(connection, rows))


def _execute(connection: Connection, rows: Mapping[Executable, Sequence[Mapping[str, Any]]]) -> None:
    for statement, values in rows.items():
        prepared = _prepared(statement, connection.dialect, tuple(values[0])) if values else None
        if prepared is None:
            connection.execute(statement, values)
        else:
            prepared.run(connection, values)


def _fail(write: _Write, error: Exception) -> None:
    if write.done is None:
        _log.error("records.write_failed", error=repr(error))
    elif not write.done.done():
        write.done.set_exception(error)
