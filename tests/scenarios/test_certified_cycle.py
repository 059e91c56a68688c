"""A thousand lists through REST: matched, certified, taken by the chain, decided, and every match explained."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.scenarios.direct import chaincode, evaluate
from tests.scenarios.floor import TestFloor, Trader, new_code

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]

BREEDS = ("Bream", "Clam", "Cod", "Halibut", "Herring", "Mussel", "Oyster", "Salmon", "Squid", "Trout")
LISTS, COMPANIES, AT_ONCE = 1000, 20, 16
#: Opening credits, so that every rating is there.
SCORES = ("4.6", "3.5", None, "1.5", "0.8")


@dataclass
class Certified:
    """The market after its matching. `lists` by id as posted, `matches` as REST shows them."""

    floor: TestFloor
    traders: list[Trader]
    cycle: int
    lists: dict[str, dict[str, Any]]
    timings: dict[str, float]
    matches: list[dict[str, Any]] = field(default_factory=list)

    async def get(self, requests: list[tuple[dict[str, str], str]]) -> list[dict[str, Any]]:
        """The answers to many requests (headers, path), some at a time."""
        gate = asyncio.Semaphore(AT_ONCE)
        async with httpx.AsyncClient(base_url=f"{self.floor.url}/v1", timeout=60) as http:

            async def one(headers: dict[str, str], path: str) -> dict[str, Any]:
                async with gate:
                    answer = await http.get(path, headers=headers)
                assert answer.status_code == 200, answer.text
                found: dict[str, Any] = answer.json()
                return found

            return await asyncio.gather(*(one(*request) for request in requests))

    def headers(self, company_id: str) -> dict[str, str]:
        """A company's log-in."""
        return next(trader.rest.headers for trader in self.traders if trader.company_id == company_id)


