"""What all ledger writes share: 202 or the wait, the status resource, idempotency, faults of the ledger."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.errors import LedgerUnavailable
from gateway.ledger.port import Caller, Ledger, LedgerBlock, Receipt
from tests.helpers.floor import LOT, WAIT, Floor, problem
from tests.helpers.floor import floor as floor_of
from tests.helpers.identities import CertificateAuthority
from tests.helpers.simledger import SimLedger


class Slow:
    """A ledger whose submits wait for `gate`; `broken` makes them fail."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.channel = ledger.channel
        self.gate = asyncio.Event()
        self.gate.set()
        self.broken = False

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        await self.gate.wait()
        if self.broken:
            raise LedgerUnavailable("LEDGER_UNAVAILABLE", "the peer is away; try again")
        return await self._ledger.submit(caller, function, argument, operation_ids=operation_ids)

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        return await self._ledger.evaluate(caller, function, argument)

    def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        return self._ledger.blocks(start)

    async def height(self) -> int:
        if self.broken:
            raise LedgerUnavailable("LEDGER_UNAVAILABLE", "the peer is away; try again")
        return await self._ledger.height()

    async def resume(self) -> int:
        return 0

    async def close(self) -> None:
        await self._ledger.close()


@pytest.fixture
async def slow(tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority) -> AsyncIterator[Floor]:
    async with floor_of(tmp_path, Slow(simledger), authority) as made:
        yield made


async def post(
    client: httpx.AsyncClient, *, key: str | None = None, wait: bool = True, **changes: Any
) -> httpx.Response:
    headers = ({"Idempotency-Key": key} if key else {}) | (WAIT if wait else {})
    return await client.post("/supply-lists", json={**LOT, **changes}, headers=headers)


async def ended(client: httpx.AsyncClient, location: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            found: dict[str, Any] = (await client.get(location.removeprefix("/v1"))).json()
            if found["state"] != "pending":
                return found
            await asyncio.sleep(0.02)


async def test_a_write_that_outlasts_the_wait_can_be_looked_up(slow: Floor):
    client = await slow.company(1)
    slow.ledger.gate.clear()
    answer = await client.post("/supply-lists", json=LOT, headers={"Prefer": "wait=1"})
    assert (answer.status_code, answer.json()["state"]) == (202, "pending")
    assert answer.headers["retry-after"] == "1"
    slow.ledger.gate.set()
    done = await ended(client, answer.headers["location"])
    assert done["state"] == "committed"
    assert done["answer"]["cycle"] == 1


async def test_the_status_is_its_own_accounts_and_the_authorities(floor: Floor):
    client = await floor.company(1)
    location = (await post(client, wait=False)).headers["location"].removeprefix("/v1")
    assert problem(await (await floor.company(2)).get(location))[:2] == (404, "OPERATION_UNKNOWN")
    assert (await (await floor.authority("operator")).get(location)).status_code == 200
    assert problem(await floor.http.get(location))[:2] == (401, "TOKEN_MISSING")


async def test_a_ledger_that_doesnt_answer_is_a_503_and_nothing_is_written(slow: Floor):
    client = await slow.company(1)
    slow.ledger.broken = True
    assert problem(await post(client))[:2] == (503, "LEDGER_UNAVAILABLE")
    answer = await post(client, wait=False)
    assert answer.status_code == 202
    done = await ended(client, answer.headers["location"])
    assert (done["state"], done["problem"]["code"]) == ("failed", "LEDGER_UNAVAILABLE")
    assert (await client.get("/supply-lists")).json()["items"] == []


class TestIdempotencyKey:
    async def test_the_same_request_is_answered_again_and_done_once(self, floor: Floor):
        client = await floor.company(1)
        first = await post(client, key="k1")
        before = await floor.ledger.height()
        again = await post(client, key="k1")
        assert (again.status_code, again.json()) == (201, first.json())
        assert await floor.ledger.height() == before

    async def test_another_body_is_refused(self, floor: Floor):
        client = await floor.company(1)
        await post(client, key="k1")
        assert problem(await post(client, key="k1", amount=1))[:2] == (409, "IDEMPOTENCY_MISMATCH")

    async def test_two_at_once_are_done_once(self, slow: Floor):
        client = await slow.company(1)
        slow.ledger.gate.clear()
        tasks = [asyncio.create_task(post(client, key="k1")) for _ in range(5)]
        await asyncio.sleep(0.5)
        slow.ledger.gate.set()
        answers = await asyncio.gather(*tasks)
        done = [answer.json() for answer in answers if answer.status_code == 201]
        assert done
        assert all(answer == done[0] for answer in done)
        assert {problem(answer)[1] for answer in answers if answer.status_code == 409} <= {"IDEMPOTENCY_BUSY"}
        assert len((await client.get("/supply-lists")).json()["items"]) == 1

    async def test_a_request_refused_at_the_edge_frees_its_key(self, floor: Floor):
        client = await floor.company(1)
        assert problem(await post(client, key="k1", breed="Unicorn"))[1] == "BREED_UNKNOWN"
        assert (await post(client, key="k1")).status_code == 201

    async def test_a_failure_on_the_ledger_is_answered_again(self, slow: Floor):
        client = await slow.company(1)
        slow.ledger.broken = True
        first = await post(client, key="k1")
        slow.ledger.broken = False
        again = await post(client, key="k1")
        assert problem(again) == problem(first) == (503, "LEDGER_UNAVAILABLE", None)
        assert (await post(client, key="k2")).status_code == 201

    async def test_a_key_outlives_a_restart(
        self, tmp_path: Path, simledger: SimLedger, authority: CertificateAuthority
    ):
        async with floor_of(tmp_path, simledger, authority) as floor:
            first = await post(await floor.company(1), key="k1")
        async with floor_of(tmp_path, simledger, authority) as floor:
            again = await post(await floor.company(1), key="k1")
        assert again.json() == first.json()

    async def test_a_key_must_be_printable(self, floor: Floor):
        client = await floor.company(1)
        for key in ("a b", "x" * 129, "é"):
            answer = await client.post("/supply-lists", json=LOT, headers={"Idempotency-Key": key.encode()})
            assert answer.status_code == 422
            assert problem(answer)[2] == "Idempotency-Key"
