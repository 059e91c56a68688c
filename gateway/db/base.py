"""Engines and sessions. A session begun with `sessions.begin()` writes; one opened with `sessions()` only reads.

`async with sessions.begin() as session` is the only place where anything is committed. SQLite is asked by a
second, synchronous engine, each question in one piece of a thread (see `gateway.db.direct`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, AsyncSessionTransaction, async_sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine as _create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from gateway.db.threads import in_thread
from gateway.db.turn import Turn

_BUSY_MS = 15_000
_WRITES = "shoal_writes"
#: Of a result nothing is left to be fetched when the thread is done.
_READ_WHOLE: Final[dict[str, Any]] = {"execution_options": {"prebuffer_rows": True}}
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


@dataclass(frozen=True, slots=True)
class Ways:
    """How the sessions of a database reach it; each session carries them."""

    engines: tuple[Engine, Engine] | None  # SQLite's, for reading and for writing in threads; None: another database
    turn: Turn


def ways_of(sessions: async_sessionmaker[AsyncSession]) -> Ways:
    """Those of `sessions_of`."""
    found: Ways = sessions.kw["info"][Ways]
    return found


class _RoutedSession(Session):
    """Reads and writes by the synchronous engines where there are some; once begun for writing, by the writing one."""

    writing = False

    @property
    def ways(self) -> Ways:
        """Those of `sessions_of`."""
        found: Ways = self.info[Ways]
        return found

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        if (engines := self.ways.engines) is not None:
            return engines[self.writing]
        return super().get_bind(*args, **kwargs)


class _TransactionInTurn(AsyncSessionTransaction):
    """A transaction that waits for its turn to write, and is ended in a thread."""

    def __init__(self, session: AsyncSession, turn: Turn) -> None:
        super().__init__(session)
        self._turn = turn.taken()

    async def start(self, is_ctxmanager: bool = False) -> AsyncSessionTransaction:
        await self._turn.__aenter__()
        try:
            return await super().start(is_ctxmanager)
        except BaseException:
            await self._turn.__aexit__(None, None, None)
            raise

    async def __aexit__(self, *raised: Any) -> None:
        try:
            await in_thread(self._sync_transaction().__exit__, *raised)
        finally:
            await self._turn.__aexit__(None, None, None)


class WritingSession(AsyncSession):
    """A session whose explicit `begin()` means: I am going to write.

    What it asks of SQLite is done in a thread, each question in one piece. Objects of a session load nothing later.
    """

    sync_session_class = _RoutedSession
    sync_session: _RoutedSession

    def begin(self) -> AsyncSessionTransaction:
        """Begins a writing transaction, to be used in `async with`."""
        self.sync_session.writing = True
        ways = self.sync_session.ways
        return super().begin() if ways.engines is None else _TransactionInTurn(self, ways.turn)

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        """As in the base class; so are those below."""
        return await self._ask(self.sync_session.execute, super().execute, *args, **_READ_WHOLE | kwargs)

    async def scalar(self, *args: Any, **kwargs: Any) -> Any:
        return await self._ask(self.sync_session.scalar, super().scalar, *args, **kwargs)

    async def get(self, *args: Any, **kwargs: Any) -> Any:
        return await self._ask(self.sync_session.get, super().get, *args, **kwargs)

    async def merge(self, *args: Any, **kwargs: Any) -> Any:
        return await self._ask(self.sync_session.merge, super().merge, *args, **kwargs)

    async def flush(self, *args: Any, **kwargs: Any) -> None:
        await self._ask(self.sync_session.flush, super().flush, *args, **kwargs)

    async def _ask(self, direct: Callable[..., Any], usual: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self.sync_session.ways.engines is None:
            return await usual(*args, **kwargs)
        return await in_thread(partial(direct, *args, **kwargs))


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """The sessions of a database. Rows stay readable after their session has ended."""
    info = {Ways: Ways(_in_threads(engine), Turn(_BUSY_MS / 1000))}
    return async_sessionmaker(engine, class_=WritingSession, expire_on_commit=False, info=info)


def _in_threads(engine: AsyncEngine) -> tuple[Engine, Engine] | None:
    """SQLite without the asynchronous driver, for reading and for writing (`gateway.db.direct`); None for others."""
    if engine.dialect.name != "sqlite":
        return None
    # Never a wait for a connection: who holds one may need the thread in which another would wait for it.
    found = create_engine(engine.url.set(drivername="sqlite"), max_overflow=-1, **_JSON)
    _prepare_sqlite(found, durable=engine.sync_engine.get_execution_options()[_DURABLE])
    event.listen(engine.sync_engine, "engine_disposed", lambda _engine: found.dispose())
    return found, found.execution_options(**{_WRITES: True})
