"""The adapter against a peer on loopback: envelopes are on disk before they are sent, and every end is known."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import grpc
import pytest
from sqlalchemy import select

from fabric_gateway import connect
from gateway.db.group_writer import GroupWriter
from gateway.errors import LedgerRefused, LedgerUnavailable
from gateway.ledger.errors import LedgerOutcomeUnknown
from gateway.ledger.fabric import FabricLedger, FabricTimes
from gateway.ledger.outbox import Outbox
from gateway.ledger.port import Caller, LedgerBlock, LedgerWrite
from gateway.ledger.reader import PeerConnection
from gateway.records.models import OutboxOperation, OutboxRow
from tests.fabric_gateway.fake_ledger import ContractError, FakeLedger, Stub
from tests.fabric_gateway.fake_peer import LAGGING, FakePeer, Fault, done_but, hang, lost_after_ack, refuse
from tests.helpers.databases import Database
from tests.helpers.identities import CertificateAuthority


def post(stub: Stub, argument: bytes) -> bytes:
    """Adds up what it is given, per list: two at once conflict."""
    asked = json.loads(argument)
    key = f"\x00list\x00{asked['cycle']:08d}\x00{asked['id']}\x00"
    total = json.loads(stub.get(key) or b'{"total":0}')["total"] + asked["amount"]
    stub.put(key, json.dumps({"v": 1, "total": total}).encode())
    stub.put("\x00lifecycle\x00", b"{}", namespace="_lifecycle")
    return json.dumps({"changed": True, "total": total}).encode()


def fail(stub: Stub, argument: bytes) -> bytes:
    raise ContractError(json.loads(argument)["text"])


def remove(stub: Stub, argument: bytes) -> bytes:
    stub.put("\x00list\x0000000001\x00a\x00", None)
    stub.put("not composite", b"\xff")
    return b""


CONTRACT = {"floor:Post": post, "floor:Fail": fail, "floor:Remove": remove}


class Floor:
    """A ledger with its peer, its outbox and a company."""

    def __init__(
        self, peer: FakePeer, records: Database, writer: GroupWriter, company: Caller, operator: Caller
    ) -> None:
        self.peer, self.records, self.company = peer, records, company
        self.outbox = Outbox(records.sessions, writer)
        connection = PeerConnection(connect(peer.address, None), "floor", "shoal")
        self.ledger = FabricLedger(connection, operator, self.outbox, FabricTimes(submit_s=8, resume_s=5))

    async def post(self, amount: int = 1, name: str = "a", operation_ids: Sequence[str] = ()) -> Any:
        asked = {"cycle": 1, "id": name, "amount": amount}
        return await self.ledger.submit(self.company, "floor:Post", asked, operation_ids=operation_ids)

    async def sent(self) -> None:
        """Returns once the peer has seen an envelope."""
        async with asyncio.timeout(5):
            while not self.peer.seen_envelopes:  # noqa: ASYNC110 - the peer tells nobody
                await asyncio.sleep(0.01)

    async def stored(self) -> list[tuple[str, str | None, int | None]]:
        await self.outbox.flush()
        async with self.records.sessions() as session:
            rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.created_at))
            return [(row.state, row.code, row.block) for row in rows]


@pytest.fixture
async def floor(records: Database, authority: CertificateAuthority) -> AsyncIterator[Floor]:
    writer = GroupWriter(records.sessions)
    async with FakePeer(FakeLedger("floor", {"shoal": CONTRACT})) as peer:
        made = Floor(peer, records, writer, authority.company("C-ALICE"), authority.operator())
        yield made
        await made.ledger.close()
    await writer.close()


async def test_a_submit_answers_what_the_contract_said_and_where_it_is(floor: Floor) -> None:
    receipt = await floor.post(3, operation_ids=["op1", "op2"])
    assert (receipt.block, receipt.answer) == (1, {"changed": True, "total": 3})
    assert floor.peer.ledger.codes[-1] == (receipt.transaction_id, 0)
    async with floor.records.sessions() as session:
        await floor.outbox.flush()
        row = (await session.scalars(select(OutboxRow))).one()
        links = (await session.execute(select(OutboxOperation.operation_id, OutboxOperation.transaction_id))).all()
    assert (row.transaction_id, row.function) == (receipt.transaction_id, "floor:Post")
    assert sorted(links) == [("op1", receipt.transaction_id), ("op2", receipt.transaction_id)]
    assert (row.state, row.code, row.block, row.answer) == ("committed", "VALID", 1, {"changed": True, "total": 3})
    assert row.envelope == b""


async def test_the_envelope_is_on_disk_before_it_is_sent(floor: Floor) -> None:
    on_disk: list[bytes] = []

    async def look(_context: Any, do: Any) -> Any:
        async with floor.records.sessions() as session:
            on_disk.extend(await session.scalars(select(OutboxRow.envelope).where(OutboxRow.state == "sent")))
        return await do()

    floor.peer.faults["Submit"].append(look)
    await floor.post()
    assert on_disk == floor.peer.seen_envelopes


async def test_what_cannot_be_stored_is_not_sent(floor: Floor, tmp_path: Path) -> None:
    async with floor.records.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE outbox")
    with pytest.raises(Exception, match="no such table"):
        await floor.post()
    assert floor.peer.seen_envelopes == []


async def test_a_contracts_refusal_has_its_code_field_and_text(floor: Floor) -> None:
    text = "FIELD_RANGE [lists.3.amount]: must be 1 to 100000000, is 0"
    with pytest.raises(LedgerRefused) as caught:
        await floor.ledger.submit(floor.company, "floor:Fail", {"text": text})
    refusal = caught.value
    assert (refusal.code, refusal.field, refusal.status) == ("FIELD_RANGE", "lists.3.amount", 422)
    assert refusal.message == "must be 1 to 100000000, is 0"
    assert await floor.stored() == []


async def test_evaluate_answers_and_refuses(floor: Floor) -> None:
    asked = {"cycle": 1, "id": "a", "amount": 2}
    assert await floor.ledger.evaluate(floor.company, "floor:Post", asked) == {"changed": True, "total": 2}
    with pytest.raises(LedgerRefused, match="CYCLE_UNKNOWN: no cycle 9"):
        await floor.ledger.evaluate(floor.company, "floor:Fail", {"text": "CYCLE_UNKNOWN: no cycle 9"})
    assert await floor.ledger.height() == 1


async def test_an_answer_that_is_lost_is_asked_for_and_nothing_happens_twice(floor: Floor) -> None:
    floor.peer.faults["Submit"].append(done_but(grpc.StatusCode.UNAVAILABLE, "Stream removed"))
    assert (await floor.post(5)).answer["total"] == 5
    assert (await floor.post(5)).answer["total"] == 10


async def test_conflicts_become_new_transactions_and_the_old_envelopes_are_closed(floor: Floor) -> None:
    floor.peer.hold_blocks = True

    async def cut() -> None:
        while True:
            await asyncio.sleep(0.1)
            await floor.peer.cut_block()

    cutting = asyncio.create_task(cut())
    receipts = await asyncio.gather(*(floor.post(1) for _ in range(3)))
    cutting.cancel()
    assert sorted(receipt.answer["total"] for receipt in receipts) == [1, 2, 3]
    states = [(state, code) for state, code, _ in await floor.stored()]
    assert states.count(("committed", "VALID")) == 3
    assert set(states) == {("committed", "VALID"), ("dropped", "REPLACED")}


async def test_a_lagging_second_endorsers_error_is_no_refusal(floor: Floor) -> None:
    lagging = refuse(
        grpc.StatusCode.ABORTED, LAGGING, ("127.0.0.1:2", "SupervisorMSP", "chaincode response 500, CYCLE_NOT_OPEN: no")
    )
    floor.peer.faults["Endorse"].extend([lagging, lagging])
    assert (await floor.post(2)).answer["total"] == 2


async def test_a_silent_ledger_is_unavailable_within_the_deadline(floor: Floor) -> None:
    floor.ledger._times = FabricTimes(submit_s=0.4)
    floor.peer.faults["Endorse"].append(hang)
    with pytest.raises(LedgerUnavailable, match="LEDGER_DEADLINE") as caught:
        await floor.post()
    assert not isinstance(caught.value, LedgerOutcomeUnknown)
    floor.peer.faults["Endorse"].extend([refuse(grpc.StatusCode.UNAVAILABLE, "down")] * 50)
    with pytest.raises(LedgerUnavailable, match="LEDGER_UNAVAILABLE"):
        await floor.post()


async def test_an_open_outcome_is_said_to_be_open_and_resume_finishes_it(floor: Floor) -> None:
    floor.ledger._times = FabricTimes(submit_s=0.4, resume_s=5)
    floor.peer.faults["Submit"].append(lost_after_ack)
    with pytest.raises(LedgerOutcomeUnknown) as caught:
        await floor.post(4, operation_ids=["op1"])
    assert await floor.stored() == [("sent", None, None)]
    assert await floor.ledger.resume() == 1
    assert await floor.stored() == [("committed", "VALID", 1)]
    assert floor.peer.ledger.codes[-1] == (caught.value.transaction_id, 0)
    assert await floor.ledger.resume() == 0


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(done_but(grpc.StatusCode.UNAVAILABLE, "gone"), id="sent and committed"),
        pytest.param(lost_after_ack, id="acknowledged and lost"),
        pytest.param(hang, id="never arrived"),
    ],
)
async def test_another_process_finishes_what_a_killed_one_left(
    floor: Floor, fault: Fault, authority: CertificateAuthority
) -> None:
    floor.peer.faults["Submit"].append(fault)
    floor.peer.faults["CommitStatus"].append(hang)
    killed = asyncio.create_task(floor.post(1))
    await floor.sent()
    await asyncio.sleep(0.1)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    floor.peer.faults["CommitStatus"].clear()
    assert [state for state, _, _ in await floor.stored()] == ["sent"]

    writer = GroupWriter(floor.records.sessions)
    second = Floor(floor.peer, floor.records, writer, floor.company, authority.operator())
    assert await second.ledger.resume() == 1
    assert [(state, code) for state, code, _ in await second.stored()] == [("committed", "VALID")]
    assert [code for _, code in floor.peer.ledger.codes] == [0, 0]  # the configuration, and this once
    await second.ledger.close()
    await writer.close()


async def test_resume_leaves_alone_what_is_being_sent(floor: Floor) -> None:
    floor.peer.hold_blocks = True
    sending = asyncio.create_task(floor.post())
    await floor.sent()
    assert await floor.ledger.resume() == 0
    await floor.peer.cut_block()
    await sending
    assert len(floor.peer.seen_envelopes) == 1


async def test_an_envelope_of_another_ledger_is_dropped_for_good(floor: Floor) -> None:
    await floor.outbox.store("tx", b"nonsense", function="f", msp_id="PlatformMSP")
    assert await floor.ledger.resume() == 1
    assert await floor.stored() == [("dropped", "FABRIC_MALFORMED", None)]


async def test_blocks_hold_the_chaincodes_own_writes(floor: Floor) -> None:
    receipt = await floor.post(7)
    await floor.ledger.submit(floor.company, "floor:Remove", {})
    blocks: list[LedgerBlock] = []
    async for block in floor.ledger.blocks(0):
        blocks.append(block)
        if block.number == 2:
            break
    assert [block.number for block in blocks] == [0, 1, 2]
    assert blocks[0].transactions[0].writes == ()
    (posted,) = blocks[1].transactions
    assert (posted.transaction_id, posted.valid, posted.code) == (receipt.transaction_id, True, "VALID")
    assert posted.writes == (LedgerWrite("list", ("00000001", "a"), {"v": 1, "total": 7}),)
    assert blocks[2].transactions[0].writes == (
        LedgerWrite("list", ("00000001", "a"), None),
        LedgerWrite("", ("not composite",), {"raw_base64": "/w=="}),
    )
    assert blocks[2].previous_hash == blocks[1].hash != ""


async def test_an_invalid_transactions_writes_are_left_out(floor: Floor) -> None:
    await floor.post(1)
    envelope = floor.peer.seen_envelopes[0]
    floor.peer.ledger.append([envelope])
    async for block in floor.ledger.blocks(2):
        (second,) = block.transactions
        assert (second.valid, second.code, second.writes) == (False, "DUPLICATE_TXID", ())
        break


async def test_a_stream_outlives_the_peers_restart(floor: Floor) -> None:
    stream = floor.ledger.blocks(0)
    assert (await anext(stream)).number == 0
    await floor.peer.cut_streams()
    await floor.post()
    async with asyncio.timeout(10):
        assert (await anext(stream)).number == 1
    await stream.aclose()  # type: ignore[attr-defined]


async def test_hundreds_at_once(floor: Floor) -> None:
    receipts = await asyncio.gather(*(floor.post(1, name=str(number)) for number in range(300)))
    assert {receipt.answer["total"] for receipt in receipts} == {1}
    blocks = sorted(receipt.block for receipt in receipts)
    assert sorted(await floor.stored()) == [("committed", "VALID", block) for block in blocks]
