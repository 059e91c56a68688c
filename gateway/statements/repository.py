"""SQL of the statements and of the texts behind evaluations."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.records.models import EvaluationText, Statement
from gateway.statements.canonical import Kind

#: Below SQLite's limit of bound parameters, whatever the build.
_CHUNK = 500


_TABLE = cast("Table", Statement.__table__)
#: What the chain is told of a statement, and where it is kept.
_WRITTEN = tuple(
    _TABLE.c[name]
    for name in (
        *("id", "kind", "cycle", "match_id", "company_id", "side", "accept", "label", "text_digest", "model_digest"),
        *("key_id", "expiry_cycle", "signature"),
    )
)


async def collected(session: AsyncSession, kind: Kind, limit: int) -> Sequence[Row[Any]]:
    """Up to `limit` statements that wait to be written, as rows; decisions of one cycle only.

    The oldest come first, as far as their cycle tells; within a cycle in any order, for the chain takes any.
    """
    waiting = (Statement.kind == kind, Statement.state == "collected")
    cycle = await session.scalar(select(func.min(Statement.cycle)).where(*waiting))
    if cycle is None:
        return []
    found = await session.execute(select(*_WRITTEN).where(*waiting, Statement.cycle == cycle).limit(limit))
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
        some = ids[start : start + _CHUNK]
        await session.execute(update(_TABLE).where(_TABLE.c.id.in_(some)).values(**values))
