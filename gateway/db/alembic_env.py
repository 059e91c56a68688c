"""What both trees' `env.py` do: run Alembic on a connection that was handed in, or on the database of the settings."""

import asyncio
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, MetaData
from sqlalchemy.types import TypeDecorator

from gateway.db.base import create_engine_for
from gateway.projection.models import ProjectionBase
from gateway.records.models import RecordsBase
from gateway.settings import Settings

# Each tree has its own version table: both may live in one PostgreSQL database.
VERSION_TABLE = "alembic_version_{name}"


def run(name: str, metadata: MetaData) -> None:
    """Runs what Alembic was asked for, on `config.attributes["connection"]` where `gateway.db.migrate` gave one."""
    if context.is_offline_mode():
        url = Settings().database_url(name)
        _configure(name, metadata, url=url, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
        return
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        _migrate(name, metadata, given)
        return
    asyncio.run(_migrate_settings_database(name, metadata))


async def _migrate_settings_database(name: str, metadata: MetaData) -> None:
    engine = create_engine_for(Settings().database_url(name))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(lambda plain: _migrate(name, metadata, plain))
    finally:
        await engine.dispose()


def _migrate(name: str, metadata: MetaData, connection: Connection) -> None:
    _configure(name, metadata, connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def _configure(name: str, metadata: MetaData, **how: Any) -> None:
    foreign = _foreign_tables(metadata)
    context.configure(
        target_metadata=metadata,
        version_table=VERSION_TABLE.format(name=name),
        render_as_batch=True,  # SQLite can't alter most things in place
        compare_type=True,
        render_item=_render_item,
        include_name=lambda item, kind, _parents: kind != "table" or item not in foreign,
        **how,
    )


def _foreign_tables(metadata: MetaData) -> set[str]:
    """The other tree's tables: where both share a database, they are none of ours."""
    trees = {"projection": ProjectionBase.metadata, "records": RecordsBase.metadata}
    return {
        table
        for name, other in trees.items()
        if other is not metadata
        for table in (*other.tables, VERSION_TABLE.format(name=name))
    }


def _render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Writes our own column types as the plain type that the database has: migrations must not change with our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False
