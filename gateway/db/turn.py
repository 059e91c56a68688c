"""Turns of those that write to one SQLite file, which lets one write at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


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
