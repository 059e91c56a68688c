"""Operations: stored first, waited for or looked up, ended exactly once, finished after a crash."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import pytest

from gateway.accounts.principal import Principal
from gateway.db.columns import now
from gateway.db.group_writer import GroupWriter
from gateway.errors import LedgerRefused, LedgerUnavailable, NotFound
from gateway.ledger.errors import LedgerOutcomeUnknown
from gateway.ledger.port import Receipt
from gateway.operations import service as service_module
from gateway.operations.service import Operation, Operations
from gateway.projection.errors import ProjectionBehind
from gateway.records.models import OperationRow, OutboxOperation, OutboxRow
from tests.helpers.databases import Database
from tests.helpers.scripted import ScriptedLedger

ALICE = Principal("alice", "company", "C-ALICE")
BOB = Principal("bob", "company", "C-BOB1")
RECEIPT = Receipt("tx1", 7, {"changed": True})


@dataclass
class FakeProjector:
    """Remembers what was waited for; `behind` never gets there."""

    behind: bool = False
    waited: list[int] = field(default_factory=list)

    async def wait_for(self, block: int, deadline_s: float) -> None:
        self.waited.append(block)
        if self.behind:
            raise ProjectionBehind("PROJECTION_BEHIND", "waited for nothing")


class FollowedLedger(ScriptedLedger):
    """`resume` does what the test says."""

    def __init__(self) -> None:
        super().__init__()
        self.on_resume: list[Callable[[], Awaitable[None]]] = []
        self.resumed = 0

    async def resume(self) -> int:
        self.resumed += 1
        if self.on_resume:
            await self.on_resume.pop(0)()
        return 0


@dataclass
class Bench:
    """Operations over real records, with a ledger and a projector that only note."""

    records: Database
    ledger: FollowedLedger
    projector: FakeProjector
    operations: Operations

    async def envelope(
        self, operation_id: str, transaction_id: str = "tx1", state: str = "sent", **more: object
    ) -> None:
        async with self.records.sessions.begin() as session:
            await session.merge(
                OutboxRow(
                    transaction_id=transaction_id,
                    function="floor:PostLists",
                    msp_id="PlatformMSP",
                    envelope=b"e",
                    state=state,
                    created_at=now(),
                    **more,
                )
            )
            await session.merge(OutboxOperation(operation_id=operation_id, transaction_id=transaction_id))

    async def left_open(self, operation_id: str) -> None:
        """A pending operation of an earlier process."""
        async with self.records.sessions.begin() as session:
            session.add(OperationRow(id=operation_id, account_id="alice", kind="lists", state="pending"))

    async def ended(self, operation_id: str) -> Operation:
        """The operation, once it has ended."""
        async with asyncio.timeout(10):
            while (found := await self.operations.get(ALICE, operation_id)).state == "pending":  # noqa: ASYNC110 - as a client
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
async def bench(records: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(service_module, "_FOLLOW_UP_S", (0.01,))
    ledger, projector, writer = FollowedLedger(), FakeProjector(), GroupWriter(records.sessions)
    operations = Operations(records.sessions, writer, ledger, projector)  # type: ignore[arg-type]
    yield Bench(records, ledger, projector, operations)
    await operations.close(1)
    await writer.close()


async def done_at_once(_operation_id: str) -> Receipt:
    return RECEIPT


async def test_work_that_ends_within_the_wait_is_answered_with_its_result(bench: Bench) -> None:
    operation = await bench.operations.run(ALICE, "lists", done_at_once, wait_s=5)
    assert (operation.state, operation.answer, operation.block) == ("committed", {"changed": True}, 7)
    assert operation.ledger_transaction_id == "tx1"
    assert operation.ended_at is not None
    assert await bench.operations.get(ALICE, operation.id) == operation
    assert bench.projector.waited == [7]


async def test_a_view_that_is_behind_does_not_fail_what_is_committed(bench: Bench) -> None:
    bench.projector.behind = True
    assert (await bench.operations.run(ALICE, "lists", done_at_once, wait_s=5)).state == "committed"


async def test_work_that_takes_longer_is_answered_as_pending_and_goes_on(bench: Bench) -> None:
    go = asyncio.Event()

    async def work(_operation_id: str) -> Receipt:
        await go.wait()
        return RECEIPT

    operation = await bench.operations.run(ALICE, "lists", work, wait_s=0)
    assert (operation.state, operation.ended_at) == ("pending", None)
    assert await bench.operations.get(ALICE, operation.id) == operation
    go.set()
    assert (await bench.ended(operation.id)).state == "committed"


async def test_the_operation_is_stored_before_the_work_begins(bench: Bench) -> None:
    seen: list[str] = []

    async def work(operation_id: str) -> Receipt:
        seen.append((await bench.operations.get(ALICE, operation_id)).state)
        return RECEIPT

    await bench.operations.run(ALICE, "lists", work, wait_s=5)
    assert seen == ["pending"]


async def test_a_failure_within_the_wait_is_raised_and_kept_as_a_problem(bench: Bench) -> None:
    ids: list[str] = []

    async def work(operation_id: str) -> Receipt:
        ids.append(operation_id)
        raise LedgerRefused("BREED_UNKNOWN", "not in the catalogue", "lists.0.breed", "tx9")

    with pytest.raises(LedgerRefused, match="BREED_UNKNOWN"):
        await bench.operations.run(ALICE, "lists", work, wait_s=5)
    kept = await bench.operations.get(ALICE, ids[0])
    assert (kept.state, kept.ledger_transaction_id) == ("failed", "tx9")
    assert kept.problem == {
        "type": "about:blank",
        "title": HTTPStatus(422).phrase,
        "status": 422,
        "code": "BREED_UNKNOWN",
        "detail": "not in the catalogue",
        "instance": f"/v1/transactions/{ids[0]}",
        "field": "lists.0.breed",
        "transaction_id": "tx9",
    }


async def test_a_failure_after_the_wait_is_kept(bench: Bench) -> None:
    async def work(_operation_id: str) -> Receipt:
        await asyncio.sleep(0.05)
        raise LedgerUnavailable("LEDGER_UNAVAILABLE", "no peer")

    operation = await bench.operations.run(ALICE, "lists", work, wait_s=0)
    kept = await bench.ended(operation.id)
    assert kept.problem is not None
    assert (kept.state, kept.problem["code"], kept.problem["status"]) == ("failed", "LEDGER_UNAVAILABLE", 503)


async def test_a_fault_of_ours_says_nothing_of_itself(bench: Bench) -> None:
    ids: list[str] = []

    async def work(operation_id: str) -> Receipt:
        ids.append(operation_id)
        raise ZeroDivisionError("secret")

    with pytest.raises(ZeroDivisionError):
        await bench.operations.run(ALICE, "lists", work, wait_s=5)
    kept = await bench.operations.get(ALICE, ids[0])
    assert kept.problem is not None
    assert kept.problem["code"] == "INTERNAL"
    assert "secret" not in str(kept.problem)


async def test_its_own_account_operator_and_supervisor_see_it_and_nobody_else(bench: Bench) -> None:
    operation = await bench.operations.run(ALICE, "lists", done_at_once, wait_s=5)
    for principal in (ALICE, Principal("op", "operator"), Principal("su", "supervisor")):
        assert (await bench.operations.get(principal, operation.id)).id == operation.id
    with pytest.raises(NotFound, match="OPERATION_UNKNOWN"):
        await bench.operations.get(BOB, operation.id)
    with pytest.raises(NotFound, match="OPERATION_UNKNOWN"):
        await bench.operations.get(ALICE, "0" * 32)


async def test_an_open_outcome_stays_pending_until_the_ledger_says(bench: Bench) -> None:
    async def work(operation_id: str) -> Receipt:
        await bench.envelope(operation_id)
        bench.ledger.on_resume = [
            lambda: asyncio.sleep(0),
            lambda: bench.envelope(operation_id, state="committed", code="VALID", block=9, answer={"a": 1}),
        ]
        raise LedgerOutcomeUnknown("tx1")

    operation = await bench.operations.run(ALICE, "lists", work, wait_s=0)
    ended = await bench.ended(operation.id)
    assert (ended.state, ended.block, ended.answer, ended.ledger_transaction_id) == ("committed", 9, {"a": 1}, "tx1")
    assert bench.ledger.resumed == 2


async def test_resume_ends_each_as_its_last_envelope_did(bench: Bench) -> None:
    for name in ("none", "valid", "invalid", "dropped", "retried", "open"):
        await bench.left_open(name)
    await bench.envelope("valid", "tv", "committed", code="VALID", block=3, answer={"changed": True})
    await bench.envelope("invalid", "ti", "committed", code="MVCC_READ_CONFLICT", block=4)
    await bench.envelope("dropped", "td", "dropped", code="FABRIC_SUBMIT_FAILED")
    await bench.envelope("retried", "tr1", "dropped", code="REPLACED")
    await bench.envelope("retried", "tr2", "committed", code="VALID", block=5, answer={})
    await bench.envelope("open", "to", "sent")

    assert await bench.operations.resume() == 5

    ends = {}
    for name in ("none", "valid", "invalid", "dropped", "retried", "open"):
        found = await bench.operations.get(ALICE, name)
        ends[name] = (found.state, found.block, (found.problem or {}).get("code"))
    assert ends == {
        "none": ("failed", None, "OPERATION_INTERRUPTED"),
        "valid": ("committed", 3, None),
        "invalid": ("failed", 4, "MVCC_READ_CONFLICT"),
        "dropped": ("failed", None, "OPERATION_INTERRUPTED"),
        "retried": ("committed", 5, None),
        "open": ("pending", None, None),
    }
    assert bench.ledger.resumed == 1


async def test_resume_ends_all_operations_of_one_envelope(bench: Bench) -> None:
    """Lists of several requests are posted together: each request is answered by itself, as the envelope ended."""
    together = {
        "tv": ("committed", {"code": "VALID", "block": 3, "answer": {"changed": True}}),
        "ti": ("committed", {"code": "MVCC_READ_CONFLICT", "block": 4}),
        "td": ("dropped", {"code": "FABRIC_SUBMIT_FAILED"}),
        "to": ("sent", {}),
    }
    for transaction_id, (state, more) in together.items():
        for number in range(3):
            await bench.left_open(f"{transaction_id}-{number}")
            await bench.envelope(f"{transaction_id}-{number}", transaction_id, state, **more)
    # One of those that were refused together had gone out alone since, another not yet; a third's has no end.
    await bench.envelope("ti-1", "ti1", "committed", code="VALID", block=5, answer={"changed": True})
    await bench.envelope("ti-2", "ti2", "sent")

    assert await bench.operations.resume() == 8

    ends = {}
    for name in (f"{transaction_id}-{number}" for transaction_id in together for number in range(3)):
        found = await bench.operations.get(ALICE, name)
        ends[name] = (found.state, found.block, (found.problem or {}).get("code"))
    assert ends == {
        **{f"tv-{number}": ("committed", 3, None) for number in range(3)},
        "ti-0": ("failed", 4, "MVCC_READ_CONFLICT"),
        "ti-1": ("committed", 5, None),
        "ti-2": ("pending", None, None),
        **{f"td-{number}": ("failed", None, "OPERATION_INTERRUPTED") for number in range(3)},
        **{f"to-{number}": ("pending", None, None) for number in range(3)},
    }
    await bench.envelope("to-0", "to", "committed", code="VALID", block=6, answer={"changed": True})
    assert await bench.operations.resume() == 3
    assert {(await bench.operations.get(ALICE, f"to-{number}")).block for number in range(3)} == {6}


async def test_resume_leaves_what_this_process_is_doing(bench: Bench) -> None:
    go = asyncio.Event()

    async def work(_operation_id: str) -> Receipt:
        await go.wait()
        return RECEIPT

    operation = await bench.operations.run(ALICE, "lists", work, wait_s=0)
    assert await bench.operations.resume() == 0
    go.set()
    assert (await bench.ended(operation.id)).state == "committed"


async def test_an_end_is_never_overwritten(bench: Bench) -> None:
    operation = await bench.operations.run(ALICE, "lists", done_at_once, wait_s=5)
    await bench.operations._end(Operation(operation.id, "alice", "lists", "failed", None, None, None, {}, now(), None))
    assert (await bench.operations.get(ALICE, operation.id)).state == "committed"


async def test_close_waits_for_work_and_gives_up_at_its_deadline(bench: Bench) -> None:
    slow = await bench.operations.run(ALICE, "lists", lambda _id: asyncio.sleep(0.02, RECEIPT), wait_s=0)
    stuck = await bench.operations.run(ALICE, "lists", lambda _id: asyncio.sleep(3600, RECEIPT), wait_s=0)
    await bench.operations.close(0.3)
    assert (await bench.operations.get(ALICE, slow.id)).state == "committed"
    assert (await bench.operations.get(ALICE, stuck.id)).state == "pending"
