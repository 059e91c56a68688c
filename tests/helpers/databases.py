"""Databases for tests: real files, made by the migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from gateway.db.base import create_engine_for, sessions_of, ways_of
from gateway.db.migrate import Name, upgrade


@dataclass(frozen=True)
class Database:
    """A migrated database."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]

    @property
    def direct(self) -> Engine:
        """What group reads and group writes go through."""
        engines = ways_of(self.sessions).engines
        assert engines is not None
        return engines[0]


@asynccontextmanager
async def database(folder: Path, name: Name) -> AsyncIterator[Database]:
    """A SQLite file in `folder`; a second opening finds the first one's rows."""
    engine = create_engine_for(f"sqlite+aiosqlite:///{folder / name}.sqlite", durable=name == "records")
    await upgrade(engine, name)
    try:
        yield Database(engine, sessions_of(engine))
    finally:
        await engine.dispose()
