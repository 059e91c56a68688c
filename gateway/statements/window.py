"""Until when statements are taken: one that could not be written any more is refused when it comes, not afterwards."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from gateway.errors import Unavailable
from gateway.statements.canonical import Kind

#: For the requests that are taking statements when a window is shut; they need some hundredths of a second.
SHUT_DEADLINE_S: Final = 30.0

Due = tuple[int, ...]
"""What a statement can be written before: of a decision its cycle and round, of the others the cycle that closes."""


class Window:
    """Statements of a kind are taken while what they are due before has not begun.

    The view of the ledger would tell too, but only when the cycle has moved on; what is taken between the last writing
    and that moment, the ledger refuses. A window that is shut stays so: cycles only go forwards.
    """

    def __init__(self, kind: Kind, deadline_s: float = SHUT_DEADLINE_S) -> None:
        self._kind = kind
        self._deadline_s = deadline_s
        self._shut: Due = ()
        self._taking: set[asyncio.Future[None]] = set()

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Around everything from the look at `is_shut` to the statement on disk."""
        left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._taking.add(left)
        try:
            yield
        finally:
            self._taking.discard(left)
            left.set_result(None)

    def is_shut(self, *due: int) -> bool:
        """Whether statements that are due before this are no longer taken."""
        return due <= self._shut

    async def shut(self, *due: int) -> None:
        """Take no more of what is due before this; returns once those that were being taken are on disk, or refused.

        Raises:
            Unavailable: `STATEMENTS_PENDING` where some are still being taken after the deadline.
        """
        self._shut = max(self._shut, due)
        if not self._taking:
            return
        _, pending = await asyncio.wait(set(self._taking), timeout=self._deadline_s)
        if pending:
            raise Unavailable(
                "STATEMENTS_PENDING",
                f"waited {self._deadline_s:g} s for {len(pending)} requests that are taking {self._kind}s; advance the "
                "cycle again",
            )
