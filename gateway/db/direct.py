"""Work with a database in one piece, which for SQLite is one piece of a thread.

An asynchronous connection to SQLite hands every step to a thread and waits for it: nine times for one small SELECT,
which took the event loop longer than the SELECT takes the thread. Work that asks nothing of the loop needs one.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.base import ways_of
from gateway.db.threads import in_thread

T = TypeVar("T")
Work = Callable[[Connection], T]


class Direct:
    """Runs pieces of work with the database of these sessions."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._sessions = sessions
        self._ways = ways_of(sessions)

    async def read(self, work: Work[T]) -> T:
        """What `work` gives; all that it reads is of one moment."""
        if (engines := self._ways.engines) is not None:
            return await in_thread(_read, engines[0], work)
        async with self._sessions() as session:
            return await (await session.connection()).run_sync(work)

    async def write(self, work: Work[T]) -> T:
        """The same in a transaction that is committed when `work` returns, and rolled back where it raises."""
        if (engines := self._ways.engines) is not None:
            async with self._ways.turn.taken():
                return await in_thread(_write, engines[1], work)
        async with self._sessions.begin() as session:
            return await (await session.connection()).run_sync(work)


def _read(engine: Engine, work: Work[T]) -> T:
    with engine.connect() as connection:
        return work(connection)


def _write(engine: Engine, work: Work[T]) -> T:
    with engine.begin() as connection:
        return work(connection)
