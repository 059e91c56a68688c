"""SQL of the cycle's stages over the projection."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.projection.models import PostedList, Scheme


async def unsettled_breeds(session: AsyncSession, cycle: int) -> Sequence[str]:
    """The breeds that have lists in the cycle and whose contracts are not written yet, by name."""
    settled = exists().where(Scheme.cycle == cycle, Scheme.breed == PostedList.breed, Scheme.settled.is_(True))
    breeds = select(PostedList.breed).where(PostedList.cycle == cycle, ~settled).distinct().order_by(PostedList.breed)
    return (await session.scalars(breeds)).all()
