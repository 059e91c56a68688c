"""kill -9 of each process in each stage of a cycle: the cycle finishes, every contract exactly once."""

import contextlib
import threading
import time

import httpx
import pytest

from shoal.client import Refused
from tests.scenarios.floor import TestFloor, until
from tests.scenarios.market import Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]

#: A process's part in the names that `shoal network status` shows.
PROCESSES = {
    "platform peer": "peer0.platform",
    "supervisor peer": "peer0.supervisor",
    "orderer": "orderer0",
    "platform chaincode": "chaincode.platform",
    "supervisor chaincode": "chaincode.supervisor",
    "gateway": "gateway",
}
#: How far into a stage the blow falls.
DELAY_S = 0.05


def asked(market: Market, state: str) -> None:
    """Ask for a state, whatever comes back while processes die; the test asks again afterwards."""
    with contextlib.suppress(Refused, httpx.HTTPError, TimeoutError):
        market.advance(state)


def advance_through(floor: TestFloor, market: Market, state: str, victim: str) -> None:
    """Advance to `state`; meanwhile the victim dies. Asked again until the cycle is there."""
    asking = threading.Thread(target=asked, args=(market, state))
    asking.start()
    time.sleep(DELAY_S)
    floor.kill(victim)
    asking.join()
    if victim == "gateway":
        floor.shoal("gateway", "up")

    def there() -> bool:
        try:
            market.advance(state)
        except Refused as refused:
            # A state that is behind us is an answer too: the job that the blow cut off has gone on by itself.
            assert refused.code in {"CYCLE_BUSY", "CYCLE_STATE", "LEDGER_UNAVAILABLE", "LEDGER_DEADLINE"}, refused
        return bool(market.buyer.rest.get(f"/cycles/{market.cycle}")["state"] == state)

    until(f"cycle {market.cycle} is {state} after {victim} died", there, 120)


@pytest.mark.parametrize("process", list(PROCESSES), ids=lambda name: name.replace(" ", "-"))
def test_a_cycle_outlives_a_dead_process_in_every_stage(floor: TestFloor, process: str) -> None:
    victim = next(name for name in floor.processes() if PROCESSES[process] in name)
    market = Market.new(floor, "Eel")
    market.post()
    for state, then in (
        ("frozen", None),
        ("matched", market.decide),
        ("second_round", market.decide),
        ("settling", market.evaluate),
        ("closed", None),
    ):
        advance_through(floor, market, state, victim)
        if then is not None:
            until(f"the parties could {then.__name__} after {victim} died", lambda then=then: (then(), True), 90)
    # The eel's first match was refused; the rival got it in the second round.
    assert sorted(market.contracts()) == [f"{market.cycle}.{name}" for name in ("1.Crab", "1.Tuna", "2.Eel")]
    serials = [c["serial"] for c in floor.authority("operator").get("/contracts", limit=1000)["items"]]
    assert serials == list(range(90001, 90001 + len(serials)))
    kept = floor.projection_digests()
    floor.shoal("projection", "rebuild")
    assert floor.projection_digests() == kept


def test_everything_dies_while_settling_and_comes_back(floor: TestFloor) -> None:
    market = Market.new(floor)
    market.post()
    market.advance("matched")
    market.decide()
    asking = threading.Thread(target=asked, args=(market, "settling"))
    asking.start()
    time.sleep(DELAY_S)
    floor.kill_all()
    asking.join()
    floor.up()
    until("the cycle is settling", lambda: (market.advance("settling"), True), 90)
    market.evaluate()
    market.advance("closed")
    assert sorted(market.contracts()) == [f"{market.cycle}.1.{breed}" for breed in ("Crab", "Eel", "Tuna")]
    assert market.buyer.rest.get(f"/credit/{market.buyer.company_id}")["tenths"] == 31
