"""Work in a thread, of which nothing goes on once nobody waits for it."""

import asyncio
from collections.abc import Callable
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
