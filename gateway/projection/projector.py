"""Follows the ledger's blocks and keeps the view equal to them."""

import asyncio
import heapq
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.db.direct import Direct
from gateway.errors import ShoalError
from gateway.ledger.port import BlockSource, LedgerBlock
from gateway.projection.apply import changes_of
from gateway.projection.block_repository import apply_block, read_checkpoint
from gateway.projection.errors import CheckpointMoved, ProjectionBehind, ProjectionForeign

_log = structlog.get_logger(__name__)
_RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class ProjectionStatus:
    """`next_block`: first block not applied; `height`: the ledger's; `state`: stopped, following or failing."""

    next_block: int
    height: int
    state: str
    error: str | None

    @property
    def lag(self) -> int:
        """Blocks on the ledger that the view doesn't show yet."""
        return max(0, self.height - self.next_block)


class Projector:
    """A task that applies each block in one database transaction.

    It outlives failures of ledger and database: it says what fails (`status`), waits, reads the checkpoint again and
    goes on from there.
    """

    def __init__(self, ledger: BlockSource, sessions: async_sessionmaker[AsyncSession]) -> None:
        self._ledger = ledger
        self._sessions = sessions
        self._database = Direct(sessions)
        self._task: asyncio.Task[None] | None = None
        self._applying = asyncio.Lock()
        self._waiters: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()
        self.next_block = 0
        self.error: str | None = None

    async def start(self) -> None:
        """Reads the checkpoint and begins to follow."""
        async with self._sessions() as session:
            self.next_block = await read_checkpoint(session)
        self._task = asyncio.create_task(self._run(), name="projector")

    async def stop(self) -> None:
        """Ends; a block at hand is finished first."""
        if self._task is None:
            return
        async with self._applying:
            self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def wait_for(self, block: int, deadline_s: float) -> None:
        """Returns once block number `block` is applied; `PROJECTION_BEHIND` (503) after `deadline_s` seconds."""
        if block < self.next_block:
            return
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiters, (block, next(self._order), reached))
        try:
            async with asyncio.timeout(deadline_s):
                await reached
        except TimeoutError:
            raise ProjectionBehind(
                "PROJECTION_BEHIND",
                f"waited {deadline_s:g} s for block {block} in the database, which is at {self.next_block - 1}"
                f"{f' ({self.error})' if self.error else ''}; the ledger has it: read again in a moment",
            ) from None

    async def catch_up(self, deadline_s: float) -> None:
        """Returns once the view holds all that the ledger holds now; fails as `wait_for` and `ledger.height` do."""
        await self.wait_for(await self._ledger.height() - 1, deadline_s)

    async def status(self) -> ProjectionStatus:
        """Where the view and the ledger are. Fails as `ledger.height` does."""
        state = "stopped" if self._task is None else "failing" if self.error else "following"
        return ProjectionStatus(self.next_block, await self._ledger.height(), state, self.error)

    async def _run(self) -> None:
        failures = 0
        while True:
            started_at = self.next_block
            try:
                await self._follow()
            except CheckpointMoved:
                _log.info("projection.checkpoint_moved", block=self.next_block)
            except Exception as error:  # noqa: BLE001 - whatever fails, the view must go on once it is mended
                self.error = f"{error.code}: {error.message}" if isinstance(error, ShoalError) else repr(error)
                _log.exception("projection.failed", block=self.next_block)
            failures = 0 if self.next_block > started_at else min(failures + 1, len(_RETRY_S) - 1)
            await asyncio.sleep(_RETRY_S[failures])

    async def _follow(self) -> None:
        async with self._sessions() as session:
            self.next_block = await read_checkpoint(session)
        self._wake()  # somebody else may have applied what is waited for
        height = await self._ledger.height()
        if height < self.next_block:
            raise ProjectionForeign(
                "PROJECTION_FOREIGN",
                f"the database shows {self.next_block} blocks and the ledger has {height}: it belongs to another "
                "ledger; run `shoal projection rebuild`",
            )
        if height == self.next_block:
            self.error = None  # whatever it was, nothing is left undone
        stream = self._ledger.blocks(self.next_block)
        try:
            async for block in stream:
                await self._apply(block)
        finally:
            if close := getattr(stream, "aclose", None):
                await close()

    async def _apply(self, block: LedgerBlock) -> None:
        async with self._applying:
            await self._database.write(lambda connection: apply_block(connection, block, changes_of(block)))
            self.next_block = block.number + 1
            self.error = None
        self._wake()

    def _wake(self) -> None:
        while self._waiters and self._waiters[0][0] < self.next_block:
            _, _, reached = heapq.heappop(self._waiters)
            if not reached.done():
                reached.set_result(None)
