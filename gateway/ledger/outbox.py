"""Signed envelopes, stored before they are sent: what a crash leaves open is finished, never made anew."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.columns import now
from gateway.db.group_writer import GroupWriter
from gateway.records.models import OutboxOperation, OutboxRow

_TABLE = OutboxRow.__table__
_INSERT = insert(OutboxRow.__table__)  # type: ignore[arg-type]
_INSERT_OPERATION = insert(OutboxOperation.__table__)  # type: ignore[arg-type]
# A closed envelope is in the ledger or worthless: only its outcome is kept.
_CLOSE = (
    update(OutboxRow.__table__)  # type: ignore[arg-type]
    .where(_TABLE.c.transaction_id == bindparam("id"))
    .values(
        state=bindparam("new_state"),
        code=bindparam("new_code"),
        block=bindparam("new_block"),
        answer=bindparam("new_answer"),
        envelope=b"",
    )
)


class Outbox:
    """The table `outbox`, written in groups: what is awaited is on disk, the rest follows."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], writer: GroupWriter) -> None:
        self._sessions = sessions
        self._writer = writer

    async def store(
        self, transaction_id: str, envelope: bytes, *, function: str, msp_id: str, operation_ids: Sequence[str] = ()
    ) -> None:
        """Returns once the envelope is on disk, and with it whose operations it is for."""
        row = {
            "transaction_id": transaction_id,
            "function": function,
            "msp_id": msp_id,
            "envelope": envelope,
            "state": "sent",
            "code": None,
            "block": None,
            "answer": None,
            "created_at": now(),
        }
        operations = [{"operation_id": id_, "transaction_id": transaction_id} for id_ in operation_ids]
        if operations:
            await self._writer.write_together((_INSERT, [row]), (_INSERT_OPERATION, operations))
        else:
            await self._writer.write(_INSERT, row)

    def committed(self, transaction_id: str, code: str, block: int, answer: dict[str, Any] | None) -> None:
        """It is in a block; `code` says whether it is valid. A crash before this is on disk only means: asked again."""
        self._close(transaction_id, "committed", code, block, answer)

    def dropped(self, transaction_id: str, code: str) -> None:
        """It has no effect and never will: replaced by a new transaction, or refused by the orderer."""
        self._close(transaction_id, "dropped", code, None, None)

    async def open(self) -> Sequence[OutboxRow]:
        """Envelopes whose outcome isn't known, oldest first."""
        query = select(OutboxRow).where(OutboxRow.state == "sent").order_by(OutboxRow.created_at)
        async with self._sessions() as session:
            return (await session.scalars(query)).all()

    async def flush(self) -> None:
        """Returns once every outcome is on disk."""
        await self._writer.flush()

    def _close(
        self, transaction_id: str, state: str, code: str, block: int | None, answer: dict[str, Any] | None
    ) -> None:
        self._writer.write_later(
            _CLOSE,
            {"id": transaction_id, "new_state": state, "new_code": code, "new_block": block, "new_answer": answer},
        )
