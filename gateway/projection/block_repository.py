"""All SQL that changes the view, and the digests that compare two views."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.dml import Delete

from gateway.db.many_rows import ManyRows
from gateway.ledger.port import LedgerBlock
from gateway.projection.apply import POSTED, TableChange
from gateway.projection.errors import CheckpointMoved, ProjectionForeign
from gateway.projection.models import Checkpoint, ProjectionBase


@dataclass(frozen=True, slots=True)
class TableDigest:
    """`rows`: how many; `sha256`: over all columns of all rows, whatever their order."""

    rows: int
    sha256: str


async def read_checkpoint(session: AsyncSession) -> int:
    """The number of the next block to apply. `PROJECTION_FOREIGN` when the database has no checkpoint."""
    row = await session.get(Checkpoint, 1)
    if row is None:
        raise ProjectionForeign(
            "PROJECTION_FOREIGN", "the projection's database has no checkpoint: run `shoal projection rebuild`"
        )
    return row.next_block


def apply_block(
    connection: Connection, block: LedgerBlock, changes: Mapping[type[ProjectionBase], TableChange]
) -> None:
    """Applies a block's changes and moves the checkpoint behind it, all in the connection's transaction.

    Raises `CheckpointMoved` when the checkpoint isn't at this block, `ProjectionForeign` when the block doesn't follow
    the one that was applied last.
    """
    _move_checkpoint(connection, block)
    for model, change in changes.items():
        if change.deleted:
            keys = [{f"key_{name}": value for name, value in key.items()} for key in change.deleted.values()]
            connection.execute(_delete(model), keys)
        if change.rows:
            _upsert(model, connection.dialect).run(connection, change.rows.values())


def _move_checkpoint(connection: Connection, block: LedgerBlock) -> None:
    asked = select(Checkpoint.next_block, Checkpoint.last_hash).where(Checkpoint.id == 1).with_for_update()
    checkpoint = connection.execute(asked).one_or_none()
    if checkpoint is None or checkpoint.next_block != block.number:
        raise CheckpointMoved
    if checkpoint.last_hash and block.previous_hash and checkpoint.last_hash != block.previous_hash:
        raise ProjectionForeign(
            "PROJECTION_FOREIGN",
            f"block {block.number} doesn't follow the block that the projection applied last: the database belongs to "
            "another ledger; run `shoal projection rebuild`",
        )
    connection.execute(
        update(Checkpoint).where(Checkpoint.id == 1).values(next_block=block.number + 1, last_hash=block.hash)
    )


def _table(model: type[ProjectionBase]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


@cache
def _delete(model: type[ProjectionBase]) -> Delete:
    table = _table(model)
    return delete(table).where(*(column == bindparam(f"key_{column.key}") for column in table.primary_key))


@cache
def _upsert(model: type[ProjectionBase], dialect: Dialect) -> "ManyRows":
    table = _table(model)
    insert = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
    kept = {column.key for column in table.primary_key} | set(POSTED)
    changed = {column.key: insert.excluded[column.key] for column in table.columns if column.key not in kept}
    return ManyRows(insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed), dialect)


async def digest_rows(connection: AsyncConnection) -> dict[str, TableDigest]:
    """A digest per table of the view, the checkpoint's too."""
    tables = ProjectionBase.metadata.sorted_tables
    return {table.name: await digest_table(connection, table) for table in tables}


async def digest_table(connection: AsyncConnection, table: Table) -> TableDigest:
    """The digest of every row and every column, whatever the order that the database keeps."""
    rows = [_digest_row(row._asdict()) async for row in await connection.stream(select(table))]
    return TableDigest(len(rows), hashlib.sha256(b"".join(sorted(rows))).hexdigest())


def _digest_row(row: dict[str, Any]) -> bytes:
    text = json.dumps(row, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
