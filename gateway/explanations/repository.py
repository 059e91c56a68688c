"""SQL of explanations over the projection."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.cycles.timetable import ORDER
from gateway.projection.models import Cycle, PostedList
from gateway.projection.repository import ProjectionRepository

_MATCHED = ORDER[ORDER.index("matched") :]


async def list_to_explain(session: AsyncSession, list_id: str, cycle: int | None) -> PostedList | None:
    """The list in this cycle; None: in its newest cycle that has been matched, else in its newest one."""
    newest = await ProjectionRepository(session).posted_list(list_id, cycle)
    if cycle is not None or newest is None:
        return newest
    matched = (
        select(PostedList)
        .join(Cycle, Cycle.cycle == PostedList.cycle)
        .where(PostedList.list_id == list_id, Cycle.state.in_(_MATCHED))
        .order_by(PostedList.cycle.desc())
        .limit(1)
    )
    return (await session.scalars(matched)).first() or newest
