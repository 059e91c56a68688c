"""Whole cycles on a real floor, a handful of trades each: timed, audited, nothing lost."""

from collections.abc import Iterator

import pytest

from benchmarks.fig17.volume import STAGES, Volumes
from benchmarks.halfhour.stream import Stream
from benchmarks.trading.audit import audit
from benchmarks.trading.cycle import Load
from benchmarks.trading.ground import floor_at, ground_of
from benchmarks.trading.held import read
from benchmarks.trading.labels import labels_of
from benchmarks.trading.market import Market
from benchmarks.trading.usage import LOAD
from tests.scenarios.floor import TestFloor

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]

TRADES = 7


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestFloor]:
    """As the benchmarks bring it up."""
    with floor_at(tmp_path_factory.mktemp("ground") / "shoal") as made:
        yield made


@pytest.fixture(scope="module")
def market(floor: TestFloor) -> Market:
    """Two buyers and two sellers, two breeds."""
    return Market.register(floor, 4, 2)


@pytest.mark.parametrize("single", [True, False], ids=["one by one", "in bulk"])
async def test_every_trade_of_a_cycle_is_settled_and_found_on_the_ledger(
    floor: TestFloor, market: Market, single: bool
) -> None:
    async with ground_of(floor, market, Load(in_flight=8, bulk_in_flight=2, lists=2, single=single)) as ground:
        done, found = await Volumes(ground).run(TRADES)
    assert (found.lines(), found.settled.total()) == ([], TRADES)
    assert tuple(done.seconds) == STAGES
    assert done.whole > done.frozen_to_credit > 0
    assert {"gateway", LOAD} <= done.cpu["post lists"].keys()
    assert sum(done.cpu["post lists"].values()) > 0


async def test_cycles_follow_each_other_and_what_the_ledger_lacks_is_told(floor: TestFloor, market: Market) -> None:
    told: list[str] = []
    async with ground_of(floor, market, Load(in_flight=8, bulk_in_flight=4, lists=100)) as ground:
        stream = Stream(ground, TRADES, 6.0, told.append)
        await stream.run()
        held = await read(ground.profile, market, [said.cycle for said in stream.said])
    cycles = [done.cycle for done in stream.done]
    assert cycles == list(range(cycles[0], cycles[0] + len(cycles)))
    assert len(told) == len(cycles) >= 2
    labels = labels_of(stream.said)
    found = audit(stream.said, held, labels)
    assert (found.lines(), dict(found.settled)) == ([], dict.fromkeys(cycles, TRADES))
    # What somebody believes to have posted, and the ledger doesn't hold:
    first = stream.said[0]
    first.lots["C-NOBODY.1"] = next(iter(first.lots.values()))
    assert audit(stream.said, held, labels).lost == ["list C-NOBODY.1"]
