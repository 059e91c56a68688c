"""A ledger that is only the blocks it is given: for what follows blocks, and for what a contract would never write."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from gateway.errors import LedgerUnavailable
from gateway.ledger.port import Caller, LedgerBlock, LedgerTransaction, LedgerWrite, Receipt


def write(object_type: str, *attributes: str, **value: Any) -> LedgerWrite:
    """A write with `v` 1 and these fields."""
    return LedgerWrite(object_type, attributes, {"v": 1, **value})


def delete(object_type: str, *attributes: str) -> LedgerWrite:
    """The deletion of a key."""
    return LedgerWrite(object_type, attributes, None)


def block(number: int, *transactions: Iterable[LedgerWrite] | str) -> LedgerBlock:
    """A block of valid transactions; a validation code in place of writes makes an invalid one."""
    return LedgerBlock(
        number,
        tuple(
            LedgerTransaction(f"{number}-{index}", index, False, content, ())
            if isinstance(content, str)
            else LedgerTransaction(f"{number}-{index}", index, True, "VALID", tuple(content))
            for index, content in enumerate(transactions)
        ),
    )


class ScriptedLedger:
    """Delivers its blocks, then waits for more (`append`). `cut` ends all streams with a failure."""

    channel = "floor"

    def __init__(self, blocks: Iterable[LedgerBlock] = ()) -> None:
        self.chain = list(blocks)
        self.streams = 0
        self._changed = asyncio.Event()
        self._cuts = 0

    def append(self, *blocks: LedgerBlock) -> None:
        """Adds blocks."""
        self.chain.extend(blocks)
        self._wake()

    def cut(self) -> None:
        """Ends every stream as a lost peer does."""
        self._cuts += 1
        self._wake()

    async def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """See the port."""
        self.streams += 1
        cuts = self._cuts
        number = start
        while True:
            if cuts != self._cuts:
                raise LedgerUnavailable("LEDGER_UNAVAILABLE", "the peer hung up")
            if number < len(self.chain):
                yield self.chain[number]
                number += 1
            else:
                await self._changed.wait()

    async def height(self) -> int:
        """See the port."""
        return len(self.chain)

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """A script takes no transactions."""
        raise AssertionError("a script takes no transactions")

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """A script answers no questions."""
        raise AssertionError("a script answers no questions")

    async def resume(self) -> int:
        """Nothing is open."""
        return 0

    async def close(self) -> None:
        """Nothing to close."""

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
