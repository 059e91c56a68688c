"""The gateway proposes, the chain checks: schemes that our matcher would never make are refused by name."""

from collections.abc import Callable
from typing import Any

import pytest

from fabric_gateway import EndorseError
from tests.scenarios.direct import chaincode, evaluate, submit
from tests.scenarios.floor import TestFloor, Trader, new_code

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]
Change = Callable[[dict[str, Any]], Any]


class Rated:
    """An A buyer and a C buyer want the same ten lobsters of one seller."""

    def __init__(self, floor: TestFloor) -> None:
        tag = new_code()
        self.better = floor.trader(f"Better {tag}", score="4.5")
        self.worse = floor.trader(f"Worse {tag}", score="2.5")
        self.seller = floor.trader(f"Seller {tag}")
        self.cycle = self.better.rest.get("/cycles/current")["cycle"]
        self.wanted = {trader.company_id: self._post(trader, "demand") for trader in (self.better, self.worse)}
        self.offered = self._post(self.seller, "supply")
        floor.authority("operator").post(f"/cycles/{self.cycle}/advance", to="frozen")

    def _post(self, trader: Trader, side: str) -> str:
        figures = {"breed": "Abalone", "amount": 10, "price_fen": 100_000, "freshness": 3, "weight_g": 10_000}
        trader.rest.post(f"/{side}-lists", **figures)
        listed = trader.rest.get(f"/{side}-lists", cycle=self.cycle)["items"]
        return str(listed[0]["list_id"])

    def trade(self, buyer: Trader) -> dict[str, Any]:
        """All ten, at the midpoint of equal prices."""
        return {
            "demand_id": self.wanted[buyer.company_id],
            "supply_id": self.offered,
            "amount": 10,
            "price_fen": 100_000,
            "weight_g": 10_000,
        }


@pytest.fixture(scope="module")
def market(floor: TestFloor) -> Any:
    """The frozen market; its cycle is brought to its end afterwards."""
    made = Rated(floor)
    yield made
    floor.authority("operator").post(f"/cycles/{made.cycle}/advance", to="closed")


def proof(demand: int = 1_600_000, supply: int = 0) -> dict[str, Any]:
    """The prices of the one step with a trade: at equal unit prices a piece scores 2 000 000 − 400 000."""
    return {"buyer_rating": "A", "seller_rating": "C", "demand": [demand], "supply": [supply]}


async def refusal(floor: TestFloor, market: Rated, trades: list[dict[str, Any]], *steps: dict[str, Any]) -> str:
    """The chain's error text for a scheme with a right certificate, or with the one of `steps`."""
    certificate = {"steps": list(steps or [proof()])}
    scheme = {"cycle": market.cycle, "breed": "Abalone", "round": 1, "trades": trades, "certificate": certificate}
    async with chaincode(floor) as contract:
        with pytest.raises(EndorseError) as refused:
            await submit(contract, "floor:SubmitScheme", **scheme)
    return str(refused.value.contract_message)


async def test_the_rule_in_force_is_midpoint(floor: TestFloor) -> None:
    async with chaincode(floor) as contract:
        assert (await evaluate(contract, "market:GetParameters", version=0))["price_rule"] == "midpoint"


async def test_a_lower_rated_company_served_first_is_refused_with_the_pair_named(
    floor: TestFloor, market: Rated
) -> None:
    text = await refusal(floor, market, [market.trade(market.worse)])
    assert text.startswith("SCHEME_UNFAIR")
    assert market.wanted[market.better.company_id] in text
    assert market.offered in text


CHANGES: dict[str, tuple[str, Change]] = {
    "more than there is": ("SCHEME_OVER_ALLOCATED", lambda t: t.update(amount=11, price_fen=110_000, weight_g=11_000)),
    "a price of its own": ("SCHEME_PRICE", lambda t: t.update(price_fen=99_999)),
    "a weight of its own": ("SCHEME_WEIGHT", lambda t: t.update(weight_g=9_999)),
    "a list that isn't there": ("SCHEME_LIST_UNKNOWN", lambda t: t.update(supply_id=t["supply_id"] + "x")),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda name: name.replace(" ", "-"))
async def test_a_scheme_that_breaks_a_rule_is_refused(floor: TestFloor, market: Rated, change: str) -> None:
    code, alter = CHANGES[change]
    trade = market.trade(market.better)
    alter(trade)
    text = await refusal(floor, market, [trade])
    assert text.startswith(code)
    assert trade["demand_id"] in text


CERTIFICATES: dict[str, tuple[str, dict[str, Any]]] = {
    "one price too low": ("SCHEME_BOUND", proof(1_599_999)),
    "prices that prove too little": ("SCHEME_NOT_OPTIMAL", proof(1_600_000, 10_000)),
    "a price too many": ("SCHEME_CERTIFICATE", {**proof(), "supply": [0, 0]}),
}


@pytest.mark.parametrize("what", CERTIFICATES, ids=lambda name: name.replace(" ", "-"))
async def test_a_scheme_with_a_wrong_proof_is_refused(floor: TestFloor, market: Rated, what: str) -> None:
    code, step = CERTIFICATES[what]
    text = await refusal(floor, market, [market.trade(market.better)], step)
    assert text.startswith(code)
    assert "A × C" in text


async def test_a_second_round_before_the_first_is_refused(floor: TestFloor, market: Rated) -> None:
    async with chaincode(floor) as contract:
        with pytest.raises(EndorseError) as refused:
            await submit(contract, "floor:OpenSecondRound", cycle=market.cycle)
    assert str(refused.value.contract_message).startswith("CYCLE_STATE")


async def test_the_platform_cannot_act_for_the_supervisor(floor: TestFloor) -> None:
    async with chaincode(floor) as contract:
        with pytest.raises(EndorseError) as refused:
            await submit(contract, "market:ApproveModel", digest="0" * 64)
    assert str(refused.value.contract_message).startswith("ROLE_REQUIRED")


async def test_the_operator_cannot_post_for_a_company(floor: TestFloor, market: Rated) -> None:
    entry = {"side": "demand", "list_id": f"{market.better.company_id}.x", "breed": "Abalone", "amount": 1}
    entry |= {"price_fen": 1000, "freshness": 1, "weight_g": 1000, "good_till_cancelled": False}
    async with chaincode(floor) as contract:
        with pytest.raises(EndorseError) as refused:
            await submit(contract, "floor:PostLists", cycle=market.cycle + 1, lists=[entry])
    assert str(refused.value.contract_message).startswith("ROLE_REQUIRED")
