"""A ledger write as an operation: stored, done in a task, waited for or looked up later."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.accounts.principal import Principal
from gateway.db.group_writer import GroupWriter
from gateway.ledger.port import Ledger, Receipt
from gateway.projection.projector import Projector

Work = Callable[[str], Awaitable[Receipt]]
"""Does one ledger write: gets the operation's id, passes it to `ledger.submit`, answers the receipt."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A ledger write that somebody asked for. `state`: `pending`, `committed` (with `answer`), `failed` (`problem`)."""

    id: str
    account_id: str
    kind: str
    state: str
    ledger_transaction_id: str | None
    block: int | None
    answer: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: datetime
    ended_at: datetime | None


class Operations:
    """Runs ledger writes as operations."""

    def __init__(
        self, records: async_sessionmaker[AsyncSession], writer: GroupWriter, ledger: Ledger, projector: Projector
    ) -> None: ...

    async def run(self, principal: Principal, kind: str, work: Work, *, wait_s: float) -> Operation:
        """Stores an operation, starts `work`, waits up to `wait_s` seconds. Still `pending` then: answer 202.

        Raises what `work` raised, when it failed within the wait.
        """
        raise NotImplementedError

    async def get(self, principal: Principal, operation_id: str) -> Operation:
        """The operation, for its own account, the operator and the supervisor. `OPERATION_UNKNOWN` for all others."""
        raise NotImplementedError

    async def resume(self) -> int:
        """After a start: finishes what a crash left open. Answers how many operations were ended."""
        raise NotImplementedError

    async def close(self, deadline_s: float = 10.0) -> None:
        """Waits for running work, at most `deadline_s` seconds."""
        await asyncio.sleep(0)
