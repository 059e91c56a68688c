"""Follows the ledger's blocks and keeps the view equal to them."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.ledger.port import Ledger


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """`next_block`: first block not applied; `height`: the ledger's; `state`: starting, following, failing, stopped."""

    next_block: int
    height: int
    state: str
    error: str | None

    @property
    def lag(self) -> int:
        """Blocks on the ledger that the view doesn't show yet."""
        return max(0, self.height - self.next_block)


class Projector:
    """A task that applies each block in one database transaction."""

    def __init__(self, ledger: Ledger, sessions: async_sessionmaker[AsyncSession]) -> None: ...

    async def start(self) -> None:
        """Reads the checkpoint and begins to follow."""
        raise NotImplementedError

    async def wait_for(self, block: int, deadline_s: float) -> None:
        """Returns once block number `block` is applied; `PROJECTION_BEHIND` (503) after `deadline_s` seconds."""
        raise NotImplementedError

    async def status(self) -> ProjectionStatus:
        """Where the view and the ledger are."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Ends after the block at hand."""
        raise NotImplementedError
