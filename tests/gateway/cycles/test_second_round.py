"""The second round: what refusals and silence free is offered once more, and a pair that failed doesn't meet again."""

import pytest

from gateway.cycles.stages import Stages
from gateway.projection.repository import ProjectionRepository
from tests.helpers.crowd import Crowd
from tests.helpers.floor import Floor, problem
from tests.helpers.trading import PRAISE

FIRST, SECOND = "1.1.Lobster", "1.2.Lobster"


async def refused(floor: Floor, *amounts: int) -> Crowd:
    """The best bidder has refused."""
    crowd = await Crowd.posted(floor, *amounts)
    await crowd.advance("matched")
    assert (await crowd.decide(crowd.buyers[0], FIRST, accept=False)).status_code == 201
    return crowd


async def test_what_a_refusal_frees_goes_to_the_next_best_who_becomes_party_to_a_contract(floor: Floor) -> None:
    crowd = await refused(floor)
    assert [(m["buyer"], m["round"]) for m in await crowd.matches()] == [(await floor.company_id(2), 1)]
    job = await crowd.advance("second_round")
    assert {"write decisions", "open second round", "match", "keep evidence", "submit schemes"} <= set(job["timings"])
    (again,) = await crowd.matches(2)
    assert (again["match_id"], again["buyer"], again["amount"]) == (SECOND, await floor.company_id(3), 120)
    await crowd.both(crowd.buyers[1], SECOND)
    await crowd.advance("settling")
    (contract,) = await crowd.contracts()
    assert (contract["serial"], contract["match_id"]) == (90001, SECOND)
    for who in (crowd.seller, crowd.buyers[1]):
        answer = await who.post("/contracts/90001/evaluation", json={"text": PRAISE})
        assert answer.status_code == 202, answer.text
    await crowd.advance("closed")
    credit = {n: (await crowd.operator.get(f"/credit/{await floor.company_id(n)}")).json()["tenths"] for n in (1, 2, 3)}
    assert credit == {1: 31, 2: 30, 3: 31}


async def test_the_cycle_shows_when_its_second_round_began(floor: Floor) -> None:
    crowd = await refused(floor)
    await crowd.advance("closed")
    times = (await crowd.operator.get("/cycles/1")).json()["times"]
    assert list(times) == ["intake", "frozen", "matched", "second_round", "settling", "closed"]
    assert list(times.values()) == sorted(times.values())


async def test_a_pair_that_failed_does_not_meet_again(floor: Floor) -> None:
    crowd = await refused(floor, 120)
    await crowd.advance("second_round")
    assert await crowd.matches(2) == []
    await crowd.advance("settling")
    assert await crowd.contracts() == []


