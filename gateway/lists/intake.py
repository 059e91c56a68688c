"""What every post asks of the view: which cycle takes lists, and which breeds there are."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.projection.projector import Projector
from gateway.projection.repository import ProjectionRepository


@dataclass(frozen=True, slots=True)
class Open:
    """The cycle in intake (None before the floor is open) and the breeds of the catalogue."""

    cycle: int | None
    breeds: frozenset[str]


class Intake:
    """Reads the view once for all posts between two blocks: it changes with a block and never otherwise."""

    def __init__(self, projector: Projector, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._projector = projector
        self._sessions = sessions
        self._reading = asyncio.Lock()
        self._read_at = -1
        self._open = Open(None, frozenset())

    async def now(self) -> Open:
        """As the view has it."""
        if self._read_at != self._projector.next_block:
            async with self._reading:
                # Taken before the reading: what a block changes meanwhile is read again.
                block = self._projector.next_block
                if self._read_at != block:
                    self._open = await self._read()
                    self._read_at = block
        return self._open

    async def _read(self) -> Open:
        async with self._sessions() as session:
            view = ProjectionRepository(session)
            current, parameters = await view.current_cycle(), await view.parameters()
        breeds = frozenset(parameters.breeds) if parameters is not None else frozenset()
        return Open(None if current is None else current.cycle, breeds)
