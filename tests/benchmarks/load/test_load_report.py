"""What is made of a run: percentiles, codes, thresholds, plots and pages, from a canned one."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load import journal, page, plots, summary, thresholds
from benchmarks.load.__main__ import HERE, report
from benchmarks.load.journal import Answer, Request
from benchmarks.record import measures_of

REQUESTS = [
    *(Request(10.0 + n / 10, "GET /matches", float(n + 1), 200, "", "done") for n in range(100)),
    Request(12.0, "POST /sessions: wrong password", 90.0, 401, "LOGIN_FAILED", "expected"),
    Request(13.0, "POST /demand-lists", 70.0, 500, "INTERNAL", "unexpected"),
    Request(14.0, "POST /decisions, an item", 0.0, 200, "CYCLE_STATE", "expected"),
]
CIRCUMSTANCES: dict[str, Any] = {
    "machine": {"cores": 2, "model": "a processor", "memory_gib": 24, "system": "Linux x86_64"},
    "versions": {"python": "3.11.7"}, "load": 1.0, "commit": "a" * 40, "changed": False,
    "at": "2026-11-23T03:00:00+00:00",
}  # fmt: skip


def results(**changed: Any) -> dict[str, Any]:
    """As a run gives them."""
    stages = [
        {"cycle": 1, "state": state, "began": 10.0 + at, "ended": 10.5 + at, "timings": {}}
        for at, state in enumerate(("frozen", "matched", "second_round", "settling", "closed"))
    ]
    samples = [
        {"at": float(at), "seconds": 1.0, "users": 5, "core_s": {"gateway": 0.5, "peer": 0.25}, "gateway_mib": 200.0}
        for at in range(10)
    ]
    return {
        "benchmark": "load", "quick": True, **CIRCUMSTANCES, "plan": {"users": 5, "spike_users": 9, "spike_s": 2.0,
        "cycles": 1, "largest": 20}, "began": 10.0, "lists_a_cycle": 40, "contracts": 60, "cycles_closed": 3,
        "endpoints": summary.as_rows(summary.endpoints(REQUESTS)), "codes": summary.codes(REQUESTS),
        "by_second": summary.by_second(REQUESTS, 10.0), "core_ms": summary.core_ms(samples, 100), "samples": samples,
        "stages": stages, "failures": ["POST /demand-lists: 500 INTERNAL <oh>"], "seconds": 20.0,
        "audit": {"writes": 600, "unknown": 0, "settled": 60, "lost": 0, "doubled": 0, "wrong": 0, "first": []},
    } | changed  # fmt: skip


def test_percentiles_are_values_of_the_run_and_the_sum_comes_first() -> None:
    total, matches, *_ = summary.endpoints(REQUESTS)
    assert (total.name, total.requests, total.expected, total.unexpected) == (summary.TOTAL, 102, 1, 1)
    assert (matches.p50_ms, matches.p95_ms, matches.p99_ms, matches.max_ms) == (50.0, 95.0, 99.0, 100.0)
    assert matches.per_second == pytest.approx(100 / 10.0, rel=0.01)
    assert summary.endpoints([]) == []


@given(st.lists(st.floats(0.1, 1e6), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[float], share: float) -> None:
    ordered = sorted(values)
    found = summary.percentile(ordered, share)
    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-9
    assert sum(value < found for value in ordered) < share * len(ordered)


def test_codes_are_counted_the_unexpected_first_and_items_are_no_requests() -> None:
    codes = summary.codes(REQUESTS)
    assert [row["code"] for row in codes] == ["INTERNAL", "CYCLE_STATE", "LOGIN_FAILED"]
    assert all("an item" not in one.name for one in summary.endpoints(REQUESTS))


def test_a_second_has_its_own_figures_and_one_without_requests_none() -> None:
    rows = summary.by_second([REQUESTS[0], Request(12.5, "GET /x", 4.0, 200, "", "done")], 10.0)
    assert [row["requests"] for row in rows] == [1.0, 0.0, 1.0]
    assert [row.get("p50_ms") for row in rows] == [1.0, None, 4.0]


@pytest.mark.parametrize(
    ("answer", "expected", "wrong", "judged"),
    [
        (Answer(201, {}), (), False, ("", "done")),
        (Answer(201, {}), ("FIELD_RANGE",), True, ("ACCEPTED", "unexpected")),
        (Answer(422, {"code": "FIELD_RANGE"}), ("FIELD_RANGE",), True, ("FIELD_RANGE", "expected")),
        (Answer(422, {"code": "FIELD_TYPE"}), ("FIELD_RANGE",), True, ("FIELD_TYPE", "unexpected")),
        (Answer(500, {}), (), False, ("HTTP_500", "unexpected")),
        (Answer(0, {}), (), True, ("NO_ANSWER", "unexpected")),
    ],
)
def test_an_answer_is_right_by_its_code(answer: Answer, expected: Any, wrong: bool, judged: tuple[str, str]) -> None:
    assert journal.verdict(answer, expected, wrong=wrong) == judged


def test_a_journal_is_read_as_it_was_written_but_for_a_line_that_was_cut_off(tmp_path: Path) -> None:
    written = journal.Journal(tmp_path / "journal-0.jsonl")
    written.request(REQUESTS[-2], "500 INTERNAL")
    written.request(REQUESTS[0])
    written.write("decision", "C-1", match_id="1.1.Crab", accept=True)
    written.close()
    with (tmp_path / "journal-1.jsonl").open("w") as cut:
        cut.write(json.dumps({"request": list(REQUESTS[1])}) + '\n{"request": [1')
    requests, writes, details = journal.read(tmp_path)
    assert requests == [REQUESTS[0], REQUESTS[1], REQUESTS[-2]]
    assert writes == [{"write": "decision", "company_id": "C-1", "match_id": "1.1.Crab", "accept": True}]
    assert details == ["POST /demand-lists: 500 INTERNAL"]


def limits_in(tmp_path: Path, text: str) -> Path:
    """A file of thresholds."""
    (tmp_path / "thresholds.yaml").write_text(text)
    return tmp_path / "thresholds.yaml"


@pytest.mark.parametrize(
    ("text", "missed"),
    [
        ("default: {p95_ms: 95}", []),
        ("GET /matches: {p95_ms: 94}", ["GET /matches: p95_ms is 95, at most 94"]),
        ("GET /matches: {p50_ms: 49, p99_ms: 98, max_ms: 99}", ["p50_ms", "p99_ms", "max_ms"]),
        ("default: {unexpected_share: 0}", ["POST /demand-lists: unexpected_share is 1, at most 0"]),
        ("all requests: {per_second: 1000}", ["all requests: per_second is"]),
        ("default: {requests: 100000}\nGET /matches: {requests: 100}", ["POST /demand", "POST /sessions"]),
        ("GET /nowhere: {p95_ms: 10000}", ["GET /nowhere: no request"]),
        ("run: {cycles: 3, contracts: 61, writes: 600}", ["run: 60 contracts, at least 61"]),
        ("", []),
    ],
)
def test_thresholds_are_enforced(tmp_path: Path, text: str, missed: list[str]) -> None:
    limits = thresholds.read(limits_in(tmp_path, text))
    run = {"cycles": 3, "contracts": 60, "writes": 600}
    found = thresholds.broken(limits, summary.endpoints(REQUESTS), run)
    assert len(found) == len(missed)
    assert all(part in whole for part, whole in zip(sorted(missed), sorted(found), strict=True))


@pytest.mark.parametrize("text", ["default: {p95: 1}", "run: {p95_ms: 1}", "GET /matches: {cycles: 1}"])
def test_a_threshold_that_there_is_not_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SystemExit, match="there is no threshold"):
        thresholds.read(limits_in(tmp_path, text))


def test_the_shipped_thresholds_can_be_read_and_hold_for_every_endpoint() -> None:
    limits = thresholds.read(HERE / "thresholds.yaml")
    assert limits["default"]["unexpected_share"] == limits["all requests"]["unexpected_share"] == 0
    assert limits["run"]["cycles"] >= 3


@pytest.mark.parametrize(
    ("text", "audit", "code"),
    [("default: {p95_ms: 5000}", [], 0), ("default: {p95_ms: 1}", [], 1), ("", ["lost: list C-1.a"], 1)],
)
def test_a_run_ends_with_1_where_something_was_not_kept_to(
    tmp_path: Path, text: str, audit: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = results()
    found["audit"]["first"] = audit
    limits = thresholds.read(limits_in(tmp_path, text))
    assert report(found, limits, tmp_path / "report", tmp_path / "kept") == code
    assert ("NOT KEPT TO" in capsys.readouterr().out) == bool(code)
    kept = json.loads((tmp_path / "kept" / f"load-{'a' * 12}.json").read_text())
    assert measures_of(kept)["GET /matches p95"].median == 95.0
    assert "by_second" not in kept
    assert kept["machine"]["cores"] == 2


def test_plots_come_in_both_forms_the_same_each_time_and_the_pages_show_them(tmp_path: Path) -> None:
    drawn = [plots.draw_all(results(), tmp_path / folder) for folder in ("one", "two")]
    names = [path.name for path in drawn[0]]
    assert names == [
        f"{n}.{kind}" for n in ("latency", "throughput", "processes", "endpoints") for kind in ("svg", "png")
    ]
    for one, two in zip(*drawn, strict=True):
        assert one.read_bytes() == two.read_bytes()
    assert "cycle 2" in (tmp_path / "one" / "latency.svg").read_text()
    markdown, html = page.write(results(), ["x: <slow>"], drawn[0], tmp_path)
    assert "NOT KEPT TO: x: <slow>" in markdown.read_text()
    assert "x: &lt;slow&gt;" in html.read_text()
    assert "<oh>" not in html.read_text()
    for name in ("latency.svg", "LOGIN_FAILED", "GET /matches"):
        assert name in markdown.read_text()
        assert name in html.read_text()


def test_a_run_without_a_request_has_a_page_too(tmp_path: Path) -> None:
    empty = results(endpoints=[], codes=[], by_second=[], samples=[], stages=[], core_ms={})
    assert plots.draw_all(empty, tmp_path) == []
    assert page.write(empty, [], [], tmp_path)[0].read_text().startswith("# Load by companies")