async def test_silence_frees_an_amount_too_and_bars_the_pair(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.post(120, breed="Eel")
    await crowd.advance("matched")
    await crowd.decide(crowd.seller, FIRST, accept=True)  # the buyer of the lobster keeps silent
    await crowd.decide(crowd.buyers[0], "1.1.Eel", accept=False)
    await crowd.advance()
    assert [(m["match_id"], m["buyer"]) for m in await crowd.matches(2)] == [(SECOND, await floor.company_id(3))]
    late = await crowd.decide(crowd.buyers[0], FIRST, accept=True)
    assert problem(late)[:2] == (409, "ROUND_CLOSED")


async def test_accepted_trades_stand_and_the_grams_of_both_rounds_add_up(floor: Floor) -> None:
    crowd = await Crowd.posted(floor, 50, 70, 71)
    await crowd.advance("matched")
    one, two = await crowd.matches()
    assert [(m["amount"], m["round"]) for m in (one, two)] == [(50, 1), (70, 1)]
    await crowd.both(crowd.buyers[0], one["match_id"])
    await crowd.decide(crowd.seller, two["match_id"], accept=False)
    await crowd.advance("second_round")
    (again,) = await crowd.matches(2)
    assert (again["match_id"], again["amount"]) == ("1.3.Lobster", 70)
    assert one["weight_g"] + again["weight_g"] == 30_000
    await crowd.both(crowd.buyers[2], again["match_id"])
    await crowd.advance("settling")
    contracts = [(c["serial"], c["match_id"], c["price_fen"]) for c in await crowd.contracts()]
    assert contracts == [(90001, one["match_id"], one["price_fen"]), (90002, "1.3.Lobster", again["price_fen"])]


async def test_a_list_can_be_in_contracts_of_both_rounds(floor: Floor) -> None:
    crowd = await Crowd.posted(floor, 50, 70, 30)
    await crowd.advance("matched")
    one, two = await crowd.matches()
    await crowd.both(crowd.buyers[0], one["match_id"])
    await crowd.decide(crowd.buyers[1], two["match_id"], accept=False)
    await crowd.advance("second_round")
    (again,) = await crowd.matches(2)
    await crowd.both(crowd.buyers[2], again["match_id"])
    await crowd.advance("closed")
    first, second = await crowd.contracts()
    assert first["supply_id"] == second["supply_id"]
    assert first["amount"] + second["amount"] == 80


async def test_what_nobody_takes_in_either_round_is_carried_when_it_is_good_till_cancelled(floor: Floor) -> None:
    crowd = await Crowd.of(floor)
    await crowd.post(70, 20, good_till_cancelled=True)
    await crowd.advance("matched")
    one, _ = await crowd.matches()
    await crowd.decide(crowd.buyers[0], one["match_id"], accept=False)
    await crowd.both(crowd.buyers[1], "1.2.Lobster")
    await crowd.advance("closed")
    (carried,) = (await crowd.seller.get("/supply-lists", params={"cycle": 2})).json()["items"]
    assert (carried["carried_from"], carried["left"]) == (1, 100)


async def test_a_second_round_match_is_decided_until_the_cycle_settles(floor: Floor) -> None:
    crowd = await refused(floor)
    await crowd.advance("second_round")
    collected = await crowd.seller.post(f"/matches/{SECOND}/decision", json={"accept": True})
    assert (collected.status_code, collected.json()["state"]) == (202, "collected")
    assert (await crowd.decide(crowd.buyers[1], SECOND, accept=True)).status_code == 201
    await crowd.advance("settling")
    assert [contract["match_id"] for contract in await crowd.contracts()] == [SECOND]
    late = await crowd.decide(crowd.buyers[0], SECOND, accept=True)
    assert problem(late)[1] in {"PARTY_MISMATCH", "CYCLE_STATE"}


async def test_silence_in_the_second_round_is_refusal(floor: Floor) -> None:
    crowd = await refused(floor)
    await crowd.advance("second_round")
    await crowd.decide(crowd.seller, SECOND, accept=True)
    await crowd.advance("settling")
    assert await crowd.contracts() == []


async def test_without_a_refusal_there_is_no_second_round(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    await crowd.decide(crowd.seller, FIRST, accept=True)  # silence of the other party alone needs none
    job = await crowd.advance()
    assert job["target_state"] == "settling"
    assert "second_round" not in (await crowd.operator.get("/cycles/1")).json()["times"]


async def test_a_refusal_that_is_only_collected_leads_to_the_second_round_too(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    collected = await crowd.buyers[0].post(f"/matches/{FIRST}/decision", json={"accept": False})
    assert collected.json()["state"] == "collected"
    assert (await crowd.advance())["target_state"] == "second_round"
    assert [match["match_id"] for match in await crowd.matches(2)] == [SECOND]


async def test_who_refuses_while_the_cycle_moves_on_does_not_take_the_second_rounds_time(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = await refused(floor)

    async def not_yet(_self: Stages, _cycle: int) -> bool:
        return False

    monkeypatch.setattr(Stages, "some_refused", not_yet)  # as it was when the next state was chosen
    assert (await crowd.advance())["target_state"] == "settling"
    assert await crowd.state() == "second_round"
    assert [match["match_id"] for match in await crowd.matches(2)] == [SECOND]


async def test_on_the_way_to_settling_the_second_round_is_gone_through(floor: Floor) -> None:
    crowd = await refused(floor)
    job = await crowd.advance("settling")
    assert {"open second round", "reserve serials"} <= set(job["timings"])
    assert await crowd.state() == "settling"
    assert [match["match_id"] for match in await crowd.matches(2)] == [SECOND]


async def test_a_second_round_that_nobody_asked_for_can_be_opened(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.advance("matched")
    await crowd.advance("second_round")
    assert [match["match_id"] for match in await crowd.matches(2)] == [SECOND]


async def test_asking_again_for_the_second_round_changes_nothing(floor: Floor) -> None:
    crowd = await refused(floor)
    await crowd.advance("second_round")
    height = await floor.ledger.height()
    job = await crowd.advance("second_round")
    assert "submit schemes" in job["timings"]
    assert await floor.ledger.height() == height
    await crowd.advance("settling")
    assert (await crowd.advance("second_round"))["problem"] is None
    assert await crowd.state() == "settling"


async def test_only_breeds_with_a_match_that_failed_are_matched_again(floor: Floor) -> None:
    crowd = await Crowd.posted(floor)
    await crowd.post(120, 120, breed="Eel")
    await crowd.advance("matched")
    await crowd.both(crowd.buyers[0], "1.1.Eel")
    await crowd.decide(crowd.buyers[0], FIRST, accept=False)
    await crowd.advance("second_round")
    async with floor.services.projection() as session:
        schemes = await ProjectionRepository(session).schemes_of_cycle(1)
    assert [(s.breed, s.round, s.trades) for s in schemes] == [("Eel", 1, 1), ("Lobster", 1, 1), ("Lobster", 2, 1)]
    assert all(scheme.score == scheme.bound > 0 for scheme in schemes)
