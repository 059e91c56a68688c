"""A floor of a benchmark's own, on a new ledger, and the market that trades on it."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.trading.cycle import Load
from benchmarks.trading.market import Market
from benchmarks.trading.rest import Rest
from benchmarks.trading.usage import Usage
from network import api as network
from network.api import Profile
from tests.scenarios.floor import TestFloor


@dataclass
class Ground:
    """What all cycles of a run share."""

    profile: Profile
    market: Market
    rest: Rest
    usage: Usage
    load: Load


def new_floor(home: Path) -> TestFloor:
    """Without anything of an earlier run; not up."""
    floor = TestFloor(home)
    if home.exists():
        floor.down()  # an earlier run may have been killed
        network.reset(home)
        shutil.rmtree(home)
    return floor


@contextmanager
def floor_at(home: Path) -> Iterator[TestFloor]:
    """Up, on a new ledger; down at the end. Its logs and databases stay in `home`."""
    floor = new_floor(home)
    try:
        floor.up()
        yield floor
    finally:
        floor.down()


@asynccontextmanager
async def ground_of(floor: TestFloor, market: Market, load: Load) -> AsyncIterator[Ground]:
    """With connections that are closed at the end."""
    rest = Rest(floor.url, max(load.in_flight, load.bulk_in_flight) + 8)
    try:
        yield Ground(network.load_profile(floor.home), market, rest, Usage(floor.processes()), load)
    finally:
        await rest.close()