def lots(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Bids and asks about 8000 fen a piece, about 250 g a piece."""
    made = []
    for _ in range(count):
        amount = rng.randrange(1, 200)
        price, weight = rng.randrange(7000, 9001), rng.randrange(230, 271)
        figures = {"amount": amount, "price_fen": amount * price, "weight_g": amount * weight}
        made.append({"breed": rng.choice(BREEDS), "freshness": rng.randrange(1, 4), **figures})
    return made


@pytest.fixture(scope="module")
def market(floor: TestFloor) -> Any:
    """Posted and matched; its cycle is brought to its end afterwards."""
    rng, tag = random.Random(20260101), new_code()
    traders = [floor.trader(f"Trader {number} {tag}", SCORES[number % 5]) for number in range(COMPANIES)]
    operator = floor.authority("operator")
    cycle = operator.get("/cycles/current")["cycle"]
    for trader in traders:
        for side in ("demand", "supply"):
            trader.rest.post(f"/{side}-lists", lists=lots(rng, LISTS // COMPANIES // 2))
    job = operator.post(f"/cycles/{cycle}/advance", to="matched")
    posted = [
        item for t in traders for s in ("demand", "supply")
        for item in t.rest.get(f"/{s}-lists", cycle=cycle, limit=1000)["items"]
    ]  # fmt: skip
    made = Certified(floor, traders, cycle, {item["list_id"]: item for item in posted}, job["timings"])
    made.matches = operator.get("/matches", cycle=cycle, limit=1000)["items"]
    yield made
    operator.post(f"/cycles/{cycle}/advance", to="closed")


async def test_every_breed_is_proven_to_be_matched_at_its_best(market: Certified) -> None:
    assert len(market.lists) == LISTS
    assert len(market.matches) > LISTS / 4
    async with chaincode(market.floor) as contract:
        for breed in BREEDS:
            scheme = await evaluate(contract, "floor:GetScheme", cycle=market.cycle, breed=breed, round=1)
            assert scheme["trades"] == sum(match["breed"] == breed for match in market.matches)
            assert scheme["score"] == scheme["bound"] > 0, breed


async def test_each_match_is_explained_to_both_parties_with_figures_that_its_lists_give(market: Certified) -> None:
    for side in ("buyer", "seller"):
        asked = [(market.headers(m[side]), f"/matches/{m['match_id']}/explanation") for m in market.matches]
        for match, why in zip(market.matches, await market.get(asked), strict=True):
            facts = why["facts"]
            demand, supply = market.lists[match["demand_id"]], market.lists[match["supply_id"]]
            assert (why["match_id"], why["round"], why["proven_permille"]) == (match["match_id"], 1, 1000)
            assert facts["value"] == 2_000_000 - constraint(demand, supply)
            assert facts["price_fen"] == match["price_fen"] == midpoint(match["amount"], demand, supply)
            assert why["text"]
            others = [facts[f"{name}_next"] for name in ("demand", "supply")]
            assert all(found is None or found["partner"]["company_id"] is None for found in others)


async def test_each_list_that_has_something_left_hears_why(market: Certified) -> None:
    taken: dict[str, int] = {}
    for match in market.matches:
        for side in ("demand_id", "supply_id"):
            taken[match[side]] = taken.get(match[side], 0) + match["amount"]
    operator = market.floor.authority("operator").headers | {"Accept-Language": "zh"}
    asked = [(operator, f"/{item['side']}-lists/{list_id}/explanation") for list_id, item in market.lists.items()]
    reasons: dict[str, int] = {}
    for item, why in zip(market.lists.values(), await market.get(asked), strict=True):
        facts = why["facts"]
        assert facts["matched"] == taken.get(item["list_id"], 0)
        assert facts["left"] == item["amount"] - facts["matched"]
        assert (facts["rest"] is None) == (facts["left"] == 0)
        assert why["language"] == "zh"
        if facts["rest"] is not None:
            reasons[facts["rest"]["reason"]] = reasons.get(facts["rest"]["reason"], 0) + 1
    assert reasons.keys() >= {"PRICE", "BETTER_RATED", "OUTSCORED"}, reasons


async def test_a_gateway_that_was_killed_explains_the_same(market: Certified) -> None:
    path = f"/matches/{market.matches[0]['match_id']}/explanation"
    operator = market.floor.authority("operator").headers
    (before,) = await market.get([(operator, path)])
    market.floor.kill("gateway")
    market.floor.shoal("gateway", "up")
    (after,) = await market.get([(operator, path)])
    assert after == before


def test_all_that_both_accept_becomes_contracts(market: Certified) -> None:
    some = market.matches[:100]
    for match in some:
        for side in ("buyer", "seller"):
            trader = next(trader for trader in market.traders if trader.company_id == match[side])
            trader.rest.post(f"/matches/{match['match_id']}/decision", accept=True)
    operator = market.floor.authority("operator")
    operator.post(f"/cycles/{market.cycle}/advance", to="settling")
    period = {"from_cycle": market.cycle, "to_cycle": market.cycle, "limit": 1000}
    found = {contract["match_id"] for contract in operator.get("/contracts", **period)["items"]}
    assert found == {match["match_id"] for match in some}


def constraint(demand: dict[str, Any], supply: dict[str, Any]) -> int:
    """X by Eq. (2) with weights 400, 300, 300 and no price tolerance."""
    bid, ask = (1000 * lot["price_fen"] // lot["amount"] for lot in (demand, supply))
    wanted, offered = (1000 * lot["weight_g"] // lot["amount"] for lot in (demand, supply))
    weight = 10**6 * abs(wanted - offered) // max(wanted, offered)
    freshness = 500_000 * (supply["freshness"] - demand["freshness"])
    return (400 * (10**6 * ask // bid) + 300 * freshness + 300 * weight) // 1000


def midpoint(amount: int, demand: dict[str, Any], supply: dict[str, Any]) -> int:
    """Halfway between bid and ask."""
    bid, ask = (1000 * lot["price_fen"] // lot["amount"] for lot in (demand, supply))
    return (amount * (bid + ask) + 1000) // 2000
