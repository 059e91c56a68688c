"""The model, the goals, and what a run of Figure 17 makes of its rounds."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fig17 import model
from benchmarks.fig17.__main__ import expected, options, rounds_of
from benchmarks.fig17.plot import draw
from benchmarks.fig17.results import GOALS, in_lines, judged, measures
from benchmarks.fig17.tables import all_tables
from benchmarks.fig17.volume import STAGES, Round
from benchmarks.goals import as_given, exit_code, goal_table
from benchmarks.printing import show

CLEAN = {"settled": 1, "lost": 0, "doubled": 0, "wrong": 0, "first": []}


@given(st.floats(0, 20), st.floats(1e-4, 0.1))
def test_a_line_is_found_again(fixed: float, slope: float) -> None:
    line = model.fit({volume: fixed + slope * volume for volume in (2_000, 5_000, 10_000)})
    assert line is not None
    assert line.fixed_s == pytest.approx(fixed, abs=1e-3)
    assert line.per_trade_s == pytest.approx(slope, rel=1e-3)
    assert line.unseen == pytest.approx(0, abs=1e-3)
    assert line.within(1800) == pytest.approx((1800 - fixed) / slope, rel=0.01)


def test_a_curve_shows_in_what_it_foretells() -> None:
    line = model.fit({volume: (volume / 1000) ** 2 for volume in (1_000, 2_000, 5_000, 10_000)})
    assert line is not None
    assert line.unseen is not None
    assert line.unseen > 0.3
    assert max(map(abs, line.residuals.values())) > 0.1


def test_too_few_volumes_foretell_nothing() -> None:
    assert model.fit({1_000: 5.0, 2_000: 10.0}) is None
    assert model.fit({1_000: 9.0, 2_000: 5.0, 4_000: 1.0}) is None  # it can't fall


def test_the_model_rests_on_one_way_of_posting_where_it_can() -> None:
    assert model.large([5, 1_000, 2_000, 5_000, 10_000], 1_000) == [2_000, 5_000, 10_000]
    assert model.large([5, 100, 500, 1_000, 2_000], 1_000) == [500, 1_000, 2_000]


def run(*argv: str, seconds: float = 1.0, **audit: int) -> dict[str, Any]:
    """What a run with these options found, all stages of 1,000 trades as long."""
    rounds = []
    for volume in (5, 1_000, 2_000, 5_000, 10_000):
        one = Round(volume, volume <= 1_000)
        one.seconds = dict.fromkeys(STAGES, seconds * volume / 1000)
        one.cpu = {stage: {"gateway": 0.5, "peer": 0.25} for stage in STAGES}
        one.steps = {"freeze": 0.1}
        one.audit = CLEAN | audit
        rounds.append(one.as_dict())
    shape = {"in_flight": 200, "bulk_in_flight": 8, "lists": 100, "single": False}
    machine = {"machine": {"cores": 2, "model": "m", "memory_gib": 1}, "versions": {"python": "3"}, "changed": False}
    found = machine | {"commit": "0" * 40, "at": "2026-01-01", "rounds": rounds, "load_shape": shape, "companies": 40}
    return judged(found | {"left_out": [], "failure": None}, as_given(GOALS, options(list(argv))))


def outcome(results: dict[str, Any]) -> dict[str, str]:
    return {goal["option"]: goal["verdict"] for goal in results["goals"]}


def test_goals_that_are_reached() -> None:
    results = run(seconds=0.5)
    assert outcome(results) == {"whole": "reached", "settle": "reached", "faults": "reached"}
    assert exit_code(results) == 0
    assert exit_code(results | {"failure": "TimeoutError: no answer"}) == 1


@pytest.mark.parametrize("option", ["whole", "settle"])
def test_a_goal_set_too_high_is_missed(option: str) -> None:
    results = run(f"--goal-{option}", "0.1", seconds=0.5)
    assert outcome(results)[option] == "MISSED"
    assert exit_code(results) == 1


@pytest.mark.parametrize(
    ("limit", "measured", "shown"),
    [
        (250_000, 249_960.0, ("250,000", "249,960")),
        (13, 6.8571, ("13", "6.8571")),
        (1_000_000, 0.0, ("1,000,000", "0")),
    ],
)
def test_a_figure_is_never_a_power_of_ten(limit: float, measured: float, shown: tuple[str, str]) -> None:
    goal = {"text": "trades", "keep": "at least", "limit": limit, "unit": "", "measured": measured, "verdict": "MISSED"}
    assert [row[1:3] for row in goal_table([goal]).rows] == [(f"at least {shown[0]}", shown[1])]


@pytest.mark.parametrize("kind", ["lost", "doubled", "wrong"])
def test_one_lost_or_doubled_trade_misses_the_goal(kind: str) -> None:
    assert outcome(run(**{kind: 1}))["faults"] == "MISSED"


def test_a_volume_that_was_not_run_is_neither_reached_nor_missed() -> None:
    found = run()
    found["rounds"] = [row for row in found["rounds"] if row["volume"] != 1_000]
    assert outcome(judged(found, GOALS))["whole"] == "not measured"


def test_what_is_extrapolated_is_called_so() -> None:
    results = run(seconds=1.0)
    assert results["largest"] == 10_000
    assert results["within_quarter"] == pytest.approx(1800 / 7 * 1_000, abs=2)
    lines = "\n".join(in_lines(results))
    assert "EXTRAPOLATED" in lines
    assert "measured: 10,000 trades at least" in lines


def test_measures_are_by_volume_and_stage() -> None:
    names = {measure.name for measure in measures(run())}
    assert {"1000 trades, whole", "1000 trades, frozen to credit", "10000 trades, evaluate"} <= names


def test_tables_and_plot_come_from_the_results_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = run(seconds=0.5)
    show(all_tables(results), *in_lines(results))
    printed = capsys.readouterr().out
    assert "1,298" in printed
    assert "milliseconds of processor a trade, 1,000 trades" in printed
    draw(results, tmp_path / "fig17")
    assert "1,298 s" in (tmp_path / "fig17.svg").read_text("utf-8")
    assert (tmp_path / "fig17.png").stat().st_size > 1000


def test_a_volume_is_expected_to_take_in_proportion() -> None:
    assert expected([], 5) == 0
    assert expected([{"volume": 1_000, "with_audit": 10.0}], 5_000) == 50
    assert expected([{"volume": 1_000, "with_audit": 10.0}], 1_000) == 10


def test_small_volumes_are_run_more_often() -> None:
    assert [rounds_of(volume) for volume in (5, 100, 500, 1_000, 10_000)] == [5, 5, 3, 5, 1]
