"""The whole cycle through REST, over the real contract."""

import asyncio

import pytest

from gateway.records.models import Job
from tests.helpers.floor import WAIT, Floor, problem
from tests.helpers.trading import Deal


async def test_lists_become_a_contract_and_credit_in_one_cycle(floor: Floor) -> None:
    deal = await (await Deal.posted(floor)).contracted()
    for who in (deal.buyer, deal.seller):
        assert (await deal.evaluate(who)).status_code == 201
    job = await deal.advance("closed")
    assert {"write evaluations", "write appeals", "apply credit"} <= set(job["timings"])
    company_id = await floor.company_id(1)
    assert (await deal.buyer.get(f"/credit/{company_id}")).json()["tenths"] == 31
    entries = (await deal.buyer.get(f"/credit/{company_id}/entries")).json()["items"]
    assert [entry["reason"] for entry in entries] == ["BOTH_EXCELLENT", "NEWCOMER"]


async def test_one_request_runs_a_cycle_to_its_end(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("closed")
    cycles = (await deal.operator.get("/cycles")).json()["items"]
    assert [(cycle["cycle"], cycle["state"]) for cycle in cycles] == [(2, "intake"), (1, "closed")]
    times = cycles[1]["times"]
    assert list(times.values()) == sorted(times.values())


async def test_silence_is_refusal(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("matched")
    await deal.decide(deal.buyer)
    await deal.advance("closed")
    assert (await deal.operator.get("/contracts")).json()["items"] == []


async def test_asking_for_a_state_that_is_behind_is_harmless(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("matched")
    job = await deal.advance("frozen")
    assert job["problem"] is None
    assert (await deal.operator.get("/cycles/1")).json()["state"] == "matched"


async def test_without_a_target_the_cycle_moves_one_state_on(floor: Floor) -> None:
    operator = await floor.authority("operator")
    answer = await operator.post("/cycles/1/advance", json={}, headers=WAIT)
    assert answer.json()["target_state"] == "frozen"
    assert (await operator.get("/cycles/current")).json()["cycle"] == 2


async def test_the_next_cycle_waits_for_the_one_before(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("frozen")
    answer = await deal.operator.post("/cycles/2/advance", json={"to": "frozen"}, headers=WAIT)
    assert answer.json()["state"] == "failed"
    assert answer.json()["problem"]["code"] == "CYCLE_UNFINISHED"


async def test_an_unknown_cycle_and_an_unknown_state_are_refused(floor: Floor) -> None:
    operator = await floor.authority("operator")
    assert problem(await operator.post("/cycles/77/advance", json={}, headers=WAIT))[:2] == (404, "CYCLE_UNKNOWN")
    status, code, field = problem(await operator.post("/cycles/1/advance", json={"to": "intake"}, headers=WAIT))
    assert (status, code, field) == (422, "FIELD_FORMAT", "to")
    assert problem(await operator.get("/cycles/77"))[:2] == (404, "CYCLE_UNKNOWN")
    assert problem(await operator.get("/jobs/nothing"))[:2] == (404, "JOB_UNKNOWN")


@pytest.mark.parametrize("path", ["/cycles/1/advance"])
async def test_a_company_cannot_move_a_cycle(floor: Floor, path: str) -> None:
    company = await floor.company(1)
    assert problem(await company.post(path, json={}, headers=WAIT))[:2] == (403, "ROLE_REQUIRED")


async def test_a_job_that_a_crash_cut_off_is_taken_up_at_the_start(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await deal.advance("frozen")
    async with floor.services.records.begin() as session:
        session.add(Job(id="cut-off", kind="advance", cycle=1, target_state="closed", state="running"))
    await floor.services.cycles.resume()
    job = await floor.services.cycles.wait("cut-off", 20)
    assert (job.state, job.problem) == ("done", None)
    assert (await deal.operator.get("/cycles/1")).json()["state"] == "closed"


async def test_a_second_job_waits_its_turn(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    cycles = floor.services.cycles
    first = await cycles.start(1, "closed")
    again = await cycles.start(1, "closed")
    assert again == first
    answer = await deal.operator.post("/cycles/1/advance", json={"to": "frozen"}, headers=WAIT)
    assert answer.status_code in {200, 409}
    if answer.status_code == 409:
        assert problem(answer)[1] == "CYCLE_BUSY"
    assert (await cycles.wait(first, 20)).state == "done"


async def test_lists_posted_while_a_cycle_is_worked_on_go_into_the_next(floor: Floor) -> None:
    deal = await Deal.posted(floor)
    await asyncio.gather(deal.advance("closed"), Deal.posted(floor, amount=60))
    lists = (await deal.buyer.get("/demand-lists")).json()["items"]
    assert {listed["cycle"] for listed in lists} <= {1, 2}
    assert len(lists) == 2
