"""The operator moves a cycle on while companies still decide: what is taken counts, what comes too late is refused."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from shoal.client import DEADLINE_S
from tests.scenarios.floor import TestFloor, Trader
from tests.scenarios.market import Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(240)]
BREEDS = 20
#: Between two decisions of a company, and from the first one to the operator's order.
PAUSE_S, ORDERED_S = 0.02, 0.2


def decide_until(over: threading.Event, trader: Trader, url: str, ids: list[str]) -> list[httpx.Response]:
    """Accepts the matches one after the other, without waiting for the ledger, until none is left or it is `over`."""
    answers = []
    with httpx.Client(base_url=f"{url}/v1", headers=trader.rest.headers, timeout=DEADLINE_S) as http:
        for match_id in ids:
            if over.is_set():
                break
            answers.append(http.post(f"/matches/{match_id}/decision", json={"accept": True}))
            time.sleep(PAUSE_S)
    return answers


def test_decisions_taken_while_the_cycle_moves_on_are_all_written(floor: TestFloor) -> None:
    market = Market.new(floor)
    breeds = tuple(market.buyer.rest.get("/market/parameters")["breeds"][:BREEDS])
    market.post(breeds)
    market.advance("matched")
    ids = sorted(match["match_id"] for match in market.buyer.rest.get("/matches", cycle=market.cycle)["items"])
    over = threading.Event()
    with ThreadPoolExecutor() as pool:
        deciding = [pool.submit(decide_until, over, trader, floor.url, ids) for trader in market.traders]
        time.sleep(ORDERED_S)
        try:
            market.advance("settling")
        finally:
            over.set()
        answers = [one.result() for one in deciding]
    outcomes = Counter(answer.status_code for some in answers for answer in some)
    assert set(outcomes) <= {202, 409}, outcomes
    assert outcomes[202], "nobody decided before the order"
    assert {answer.json()["code"] for some in answers for answer in some if answer.status_code == 409} <= {
        "CYCLE_STATE"
    }
    accepted: list[set[str]] = []
    for trader, some in zip(market.traders, answers, strict=True):
        taken: list[dict[str, Any]] = [answer.json() for answer in some if answer.status_code == 202]
        assert [trader.rest.get(f"/statements/{one['id']}")["state"] for one in taken] == ["written"] * len(taken)
        accepted.append({one["match_id"] for one in taken})
    assert sorted(market.contracts()) == sorted(set.intersection(*accepted))
    market.evaluate()
    market.advance("closed")
