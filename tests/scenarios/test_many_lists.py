"""A range of more than 100,000 lists is read whole: a peer's default would end it silently."""

import asyncio
from typing import Any

import pytest

from fabric_gateway import Contract
from tests.scenarios.direct import chaincode, submit, wallet_of
from tests.scenarios.floor import TestFloor, new_code

pytestmark = [pytest.mark.network, pytest.mark.timeout(420)]
LISTS, BATCH, AT_ONCE = 100_500, 1000, 4
BREED = "Kelp"


async def test_the_last_of_100500_lists_is_carried_into_the_next_cycle(floor: TestFloor) -> None:
    trader = floor.trader(f"Kelp {new_code()}")
    operator = floor.authority("operator")
    cycle = operator.get("/cycles/current")["cycle"]
    gate = asyncio.Semaphore(AT_ONCE)

    async def post(contract: Contract, first: int) -> None:
        async with gate:
            numbers = range(first, min(first + BATCH, LISTS))
            await submit(contract, "floor:PostLists", cycle=cycle, lists=[entry(trader.company_id, n) for n in numbers])

    async with chaincode(floor, await wallet_of(floor, trader.company_id)) as contract:
        await asyncio.gather(*(post(contract, first) for first in range(0, LISTS, BATCH)))
    operator.post(f"/cycles/{cycle}/advance", to="closed")
    carried = trader.rest.get("/demand-lists", cycle=cycle + 1)["items"]
    assert [listed["list_id"] for listed in carried] == [entry(trader.company_id, LISTS - 1)["list_id"]]


def entry(company_id: str, number: int) -> dict[str, Any]:
    """A small demand list; only the last one, by its key, is good till cancelled."""
    return {
        "side": "demand", "list_id": f"{company_id}.{number:06d}", "breed": BREED, "amount": 1, "price_fen": 1000,
        "freshness": 1, "weight_g": 1000, "good_till_cancelled": number == LISTS - 1,
    }  # fmt: skip
