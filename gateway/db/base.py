"""Engines and sessions. A session begun with `sessions.begin()` writes; one opened with `sessions()` only reads.

`async with sessions.begin() as session` is the only place where anything is committed.
"""

from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, AsyncSessionTransaction, async_sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine as _create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_MS = 15_000
_WRITES = "shoal_writes"
_DURABLE = "shoal_durable"


def create_engine_for(url: str, *, durable: bool = True) -> AsyncEngine:
    """An engine for SQLite (`sqlite+aiosqlite:///…`, its folder is made) or PostgreSQL. Whoever calls disposes of it.

    `durable` False lets SQLite lose the last transactions at a power cut (not at a crash of the process): right for
    the view of the ledger, which replays them, and for nothing else.
    """
    engine = _create_async_engine(url, **_JSON, execution_options={_DURABLE: durable})
    if engine.dialect.name == "sqlite":
        _make_folder(url)
        _prepare_sqlite(engine.sync_engine, durable=durable)
    return engine


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


_JSON: Final[dict[str, Any]] = {"json_serializer": _to_json, "json_deserializer": orjson.loads}


def _make_folder(url: str) -> None:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _prepare_sqlite(engine: Engine, *, durable: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver's own transactions begin too late (not before DDL or SELECT): they are begun below.
        raw: Any = connection
        raw.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that reads first and then writes fails at once when another one wrote meanwhile, whatever the
        # busy time-out. Taking the write lock at the start makes it wait instead.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class _RoutedSession(Session):
    """Uses the engine's writing variant once the session was begun for writing."""

    writing = False

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        writer: Engine = self.info["writer"]
        return writer if self.writing else bind


class WritingSession(AsyncSession):
    """A session whose explicit `begin()` means: I am going to write."""

    sync_session_class = _RoutedSession
    sync_session: _RoutedSession

    def begin(self) -> AsyncSessionTransaction:
        """Begins a writing transaction."""
        self.sync_session.writing = True
        return super().begin()


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """The sessions of a database. Rows stay readable after their session has ended."""
    info = {"writer": engine.sync_engine.execution_options(**{_WRITES: True}), "direct": _direct(engine)}
    return async_sessionmaker(engine, class_=WritingSession, expire_on_commit=False, info=info)


def _direct(engine: AsyncEngine) -> tuple[Engine, Engine] | None:
    """SQLite without the asynchronous driver, for reading and for writing (`gateway.db.direct`); None for others."""
    if engine.dialect.name != "sqlite":
        return None
    found = create_engine(engine.url.set(drivername="sqlite"), **_JSON)
    _prepare_sqlite(found, durable=engine.sync_engine.get_execution_options()[_DURABLE])
    event.listen(engine.sync_engine, "engine_disposed", lambda _engine: found.dispose())
    return found, found.execution_options(**{_WRITES: True})
