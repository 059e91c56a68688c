"""The slope of the memory, and what half an hour makes of its cycles."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.goals import as_given
from benchmarks.halfhour.__main__ import options
from benchmarks.halfhour.memory import after_warming, slope_of
from benchmarks.halfhour.plot import draw
from benchmarks.halfhour.results import GOALS, all_tables, in_lines, judged, measures
from benchmarks.printing import show


@given(st.floats(-500, 500), st.floats(100, 600))
def test_a_slope_is_found_again(per_hour: float, start: float) -> None:
    times = [5.0 * n for n in range(300)]
    found = slope_of(times, [start + per_hour * at / 3600 for at in times])
    assert found is not None
    assert found.mib_per_hour == pytest.approx(per_hour, abs=1e-6)


def test_the_interval_holds_the_slope_as_often_as_it_says() -> None:
    times = [5.0 * n for n in range(300)]
    within = 0
    for seed in range(200):
        rng, noise, level = random.Random(seed), [], 0.0
        for _ in times:
            level = 0.7 * level + rng.gauss(0, 5)  # neighbours are alike
            noise.append(400 + level)
        found = slope_of(times, noise)
        assert found is not None
        within += abs(found.mib_per_hour) <= found.plus_minus
    assert within >= 0.88 * 200


def test_few_samples_have_no_slope() -> None:
    assert slope_of([0.0] * 9, [1.0] * 9) is None


def test_the_warming_up_is_left_out() -> None:
    half_hour = [(float(at), 1.0) for at in range(0, 1801, 5)]
    assert after_warming(half_hour)[0] == (300.0, 1.0)
    assert after_warming([(0.0, 1.0), (30.0, 1.0), (90.0, 1.0)]) == [(30.0, 1.0), (90.0, 1.0)]
    assert after_warming([]) == []


def run(*argv: str, minutes: float = 30, mib: float = 400, per_hour: float = 0, **audit: int) -> dict[str, Any]:
    """Cycles of 5,000 trades, one every 30 seconds, the last one after the end."""
    count = int(minutes * 2)
    cycles = [
        {"cycle": n, "trades": 5_000, "at": 30.0 * n + 10, "seconds": {"match": 1.0}, "steps": {"freeze": 0.1}}
        for n in range(1, count + 1)
    ]
    found = {
        "minutes": minutes, "trades": 5_000, "companies": 40, "commit": "0" * 40, "at": "2026-01-01", "changed": False,
        "machine": {"cores": 2, "model": "m", "memory_gib": 1}, "versions": {"python": "3"},
        "load_shape": {"bulk_in_flight": 8, "lists": 250}, "cycles": cycles,
        "settled_by_cycle": {str(done["cycle"]): 5_000 for done in cycles},
        "audit": {"settled": 5_000 * count, "lost": 0, "doubled": 0, "wrong": 0, "first": []} | audit,
        "memory_mib": [(5.0 * n, mib + per_hour * 5 * n / 3600) for n in range(int(minutes * 12))],
        "cpu_seconds": {"gateway": 900.0, "peer": 600.0}, "took": 60 * minutes, "repeated_requests": 0, "failure": None,
    }  # fmt: skip
    return judged(found, as_given(GOALS, options(list(argv))))


def outcome(results: dict[str, Any]) -> dict[str, str]:
    return {goal["option"]: goal["verdict"] for goal in results["goals"]}


def test_a_cycle_that_closes_too_late_does_not_count() -> None:
    assert run()["settled_in_time"] == 59 * 5_000


def test_what_the_audit_does_not_find_settled_does_not_count() -> None:
    results = run()
    results["settled_by_cycle"]["1"] = 4_999
    assert judged(results, GOALS)["settled_in_time"] == 59 * 5_000 - 1


def test_all_goals_can_be_reached() -> None:
    assert set(outcome(run()).values()) == {"reached"}


@pytest.mark.parametrize(
    ("option", "changes"),
    [
        ("trades", {"argv": ("--goal-trades", "1000000")}),
        ("memory", {"mib": 601.0}),
        ("memory", {"argv": ("--goal-memory", "100")}),
        ("slope", {"per_hour": 100.0}),
        ("slope", {"argv": ("--goal-slope", "-1")}),
        ("faults", {"lost": 1}),
        ("faults", {"doubled": 1}),
    ],
)
def test_goals_can_be_missed(option: str, changes: dict[str, Any]) -> None:
    changes = dict(changes)
    assert outcome(run(*changes.pop("argv", ()), **changes))[option] == "MISSED"


def test_a_short_run_says_nothing_of_an_hour() -> None:
    short = run(minutes=5, per_hour=1_000)
    assert short["slope"]["mib_per_hour"] == pytest.approx(1_000)
    assert outcome(short)["slope"] == "not measured"


def test_a_shorter_run_is_held_to_as_many_a_minute() -> None:
    (trades, *_) = run(minutes=3)["goals"]
    assert trades["limit"] == 25_000
    assert "within 3 minutes" in trades["text"]


def test_measures_tables_and_plot_come_from_the_results_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = run()
    found = {measure.name: measure for measure in measures(results)}
    assert next(iter(found)) == "trades a second, by cycle"
    trades = sum(done["trades"] for done in results["cycles"])
    spent = found["processor a trade, all processes"].median * trades / 1000
    assert spent == pytest.approx(sum(results["cpu_seconds"].values()), rel=0.01)
    show(all_tables(results), *in_lines(results))
    printed = capsys.readouterr().out
    assert "295,000" in printed
    assert "MiB an hour (95 %" in printed
    draw(results, tmp_path / "halfhour")
    assert "1,443" in (tmp_path / "halfhour.svg").read_text("utf-8")
