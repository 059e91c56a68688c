"""All SQL of operations."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.records.models import OperationRow, OutboxOperation, OutboxRow

# Executed by the group writer, many rows at once: plain tables, no ORM.
_TABLE = OperationRow.__table__
INSERT = insert(OperationRow.__table__)  # type: ignore[arg-type]
END = (
    update(OperationRow.__table__)  # type: ignore[arg-type]
    .where(_TABLE.c.id == bindparam("operation_id"), _TABLE.c.state == "pending")
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("state", "ledger_transaction_id", "block", "answer", "problem", "ended_at")
        }
    )
)


async def operation(session: AsyncSession, operation_id: str) -> OperationRow | None:
    """The operation of this id."""
    return await session.get(OperationRow, operation_id)


async def pending(session: AsyncSession) -> Sequence[OperationRow]:
    """Operations without an end, oldest first."""
    query = select(OperationRow).where(OperationRow.state == "pending").order_by(OperationRow.created_at)
    return (await session.scalars(query)).all()


async def last_envelopes(session: AsyncSession, operation_ids: Sequence[str]) -> dict[str, OutboxRow]:
    """The newest envelope of each operation that has one; envelopes that were dropped unsent don't count."""
    query = (
        select(OutboxOperation.operation_id, OutboxRow)
        .join(OutboxRow, OutboxRow.transaction_id == OutboxOperation.transaction_id)
        .where(OutboxOperation.operation_id.in_(operation_ids))
        .order_by(OutboxRow.created_at, OutboxRow.transaction_id)
    )
    return {row.operation_id: row.OutboxRow for row in await session.execute(query)}
