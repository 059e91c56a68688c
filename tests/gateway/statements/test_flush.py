"""The writer over a real database and a ledger that refuses what it is told to."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.db.base import create_engine_for, sessions_of
from gateway.db.migrate import upgrade
from gateway.errors import LedgerRefused, LedgerUnavailable
from gateway.ledger.port import Receipt
from gateway.records.models import Statement
from gateway.statements.flush import BATCH, ENOUGH, StatementWriter, entry_to_blame

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class ScriptedLedger:
    """Keeps what was submitted; raises the next failure first, if there is one."""

    def __init__(self) -> None:
        self.submitted: list[dict[str, Any]] = []
        self.failures: list[Exception] = []

    async def submit(self, _caller: object, function: str, argument: dict[str, Any]) -> Receipt:
        if self.failures:
            raise self.failures.pop(0)
        self.submitted.append({"function": function, **argument})
        return Receipt("tx", 1, {})


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Any]:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path}/records.sqlite")
    await upgrade(engine, "records")
    yield sessions_of(engine)
    await engine.dispose()


def decision(number: int, cycle: int = 1) -> Statement:
    return Statement(
        id=f"s{number}",
        kind="decision",
        match_id=f"{cycle}.{number}.Carp",
        company_id="C-AAAA",
        side="buyer",
        accept=True,
        key_id="k",
        expiry_cycle=cycle,
        signature="sig",
        cycle=cycle,
        created_at=EPOCH + timedelta(seconds=number),
    )


async def add(records: Any, *rows: Statement) -> None:
    async with records.begin() as session:
        session.add_all(rows)


async def states(records: Any) -> dict[str, str]:
    async with records() as session:
        return {row.id: row.state for row in await session.scalars(select(Statement))}


async def test_collected_statements_go_in_one_transaction(records: Any) -> None:
    ledger = ScriptedLedger()
    await add(records, *(decision(n) for n in (3, 1, 2)))
    assert await StatementWriter(ledger, None, records).flush("decision") == 3  # type: ignore[arg-type]
    assert {entry["match_id"] for entry in ledger.submitted[0]["decisions"]} == {"1.1.Carp", "1.2.Carp", "1.3.Carp"}
    assert ledger.submitted[0]["cycle"] == 1
    assert set((await states(records)).values()) == {"written"}


async def test_decisions_of_two_cycles_go_apart(records: Any) -> None:
    ledger = ScriptedLedger()
    await add(records, decision(1, cycle=2), decision(2, cycle=1))
    await StatementWriter(ledger, None, records).flush("decision")  # type: ignore[arg-type]
    assert [sent["cycle"] for sent in ledger.submitted] == [1, 2]


async def test_a_refused_entry_does_not_hold_up_the_others(records: Any) -> None:
    ledger = ScriptedLedger()
    ledger.failures = [LedgerRefused("STATEMENT_KEY", "revoked", "decisions.1.key_id")]
    await add(records, *(decision(n) for n in (1, 2, 3)))
    assert await StatementWriter(ledger, None, records).flush("decision") == 2  # type: ignore[arg-type]
    assert await states(records) == {"s1": "written", "s2": "refused", "s3": "written"}
    async with records() as session:
        refused = await session.get(Statement, "s2")
        assert refused.problem["code"] == "STATEMENT_KEY"


async def test_a_cycle_that_moved_on_refuses_the_batch_with_its_code(records: Any) -> None:
    ledger = ScriptedLedger()
    ledger.failures = [LedgerRefused("CYCLE_STATE", "cycle 1 is settling")]
    await add(records, decision(1), decision(2))
    assert await StatementWriter(ledger, None, records).flush("decision") == 0  # type: ignore[arg-type]
    assert set((await states(records)).values()) == {"refused"}


async def test_an_unreachable_ledger_loses_nothing(records: Any) -> None:
    ledger = ScriptedLedger()
    ledger.failures = [LedgerUnavailable("LEDGER_UNAVAILABLE", "no peer")]
    await add(records, decision(1))
    writer = StatementWriter(ledger, None, records)  # type: ignore[arg-type]
    with pytest.raises(LedgerUnavailable):
        await writer.flush("decision")
    assert await states(records) == {"s1": "collected"}
    assert await writer.flush("decision") == 1


async def test_more_than_a_batch_goes_in_several(records: Any) -> None:
    ledger = ScriptedLedger()
    await add(records, *(decision(n) for n in range(BATCH + 5)))
    assert await StatementWriter(ledger, None, records).flush("decision") == BATCH + 5  # type: ignore[arg-type]
    assert [len(sent["decisions"]) for sent in ledger.submitted] == [BATCH, 5]


async def test_many_collected_statements_are_due_before_their_time(records: Any) -> None:
    writer = StatementWriter(ScriptedLedger(), None, records)  # type: ignore[arg-type]
    due = asyncio.create_task(writer.due(3600))
    writer.collected("decision", ENOUGH - 1)
    writer.collected("evaluation", 1)
    await asyncio.sleep(0)
    assert not due.done()
    writer.collected("decision", 1)
    await asyncio.wait_for(due, 10)
    await writer.flush("decision")  # what was counted is written
    writer.collected("decision", ENOUGH - 1)
    await writer.due(0.01)
    writer.collected("decision", 1)
    await asyncio.wait_for(writer.due(3600), 10)


@pytest.mark.parametrize(
    ("field", "index"),
    [("decisions.17.signature", 17), ("decisions.0", 0), ("cycle", None), (None, None), ("decisions.99.x", None)],
)
def test_the_entry_to_blame_is_read_from_the_field(field: str | None, index: int | None) -> None:
    assert entry_to_blame(field, "decisions", 20) == index
