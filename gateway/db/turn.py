"""Work in threads, and turns of those that write to one SQLite file, which lets one write at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


async def in_thread(work: Callable[..., T], *args: object) -> T:
    """`work(*args)` in a thread. It has ended when this ends, also where who waits is cancelled meanwhile."""
    working = asyncio.get_running_loop().run_in_executor(None, work, *args)
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait({working})  # nobody may use what the thread uses
        raise


class Turn:
    """Writers go one after the other, in the order in which they came.

    Without turns they wait in SQLite, each looking again after pauses that grow to 100 ms, and who comes last may be
    first. A turn is a courtesy: who hasn't had it after `patience_s` seconds waits in SQLite like another process.
    """

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Around a transaction that writes."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._lock.acquire()
        except TimeoutError:
            yield
            return
        try:
            yield
        finally:
            self._lock.release()
