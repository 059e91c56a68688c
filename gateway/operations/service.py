"""A ledger write as an operation: stored, done in a task, waited for or looked up later."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, repeat
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.accounts.principal import Principal
from gateway.db.columns import new_id, now
from gateway.db.group_writer import GroupWriter
from gateway.errors import LedgerRefused, NotFound, ShoalError, Unavailable
from gateway.ledger.errors import LedgerOutcomeUnknown
from gateway.ledger.port import Ledger, Receipt
from gateway.operations import repository
from gateway.projection.errors import ProjectionBehind
from gateway.projection.projector import Projector
from gateway.records.models import OperationRow, OutboxRow
from gateway.web.problems import problem_document

_log = structlog.get_logger(__name__)
_READ_OWN_WRITE_S = 2.0
_FOLLOW_UP_S = (0.5, 1.0, 2.0, 5.0, 10.0)

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
    """Runs ledger writes as operations. An operation is one ledger write, however many attempts it takes."""

    def __init__(
        self, records: async_sessionmaker[AsyncSession], writer: GroupWriter, ledger: Ledger, projector: Projector
    ) -> None:
        self._records = records
        self._writer = writer
        self._ledger = ledger
        self._projector = projector
        self._running: set[asyncio.Task[Operation]] = set()

    async def run(self, principal: Principal, kind: str, work: Work, *, wait_s: float) -> Operation:
        """Stores an operation, starts `work`, waits up to `wait_s` seconds. Still `pending` then: answer 202.

        Raises what `work` raised, when it failed within the wait. Once the operation is committed, the view shows it,
        unless the projector is more than two seconds behind.
        """
        operation = Operation(
            new_id(), principal.account_id, kind, "pending", None, None, None, None, created_at=now(), ended_at=None
        )
        await self._writer.write(repository.INSERT, _fields(operation))
        task = asyncio.create_task(self._work(operation, work), name=f"operation-{operation.id}")
        self._running.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait({task}, timeout=max(wait_s, 0.0))
        return task.result() if done else operation

    async def get(self, principal: Principal, operation_id: str) -> Operation:
        """The operation, for its own account, the operator and the supervisor. `OPERATION_UNKNOWN` for all others."""
        async with self._records() as session:
            row = await repository.operation(session, operation_id)
        if row is None or not (principal.reads_all or row.account_id == principal.account_id):
            raise NotFound("OPERATION_UNKNOWN", "there is no such transaction of yours; take its address from Location")
        return _operation(row)

    async def resume(self) -> int:
        """After a start: finishes what a crash left open. Answers how many operations were ended.

        An operation ends as its last envelope did. One that had none is failed as `OPERATION_INTERRUPTED`: nothing was
        sent, so it can be asked for again. One whose envelope is still open (the ledger doesn't answer) stays pending.
        """
        await self._ledger.resume()
        async with self._records() as session:
            rows = await repository.pending(session)
            envelopes = await repository.last_envelopes(session, [row.id for row in rows])
        mine = {task.get_name() for task in self._running}
        ended = 0
        for row in rows:
            envelope = envelopes.get(row.id)
            if f"operation-{row.id}" in mine or (envelope is not None and envelope.state == "sent"):
                continue
            await self._end(_resumed(_operation(row), envelope))
            ended += 1
        return ended

    async def close(self, deadline_s: float = 10.0) -> None:
        """Waits for running work, at most `deadline_s` seconds; the rest is left to the next start's `resume`."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=deadline_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, operation: Operation, work: Work) -> Operation:
        try:
            receipt = await work(operation.id)
        except LedgerOutcomeUnknown:
            return await self._follow_up(operation)
        except Exception as error:
            transaction_id: str | None = getattr(error, "transaction_id", None)
            problem = _problem(operation, error)
            await self._end(replace(operation, state="failed", problem=problem, ledger_transaction_id=transaction_id))
            raise
        committed = replace(
            operation,
            state="committed",
            ledger_transaction_id=receipt.transaction_id,
            block=receipt.block,
            answer=receipt.answer,
            ended_at=now(),
        )
        await self._end(committed)
        with suppress(ProjectionBehind):
            await self._projector.wait_for(receipt.block, _READ_OWN_WRITE_S)
        return committed

    async def _follow_up(self, operation: Operation) -> Operation:
        """Asks until the ledger says what became of an envelope that was sent. Ended by `close` at the latest."""
        for pause_s in chain(_FOLLOW_UP_S, repeat(_FOLLOW_UP_S[-1])):
            await self._ledger.resume()
            async with self._records() as session:
                envelope = (await repository.last_envelopes(session, [operation.id])).get(operation.id)
            if envelope is None or envelope.state != "sent":
                ended = _resumed(operation, envelope)
                await self._end(ended)
                return ended
            await asyncio.sleep(pause_s)
        raise AssertionError("unreachable: the pauses have no end")

    async def _end(self, operation: Operation) -> None:
        fields = _fields(replace(operation, ended_at=operation.ended_at or now()))
        names = ("state", "ledger_transaction_id", "block", "answer", "problem", "ended_at")
        await self._writer.write(
            repository.END, {"operation_id": operation.id, **{f"new_{name}": fields[name] for name in names}}
        )

    def _ended(self, task: asyncio.Task[Operation]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, ShoalError):
            _log.error("operation.failed", operation=task.get_name(), exc_info=error)


def _problem(operation: Operation, error: Exception) -> dict[str, Any]:
    """The problem document that the operation keeps."""
    if not isinstance(error, ShoalError):
        error = ShoalError("INTERNAL", "an error of ours; the log of the gateway says more")
    return problem_document(error, f"/v1/transactions/{operation.id}")


def _fields(operation: Operation) -> dict[str, Any]:
    """By name; `dataclasses.asdict` would copy every answer deep."""
    return {name: getattr(operation, name) for name in Operation.__slots__}


def _operation(row: OperationRow) -> Operation:
    return Operation(**{name: getattr(row, name) for name in Operation.__slots__})


def _resumed(operation: Operation, envelope: OutboxRow | None) -> Operation:
    """How an operation ends whose last envelope is closed, or that has none."""
    if envelope is None or envelope.state == "dropped":
        error: ShoalError = Unavailable(
            "OPERATION_INTERRUPTED",
            "the gateway was stopped before this was on the ledger; nothing was written: ask again",
        )
        return replace(operation, state="failed", problem=_problem(operation, error))
    ended = replace(operation, ledger_transaction_id=envelope.transaction_id, block=envelope.block)
    if envelope.code == "VALID":
        return replace(ended, state="committed", answer=envelope.answer)
    error = LedgerRefused(
        envelope.code or "INTERNAL",
        f"the ledger has this in block {envelope.block} as invalid; nothing was written: ask again",
        transaction_id=envelope.transaction_id,
    )
    return replace(ended, state="failed", problem=_problem(operation, error))
