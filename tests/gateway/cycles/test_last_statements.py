"""What comes while a cycle moves on is written before it moves, or refused when it comes: never taken and then lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.records.models import Statement
from tests.helpers.appealing import Dispute
from tests.helpers.crowd import Crowd
from tests.helpers.floor import Floor, problem
from tests.helpers.trading import PRAISE, Deal

FIRST, SECOND = "1.1.Lobster", "1.2.Lobster"


@asynccontextmanager
async def held(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, function: str, to: str, cycle: int = 1
) -> AsyncIterator[None]:
    """The operator advances the cycle, and inside the block its transaction `function` is about to be sent."""
    reached, released = asyncio.Event(), asyncio.Event()
    submit = floor.ledger.submit

    async def waiting(caller: Any, name: str, argument: Any, **others: Any) -> Any:
        if name == function:
            reached.set()
            await released.wait()
        return await submit(caller, name, argument, **others)

    monkeypatch.setattr(floor.ledger, "submit", waiting)
    operator = await floor.authority("operator")
    job = (await operator.post(f"/cycles/{cycle}/advance", json={"to": to})).json()
    await asyncio.wait_for(reached.wait(), 30)
    try:
        yield
    finally:
        released.set()
    ended = await floor.services.cycles.wait(job["id"], 30)
    assert ended.state == "done", ended.problem


async def lost(floor: Floor) -> list[Any]:
    """Statements that were taken and then refused."""
    async with floor.services.records() as session:
        rows = await session.scalars(select(Statement).where(Statement.state == "refused"))
        return [row.problem for row in rows]


async def decide(who: httpx.AsyncClient, match_id: str = FIRST) -> httpx.Response:
    return await who.post(f"/matches/{match_id}/decision", json={"accept": True})


async def test_a_decision_while_serials_are_being_reserved_is_refused_at_once(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("matched")
    assert (await decide(deal.buyer)).status_code == 202
    async with held(floor, monkeypatch, "floor:StartSettling", "settling"):
        status, code, _ = problem(await decide(deal.seller))
        assert (status, code) == (409, "CYCLE_STATE")
        bulk = await deal.seller.post("/decisions", json={"decisions": [{"match_id": FIRST, "accept": True}]})
        assert [one["code"] for one in bulk.json()["refused"]] == ["CYCLE_STATE"]
    assert await lost(floor) == []


async def test_a_decision_that_is_being_taken_is_written_before_the_cycle_moves(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("matched")
    assert (await decide(deal.buyer)).status_code == 202
    entered, go_on = asyncio.Event(), asyncio.Event()
    sign = floor.services.wallets.sign_all

    async def slow(*args: Any, **kwargs: Any) -> Any:
        entered.set()
        await go_on.wait()
        return await sign(*args, **kwargs)

    monkeypatch.setattr(floor.services.wallets, "sign_all", slow)
    deciding = asyncio.create_task(decide(deal.seller))
    await asyncio.wait_for(entered.wait(), 10)
    job = await floor.services.cycles.start(1, "settling")
    assert (await floor.services.cycles.wait(job, 0.2)).state == "running"
    go_on.set()
    assert (await deciding).status_code == 202
    assert (await floor.services.cycles.wait(job, 30)).state == "done"
    assert [one["match_id"] for one in (await deal.buyer.get("/contracts")).json()["items"]] == [FIRST]
    assert await lost(floor) == []


async def test_the_second_round_begins_without_first_round_decisions_and_takes_its_own(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    await crowd.decide(crowd.buyers[0], FIRST, accept=False)
    async with held(floor, monkeypatch, "floor:OpenSecondRound", "second_round"):
        assert problem(await decide(crowd.seller))[:2] == (409, "CYCLE_STATE")
    await crowd.both(crowd.buyers[1], SECOND)
    async with held(floor, monkeypatch, "floor:StartSettling", "settling"):
        assert problem(await decide(crowd.buyers[1], SECOND))[:2] == (409, "CYCLE_STATE")
    assert [one["match_id"] for one in await crowd.contracts()] == [SECOND]
    assert await lost(floor) == []


async def test_a_late_evaluation_is_refused_only_where_this_cycle_ends_its_time(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = await (await Deal.posted(floor)).contracted()
    async with held(floor, monkeypatch, "credit:ApplyCredit", "closed"):
        taken = await deal.buyer.post("/contracts/90001/evaluation", json={"text": PRAISE})
        assert taken.status_code == 202  # the contract is evaluated until cycle 2 is closed
    async with held(floor, monkeypatch, "credit:ApplyCredit", "closed", cycle=2):
        late = await deal.seller.post("/contracts/90001/evaluation", json={"text": PRAISE})
        assert problem(late)[:2] == (409, "EVALUATION_CLOSED")
    assert await lost(floor) == []


async def test_a_late_appeal_is_refused_when_it_comes(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    dispute = await Dispute.on(floor)
    for cycle in (1, 2):
        await dispute.deal.advance("closed", cycle)
    async with held(floor, monkeypatch, "credit:ApplyCredit", "closed", cycle=3):
        assert problem(await dispute.appeal(dispute.deal.buyer, "seller", Prefer="wait=0"))[:2] == (
            409,
            "APPEAL_CLOSED",
        )
    assert await lost(floor) == []
