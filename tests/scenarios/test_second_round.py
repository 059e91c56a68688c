"""A refusal and what follows: the freed amount goes to the next best, and the pair that failed doesn't meet again."""

from typing import Any

import pytest

from fabric_gateway import EndorseError
from shoal.client import Refused
from tests.scenarios.direct import chaincode, evaluate, submit
from tests.scenarios.floor import TestFloor
from tests.scenarios.market import Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]


@pytest.fixture
def refused(floor: TestFloor) -> Market:
    """Matched; the buyer has refused the eel, all else is accepted."""
    market = Market.new(floor, "Eel")
    market.post()
    market.advance("matched")
    market.decide()
    return market


def test_the_next_best_trades_in_the_second_round(floor: TestFloor, refused: Market) -> None:
    assert refused.rival is not None
    operator = floor.authority("operator")
    job = operator.post(f"/cycles/{refused.cycle}/advance")
    assert job["target_state"] == "second_round"
    (again,) = refused.rival.rest.get("/matches", cycle=refused.cycle)["items"]
    assert (again["match_id"], again["round"]) == (f"{refused.cycle}.2.Eel", 2)
    why = refused.rival.rest.get(f"/matches/{again['match_id']}/explanation", language="zh")
    assert (why["round"], why["language"], why["proven_permille"]) == (2, "zh", 1000)
    refused.decide()
    refused.advance("settling")
    look_then_evaluate(refused)
    refused.evaluate()
    refused.advance("closed")
    assert sorted(refused.contracts()) == [f"{refused.cycle}.{name}" for name in ("1.Crab", "1.Tuna", "2.Eel")]
    credit = {trader.name.split()[0]: trader.rest.get(f"/credit/{trader.company_id}") for trader in refused.traders}
    # Buyer and seller move once for two contracts with each other; the rival once with the seller.
    assert {name: found["tenths"] for name, found in credit.items()} == {"Buyer": 31, "Seller": 32, "Rival": 31}
    entries = refused.seller.rest.get(f"/credit/{refused.seller.company_id}/entries", language="en")["items"]
    assert {"BOTH_EXCELLENT", "PAIR_LIMIT"} <= {entry["reason"] for entry in entries}
    (limited,) = [entry["text"] for entry in entries if entry["reason"] == "PAIR_LIMIT"]
    assert "at most once in a cycle" in limited
    assert "decided: " in limited


def look_then_evaluate(market: Market) -> None:
    """The seller looks at the judgement, confirms it, and may not say the same about its next contract."""
    period = {"from_cycle": market.cycle, "to_cycle": market.cycle}
    first, second, *_ = (f"/contracts/{c['serial']}" for c in market.seller.rest.get("/contracts", **period)["items"])
    text = "Payment came the same day and the driver was friendly: excellent!"
    shown = market.seller.rest.post(f"{first}/evaluation/preview", text=text)
    assert (shown["judgement"]["label"], shown["refusal"]) == ("excellent", None)
    market.seller.rest.post(f"{first}/evaluation", text=text, expected_label="excellent")
    again = market.seller.rest.post(f"{second}/evaluation/preview", text=text.upper())
    assert f"/contracts/{again['refusal']['serial']}" == first
    with pytest.raises(Refused) as repeated:
        market.seller.rest.post(f"{second}/evaluation", text=text.upper())
    assert repeated.value.code == "EVALUATION_REPEATED"


def test_the_first_rounds_decisions_are_over(refused: Market) -> None:
    refused.advance("second_round")
    with pytest.raises(Refused) as late:
        refused.buyer.rest.post(f"/matches/{refused.cycle}.1.Eel/decision", accept=True)
    assert late.value.code in {"ROUND_CLOSED", "DECISION_EXISTS"}
    refused.advance("closed")
    assert sorted(refused.contracts()) == [f"{refused.cycle}.1.{breed}" for breed in ("Crab", "Tuna")]


async def test_the_chain_lets_no_pair_meet_again_and_no_cycle_settle_without_its_second_round(
    floor: TestFloor, refused: Market
) -> None:
    first = refused.buyer.rest.get(f"/matches/{refused.cycle}.1.Eel")
    trade = {name: first[name] for name in ("demand_id", "supply_id", "amount", "price_fen", "weight_g")}
    # One step of two demands (by id) and the supply; 2 000 000 a list proves any scheme's bound.
    prices = {"buyer_rating": "C", "seller_rating": "C", "demand": [0, 0], "supply": [2_000_000]}
    scheme = {"cycle": refused.cycle, "breed": "Eel", "round": 2, "trades": [trade], "certificate": {"steps": [prices]}}
    async with chaincode(floor) as contract:
        assert await code_of(submit(contract, "floor:StartSettling", cycle=refused.cycle)) == "SECOND_ROUND_MISSING"
        await submit(contract, "floor:OpenSecondRound", cycle=refused.cycle)
        assert (await submit(contract, "floor:OpenSecondRound", cycle=refused.cycle))["changed"] is False
        assert await code_of(submit(contract, "floor:SubmitScheme", **scheme)) == "SCHEME_INCOMPATIBLE"
        assert await code_of(submit(contract, "floor:StartSettling", cycle=refused.cycle)) == "SCHEME_MISSING"
        refused.advance("closed")  # the gateway finds the round open, and does what is missing
        found = await evaluate(contract, "floor:GetScheme", cycle=refused.cycle, breed="Eel", round=2)
    assert (found["trades"], found["settled"], found["score"]) == (1, True, found["bound"])


async def code_of(refused: Any) -> str:
    """The code with which the chain refuses."""
    with pytest.raises(EndorseError) as caught:
        await refused
    return str(caught.value.contract_message).split()[0].rstrip(":")
