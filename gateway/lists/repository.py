"""Reads of lists that only their endpoints need."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.models import Cycle, PostedList


async def page_of_lists(
    session: AsyncSession, side: str, company_id: str | None, cycle: int | None, *, limit: int, offset: int
) -> Sequence[PostedList]:
    """Lists of a side, of one company or all, of one cycle or all: newest cycle first, then as they were posted."""
    query = select(PostedList).where(PostedList.side == side)
    if company_id is not None:
        query = query.where(PostedList.company_id == company_id)
    if cycle is not None:
        query = query.where(PostedList.cycle == cycle)
    order = (PostedList.cycle.desc(), PostedList.posted_block, PostedList.posted_tx, PostedList.posted_write)
    return (await session.scalars(query.order_by(*order).limit(limit).offset(offset))).all()


async def cycle_states(session: AsyncSession, cycles: Collection[int]) -> dict[int, str]:
    """The states of these cycles."""
    rows = await session.execute(select(Cycle.cycle, Cycle.state).where(Cycle.cycle.in_(cycles)))
    return {row.cycle: row.state for row in rows}
