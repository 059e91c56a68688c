"""The view of the ledger may be deleted at any time."""

import pytest

from tests.scenarios.floor import TestFloor
from tests.scenarios.market import Market

pytestmark = [pytest.mark.network, pytest.mark.timeout(300)]


def test_a_deleted_database_comes_back_with_identical_rows(floor: TestFloor) -> None:
    market = Market.new(floor, "Tuna")
    market.post()
    market.whole_cycle()
    kept = floor.projection_digests()
    floor.shoal("gateway", "down")
    deleted = [*floor.settings.folder.glob("projection.sqlite*")]
    assert deleted
    for file in deleted:
        file.unlink()
    floor.shoal("projection", "rebuild")
    assert floor.projection_digests() == kept
    floor.shoal("gateway", "up")
    assert len(market.contracts()) == 3


def test_the_ledger_alone_brings_the_view_back_when_the_gateway_starts(floor: TestFloor) -> None:
    kept = floor.projection_digests()
    floor.shoal("gateway", "down")
    for file in floor.settings.folder.glob("projection.sqlite*"):
        file.unlink()
    floor.shoal("gateway", "up")
    floor.shoal("gateway", "down")
    rebuilt = floor.projection_digests()
    floor.shoal("gateway", "up")
    # Starting the gateway asks whether the floor is open: a transaction that changes nothing but the height.
    assert {k: v for k, v in rebuilt.items() if k != "checkpoint"} == {
        k: v for k, v in kept.items() if k != "checkpoint"
    }
