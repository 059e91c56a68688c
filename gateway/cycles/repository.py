"""SQL of the cycle's stages over the projection and the records."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.models import PostedList, Scheme
from gateway.records.models import Statement


async def unsettled_breeds(session: AsyncSession, cycle: int) -> Sequence[str]:
    """The breeds that have lists in the cycle and whose contracts are not written yet, by name."""
    settled = exists().where(Scheme.cycle == cycle, Scheme.breed == PostedList.breed, Scheme.settled.is_(True))
    breeds = select(PostedList.breed).where(PostedList.cycle == cycle, ~settled).distinct().order_by(PostedList.breed)
    return (await session.scalars(breeds)).all()


async def matched_breeds(session: AsyncSession, cycle: int, round_: int) -> set[str]:
    """The breeds whose scheme of a round is on the ledger."""
    breeds = await session.scalars(select(Scheme.breed).where(Scheme.cycle == cycle, Scheme.round == round_))
    return set(breeds)


async def refusal_collected(session: AsyncSession, cycle: int) -> bool:
    """Whether a refusal of a match of the cycle waits to be written (a session of the records)."""
    query = select(Statement.id).where(
        Statement.kind == "decision",
        Statement.cycle == cycle,
        Statement.state == "collected",
        Statement.accept.is_(False),
    )
    return (await session.scalar(query.limit(1))) is not None
