"""Tables, plots and page of a profile: pure functions of results, tried on a small one."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.profile import page, plots, tables
from benchmarks.record import Measure, write

PEERS = ("peer0.platform", "peer0.supervisor")


def stage(gateway_s: float, peer_s: float) -> dict[str, Any]:
    return {
        "cpu": {"gateway": gateway_s} | dict.fromkeys(PEERS, peer_s),
        "disk": {"gateway": 4000},
        "metrics": {
            "peer0.platform": {
                "ledger_block_processing_time_count": 10.0, "ledger_block_processing_time_sum": 0.2,
                "ledger_transaction_count_total": 100.0,
            },
        },
        "bytes": {"gateway": {"records database": 1000}, **{peer: {"blocks": 3000} for peer in PEERS}},
    }  # fmt: skip


def calibrated(in_flight: int, transactions: int, blocks: int, cpu_s: float) -> dict[str, Any]:
    share = dict.fromkeys(PEERS, cpu_s / 4) | {"orderer0.ordering": cpu_s / 2}
    return {
        "in_flight": in_flight, "seconds": 5.0, "transactions": transactions, "per_second": transactions / 5,
        "p50_ms": 90.0, "cpu_s": share, "blocks": blocks, "disk_s": 0.004,
    }  # fmt: skip


@pytest.fixture
def results() -> dict[str, Any]:
    """Ten trades in a round of two stages: 0.03 s of processor each trade, 1.4 kB kept."""
    stages = {"post lists": stage(0.05, 0.05), "match": stage(0.05, 0.05)}
    row = {
        "seconds": {"post lists": 0.2, "match": 0.1},
        "cpu": {name: taken["cpu"] for name, taken in stages.items()},
        "stages": stages,
    }
    return {
        "benchmark": "profile", "quick": False, "commit": "a" * 40, "changed": False, "at": "2026-01-02T03:04:05+00:00",
        "machine": {"cores": 2, "model": "a machine", "memory_gib": 4}, "versions": {"python": "3.11"}, "load": 0.1,
        "trades": 10, "batch_timeout_s": 0.05, "left_out": [], "rounds": [row, row],
        "calibration": [calibrated(1, 60, 60, 1.2), calibrated(20, 600, 100, 5.0)],
        "gateway": {"parts": {"database": 0.75, "other": 0.25}, "hottest": [["execute (db.py)", 0.5]]},
        "nodes": {PEERS[0]: {"parts": {"endorsement": 3.0, "gossip": 1.0}, "hottest": [["runtime.futex", 2.0]]}},
    }  # fmt: skip


@pytest.fixture
def ledger() -> dict[str, Any]:
    """Of `make bench-ledger`: two levels."""
    rates = {"client, 1 in flight": (9.0, 10.0, 11.0), "client, 100 in flight": (200.0,), "bare, 1 in flight": (10.0,)}
    measures = [{"name": n, "unit": "tx/s", "better": "higher", "values": v} for n, v in rates.items()]
    ratio = {"name": "client ÷ bare, 100 in flight", "unit": "ratio", "better": "higher", "values": (0.8,)}
    latency = {"name": "client p50, 1 in flight", "unit": "ms", "better": "lower", "values": (90.0,)}
    return {
        "benchmark": "ledger", "quick": False, "commit": "b" * 40, "changed": False, "at": "2026-01-02T03:04:05+00:00",
        "machine": {"cores": 2, "model": "a machine", "memory_gib": 4}, "versions": {"python": "3.11"}, "load": 0.1,
        "measures": [ratio, *measures, latency],
    }  # fmt: skip


def cell(table: tables.Table, row: str, column: int) -> str:
    return next(cells for cells in table.rows if cells[0] == row)[column]


def test_processor_by_process_and_stage(results: dict[str, Any]) -> None:
    table = tables.processor_table(results)
    assert table.head == ("process", "post lists", "match", "all")
    assert cell(table, "gateway", 3) == "10.00"
    assert cell(table, "all", 3) == "30.00"
    assert cell(table, "seconds on the clock", 3) == "0.30"


def test_parts_share_what_the_process_used(results: dict[str, Any]) -> None:
    rows = {row[:2]: row[3] for row in tables.part_table(results).rows}
    assert rows["gateway", "database"] == "7.50"
    assert rows["peer0.platform", "endorsement"] == "7.50"
    assert rows["peer0.supervisor", "(not sampled)"] == "10.00"


def test_bytes_a_trade(results: dict[str, Any]) -> None:
    rows = {row[:2]: row[2] for row in tables.bytes_table(results).rows}
    assert rows["peer0.platform", "blocks"] == "600"
    assert rows["gateway", "records database"] == "200"
    assert rows["gateway", "(written in all, also what was written over)"] == "800"


def test_metrics_have_times_and_counts(results: dict[str, Any]) -> None:
    rows = {row[1]: row[2:] for row in tables.metric_table(results).rows}
    assert rows["ledger_block_processing_time"] == ("20", "20.00", "40.00")
    assert rows["ledger_transaction_count_total"] == ("200", "", "")


def test_a_longer_time_out_is_worse_for_one_alone(results: dict[str, Any]) -> None:
    rows = tables.time_out_table(results).rows
    alone = [float(row[1]) for row in rows]
    assert alone == sorted(alone)
    assert [row[0] for row in rows if "as it is" in row[0]] == ["50 (as it is)"]


def test_a_million_trades(results: dict[str, Any]) -> None:
    table = tables.cost_table(results)
    assert cell(table, "core-hours, with the load", 1) == f"{0.03 * 1e6 / 3600:.2f}"
    assert cell(table, "GB kept, both peers and the gateway", 1) == "1.4"


def test_measures_can_be_compared(results: dict[str, Any]) -> None:
    known = {measure.name: measure for measure in tables.measures(results)}
    assert known["processor a trade, all"].values == (30.0, 30.0)
    assert known["processor a trade, gateway"].better == "lower"
    assert known["kept a trade, all"].values == (1400.0, 1400.0)


def test_every_table_has_rows_as_wide_as_its_head(results: dict[str, Any], ledger: dict[str, Any]) -> None:
    for table in [*tables.all_tables(results), tables.check_table(results, {1: 10.0}), *page.ledger_tables(ledger)]:
        assert table.rows, table.title
        assert {len(row) for row in table.rows} == {len(table.head)}, table.title


def test_the_newest_whole_run_of_each_counts(results: dict[str, Any], tmp_path: Path) -> None:
    later = results | {"at": "2026-02-01T00:00:00+00:00", "commit": "c" * 40}
    quick = results | {"at": "2026-03-01T00:00:00+00:00", "commit": "d" * 40, "quick": True}
    for content in (results, later, quick):
        write(content, [Measure("x", "ms", "lower", (1.0,))], tmp_path)
    (tmp_path / "cycle-1000.json").write_text(json.dumps({"benchmark": "cycle"}), "utf-8")
    assert {name: content["commit"][0] for name, (_, content) in page.newest(tmp_path).items()} == {"profile": "c"}


def test_the_page_tells_goals_what_is_missing_and_the_model_beside_the_measurement(
    results: dict[str, Any], ledger: dict[str, Any], tmp_path: Path
) -> None:
    for content in (results, ledger):
        (tmp_path / f"{content['benchmark']}-x.json").write_text(json.dumps(content), "utf-8")
    assert page.main(["--results", str(tmp_path), "--to", str(tmp_path)]) == 0
    written = (tmp_path / "performance-tables.md").read_text("utf-8")
    assert "| `bench-ledger` | client ÷ bare, 100 in flight | at least 0.9 | 0.8 | MISSED |" in written
    assert "# `make bench-fig17`\n\nNot measured yet." in written
    assert "## Transactions a second: model beside measurement" in written
    assert (tmp_path / "img" / "profile-ledger.svg").exists()


def test_without_a_ledger_run_there_is_no_check(results: dict[str, Any]) -> None:
    assert page.check_of({"profile": (Path("x"), results)}) is None


def test_plots(results: dict[str, Any], tmp_path: Path) -> None:
    for drawn in plots.draw_all(results, tmp_path):
        assert "<svg" in drawn.read_text("utf-8")
