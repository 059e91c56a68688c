"""SQL of the statements and of the texts behind evaluations."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.records.models import EvaluationText, Statement
from gateway.statements.canonical import Kind

#: Below SQLite's limit of bound parameters, whatever the build.
_CHUNK = 500


async def collected(session: AsyncSession, kind: Kind, limit: int) -> Sequence[Statement]:
    """Up to `limit` statements that wait to be written, the oldest first; decisions of one cycle only."""
    waiting = select(Statement).where(Statement.kind == kind, Statement.state == "collected")
    if kind == "decision":
        first = await session.scalar(waiting.order_by(Statement.cycle).limit(1))
        if first is None:
            return []
        waiting = waiting.where(Statement.cycle == first.cycle)
    found = await session.scalars(waiting.order_by(Statement.created_at, Statement.id).limit(limit))
    return found.all()


async def of_party(session: AsyncSession, kind: Kind, match_id: str, company_id: str) -> Statement | None:
    """What the company has stated about the match, if anything."""
    found = await session.scalars(
        select(Statement).where(
            Statement.kind == kind, Statement.match_id == match_id, Statement.company_id == company_id
        )
    )
    return found.first()


async def get(session: AsyncSession, statement_id: str) -> Statement | None:
    """One statement."""
    return await session.get(Statement, statement_id)


async def forget_refused_appeal(session: AsyncSession, match_id: str, side: str) -> None:
    """The chain holds no such appeal, so either party may appeal once more."""
    await session.execute(
        delete(Statement).where(
            Statement.kind == "appeal",
            Statement.match_id == match_id,
            Statement.side == side,
            Statement.state == "refused",
        )
    )


async def text_of(session: AsyncSession, match_id: str, company_id: str) -> EvaluationText | None:
    """The text and judgement of an evaluation."""
    return await session.get(EvaluationText, (match_id, company_id))


async def texts_of(session: AsyncSession, match_ids: Sequence[str]) -> Sequence[EvaluationText]:
    """The texts of both parties about these matches."""
    found: list[EvaluationText] = []
    for start in range(0, len(match_ids), _CHUNK):
        chunk = match_ids[start : start + _CHUNK]
        found += (await session.scalars(select(EvaluationText).where(EvaluationText.match_id.in_(chunk)))).all()
    return found


async def mark_written(session: AsyncSession, ids: Sequence[str]) -> None:
    """The statements are on the ledger."""
    await _set(session, ids, {"state": "written"})


async def mark_refused(session: AsyncSession, ids: Sequence[str], problem: dict[str, Any]) -> None:
    """The chain refused them; `problem` says why."""
    await _set(session, ids, {"state": "refused", "problem": problem})


async def _set(session: AsyncSession, ids: Sequence[str], values: dict[str, Any]) -> None:
    for start in range(0, len(ids), _CHUNK):
        await session.execute(update(Statement).where(Statement.id.in_(ids[start : start + _CHUNK])).values(**values))
