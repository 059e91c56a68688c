"""Writes collected statements to the ledger, many in one transaction.

Every write may be repeated: the chain keeps an identical statement and changes nothing, so a statement stays
`collected` until its transaction is known to be committed.
"""

import asyncio
import contextlib
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.errors import LedgerRefused
from gateway.ledger.port import Caller, Ledger
from gateway.statements import repository
from gateway.statements.canonical import KINDS, Kind
from gateway.statements.window import Window

log = structlog.get_logger(__name__)

#: Statements in one transaction: 2,000 signatures take 0.15 s to verify on an endorser.
BATCH: Final = 2000


#: Statements that are worth a transaction of their own before the next regular one.
ENOUGH: Final = 250


class _Target(NamedTuple):
    """The transaction of a kind, the name of its entries, and how many it is sent at once."""

    function: str
    name: str
    batch: int = BATCH


_TARGETS: Final[dict[Kind, _Target]] = {
    "decision": _Target("floor:RecordDecisions", "decisions"),
    "evaluation": _Target("credit:RecordEvaluations", "evaluations"),
    "appeal": _Target("credit:RecordAppeals", "appeals", 1000),
}


def entry(row: Row[Any]) -> dict[str, Any]:
    """The statement as an entry of its transaction (chaincode/README.md)."""
    if row.kind == "decision":
        body = {"accept": row.accept}
    elif row.kind == "evaluation":
        body = {"label": row.label, "text_digest": row.text_digest, "model_digest": row.model_digest}
    else:
        body = {"side": row.side, "reason_digest": row.text_digest}
    return {
        "match_id": row.match_id,
        "company_id": row.company_id,
        **body,
        "key_id": row.key_id,
        "expiry_cycle": row.expiry_cycle,
        "signature": row.signature,
    }


def entry_to_blame(field: str | None, name: str, count: int) -> int | None:
    """The index in `decisions.17.signature`, where the refusal names one of the batch's entries."""
    found = re.match(rf"{name}\.(\d+)(?:\.|$)", field or "")
    index = int(found.group(1)) if found else None
    return index if index is not None and index < count else None


class StatementWriter:
    """The only writer of statements; one batch of a kind at a time."""

    def __init__(self, ledger: Ledger, operator: Caller, records: async_sessionmaker[AsyncSession]) -> None:
        self._ledger = ledger
        self._operator = operator
        self._records = records
        self._locks: dict[Kind, asyncio.Lock] = {kind: asyncio.Lock() for kind in KINDS}
        self._collected: dict[Kind, int] = dict.fromkeys(KINDS, 0)
        self._enough = asyncio.Event()
        self.windows: dict[Kind, Window] = {kind: Window(kind) for kind in KINDS}

    def collected(self, kind: Kind, count: int) -> None:
        """So many more statements wait to be written."""
        self._collected[kind] += count
        if self._collected[kind] >= ENOUGH:
            self._enough.set()

    async def due(self, seconds: float) -> None:
        """Returns once there are ENOUGH to be written, or after `seconds`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._enough.wait(), seconds)
        self._enough.clear()

    async def last(self, kind: Kind, *due: int) -> int:
        """Take no more statements that are due before this (`Window`), and write all that were taken.

        Raises: as `Window.shut` and `flush`.
        """
        await self.windows[kind].shut(*due)
        return await self.flush(kind)

    async def flush(self, kind: Kind) -> int:
        """Write all collected statements of a kind and return how many were written.

        A statement that the chain refuses keeps its problem and doesn't hold up the others.

        Raises:
            LedgerUnavailable: nothing is lost; the next flush tries again.
        """
        written = 0
        async with self._locks[kind]:
            while True:
                self._collected[kind] = 0
                async with self._records() as session:
                    rows = await repository.collected(session, kind, _TARGETS[kind].batch)
                if not rows:
                    return written
                written += await self._write(kind, rows)

    async def _write(self, kind: Kind, rows: Sequence[Row[Any]]) -> int:
        function, name, _ = _TARGETS[kind]
        argument: dict[str, Any] = {name: [entry(row) for row in rows]}
        if kind == "decision":
            argument["cycle"] = rows[0].cycle
        try:
            await self._ledger.submit(self._operator, function, argument)
        except LedgerRefused as error:
            await self._refused(rows, entry_to_blame(error.field, name, len(rows)), error)
            return 0
        async with self._records.begin() as session:
            await repository.mark_written(session, [row.id for row in rows])
        return len(rows)

    async def _refused(self, rows: Sequence[Row[Any]], index: int | None, error: LedgerRefused) -> None:
        """Put the blame on the entry that the chain names, or on the whole batch (the cycle has moved on)."""
        blamed = rows if index is None else [rows[index]]
        log.warning("statements refused", code=error.code, count=len(blamed))
        problem = {"code": error.code, "message": error.message, "field": error.field}
        async with self._records.begin() as session:
            await repository.mark_refused(session, [row.id for row in blamed], problem)
