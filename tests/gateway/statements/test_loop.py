"""The loop that writes what was collected."""

import asyncio
from contextlib import suppress

from gateway.errors import LedgerUnavailable
from gateway.statements.canonical import KINDS
from gateway.statements.loop import flush_for_ever


class CountingWriter:
    """Fails the first flush of each kind, then succeeds."""

    def __init__(self) -> None:
        self.flushed: list[str] = []
        self.enough = asyncio.Event()

    async def due(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def flush(self, kind: str) -> int:
        self.flushed.append(kind)
        if self.flushed.count(kind) == 1:
            raise LedgerUnavailable("LEDGER_UNAVAILABLE", "no peer")
        if len(self.flushed) >= 2 * len(KINDS):
            self.enough.set()
        return 1


async def test_every_kind_is_written_again_after_a_failure() -> None:
    writer = CountingWriter()
    loop = asyncio.create_task(flush_for_ever(writer, 0.01))  # type: ignore[arg-type]
    await asyncio.wait_for(writer.enough.wait(), 10)
    loop.cancel()
    with suppress(asyncio.CancelledError):
        await loop
    assert writer.flushed[:6] == ["decision", "evaluation", "appeal"] * 2
