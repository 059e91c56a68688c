"""`shoal demo`: the golden example through REST, on a ledger of its own."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.scenarios.floor import TestFloor

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any], TestFloor]]:
    """What the demo printed, its report, and the floor that it left running."""
    floor = TestFloor(tmp_path_factory.mktemp("demo") / "shoal")
    try:
        printed = floor.shoal("demo")
        yield printed, json.loads((floor.home / "demo" / "report.json").read_text()), floor
    finally:
        floor.down()


def test_the_published_pairs_come_out(demo: tuple[str, dict[str, Any], TestFloor]) -> None:
    _, report, _ = demo
    trades = [
        (m["buyer"], m["seller"], m["breed"], m["amount"], m["price_fen"], m["freshness"], m["weight_g"])
        for m in report["matches"]
    ]
    assert sorted(trades) == [
        (1, 2, "Lobster", 100, 800_000, 3, 20_000),
        (2, 2, "Lobster", 20, 200_000, 3, 10_000),
        (4, 4, "Perch", 200, 500_000, 3, 300_000),
        (5, 3, "Carp", 400, 100_000, 2, 100_000),
    ]


def test_contracts_are_numbered_from_90001_and_read_back_from_the_ledger(
    demo: tuple[str, dict[str, Any], TestFloor],
) -> None:
    printed, report, floor = demo
    assert report["contracts"] == [90001, 90002, 90003, 90004]
    assert "Contract 90001, read back from the ledger" in printed
    first = floor.authority("operator").get("/contracts/90001", source="ledger")
    assert (first["breed"], first["amount"], first["price_fen"]) == ("Lobster", 100, 800_000)


def test_buyer_1_moves_from_4_2_to_4_3_and_stays_a(demo: tuple[str, dict[str, Any], TestFloor]) -> None:
    _, report, _ = demo
    credit = {entry["company"]: entry for entry in report["credit"]}
    assert credit["buyer 1"] == {"company": "buyer 1", "before": 4.2, "after": 4.3, "rating": "A"}
    assert credit["seller 2"]["after"] - credit["seller 2"]["before"] == pytest.approx(0.1)
    moved = {name for name, entry in credit.items() if entry["before"] != entry["after"]}
    assert moved == {"buyer 1", "seller 2"}


def test_the_report_says_channel_height_and_seconds(demo: tuple[str, dict[str, Any], TestFloor]) -> None:
    _, report, _ = demo
    assert report["channel"]["name"] == "floor"
    assert report["channel"]["height"] > 10
    assert set(report["seconds"]) == {"setup", "cycle"}


def test_the_documentation_is_where_the_demo_says(demo: tuple[str, dict[str, Any], TestFloor]) -> None:
    printed, _, floor = demo
    address = printed.split("\nAPI documentation: ")[1].split()[0]
    assert address.startswith(floor.url)
    assert httpx.get(address).status_code == httpx.codes.OK


def test_a_second_run_leaves_the_ledger_and_goes_on_from_its_serials(
    demo: tuple[str, dict[str, Any], TestFloor],
) -> None:
    _, _, floor = demo
    floor.shoal("demo")
    again = json.loads((floor.home / "demo" / "report.json").read_text())
    assert again["contracts"] == [90005, 90006, 90007, 90008]
    assert {"company": "buyer 1", "before": 4.2, "after": 4.3, "rating": "A"} in again["credit"]
