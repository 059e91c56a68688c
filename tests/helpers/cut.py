"""A ledger on which the gateway dies: a chosen transaction never returns, done or not."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.ledger.port import Caller, Ledger, LedgerBlock, Receipt


@dataclass(frozen=True)
class Cut:
    """Where: the `times`-th transaction of `function` (of a `round`, if given), before or after it is done."""

    function: str
    done: bool
    times: int = 1
    round: int | None = None

    def __str__(self) -> str:
        return f"{'after' if self.done else 'before'} {self.function.split(':')[1]} {self.times}"


class CutLedger:
    """The ledger, until the cut; from then on `reached` is set and nothing returns. Stop the gateway then."""

    def __init__(self, ledger: Ledger, cut: Cut) -> None:
        self._ledger = ledger
        self._cut = cut
        self._seen = 0
        self.channel = ledger.channel
        self.reached = asyncio.Event()

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """See the port."""
        if function == self._cut.function and self._cut.round in (None, argument.get("round")):
            self._seen += 1
            if self._seen >= self._cut.times:
                if self._cut.done and self._seen == self._cut.times:
                    await self._ledger.submit(caller, function, argument, operation_ids=operation_ids)
                self.reached.set()
        if self.reached.is_set():
            await asyncio.Event().wait()
        return await self._ledger.submit(caller, function, argument, operation_ids=operation_ids)

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """See the port."""
        return await self._ledger.evaluate(caller, function, argument)

    def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """See the port."""
        return self._ledger.blocks(start)

    async def height(self) -> int:
        """See the port."""
        return await self._ledger.height()

    async def resume(self) -> int:
        """See the port."""
        return await self._ledger.resume()

    async def close(self) -> None:
        """The ledger outlives the gateway."""
