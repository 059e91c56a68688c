"""Tables and plots from results: figures, goals and verdicts as they are."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.matching.colony_study import ablation
from benchmarks.matching.comparison import ladder, load_compiled
from benchmarks.matching.goals import GOALS, Goal, holds
from benchmarks.matching.instances import KINDS
from benchmarks.matching.plots import draw_all
from benchmarks.matching.scale import Plan, colony_gaps, plans, process_row
from benchmarks.matching.tables import all_tables, goal_table, judged, kind_table, page_of, short
from benchmarks.matching.whole_process import ProcessRun

SMALL = Goal(200, 2, 0.01, 0.5, 1.0, 2.0, 100)


@pytest.fixture
def goals(monkeypatch):
    """One small size instead of the real ones."""
    for module in ("tables", "plots"):
        monkeypatch.setattr(f"benchmarks.matching.{module}.GOALS", (SMALL,))


def processed(kind="spread", seconds=1.5, mib=80.0, score=999, bound=1000, failure=None):
    run = ProcessRun(seconds, 1.2, mib, None if failure else score, None if failure else bound, failure)
    return process_row(SMALL, kind, [run])


def cells(table, row=0):
    return dict(zip(table.head, table.rows[row], strict=True))


@pytest.mark.parametrize(
    ("measured", "goal", "verdict"), [(1.0, 1.0, True), (1.1, 1.0, False), (None, 1.0, False), (9.0, None, None)]
)
def test_holds(measured, goal, verdict):
    assert holds(measured, goal) is verdict


def test_a_figure_stands_beside_its_goal():
    assert judged(1.94, 2.0, "{:.1f} s") == "✓ 1.9 s (≤ 2 s)"
    assert judged(0.3, 0.2, "{:.3f} %") == "✗ 0.300 % (≤ 0.200 %)"
    assert judged(None, 2.0, "{:.1f} s") == "✗ – (≤ 2 s)"
    assert judged(7.0, None, "{:.0f} MiB") == "7 MiB"


def test_a_size_is_as_good_as_its_worst_kind(goals):
    rows = [processed(), processed("equal", seconds=2.5, score=1000)]
    found = cells(goal_table(rows, [{"lists": 200, "breeds": 2, "gap_percent": gap} for gap in (0.2, 0.6)]))
    assert found["`aco` gap"] == "✗ 0.1000 % (≤ 0.0100 %)"
    assert found["time"] == "✗ 2.5 s (≤ 2 s)"
    assert found["memory"] == "✓ 80 MiB (≤ 100 MiB)"
    assert found["colony, mean"] == "✓ 0.4000 % (≤ 0.5000 %)"
    assert found["colony, worst"] == "✓ 0.6000 % (≤ 1.0000 %)"
    assert found["kinds"] == "2 of 6"


def test_a_kind_that_failed_lets_no_goal_hold(goals):
    rows = [processed(), processed("equal", failure="status 1: out of fish")]
    found = cells(goal_table(rows, []))
    assert [found[name][0] for name in ("`aco` gap", "time", "memory")] == ["✗"] * 3
    assert "out of fish" in kind_table(rows, []).markdown()


def test_a_scheme_without_certificate_has_no_gap(goals):
    found = cells(goal_table([processed(), processed("equal", bound=None)], []))
    assert found["`aco` gap"].startswith("✗ –")


def test_medians_of_the_runs():
    row = process_row(
        SMALL, "spread", [ProcessRun(s, s / 2, m, 99, 100) for s, m in ((3.0, 10.0), (1.0, 30.0), (2.0, 20.0))]
    )
    assert (row["seconds"], row["cpu_seconds"], row["peak_mib"], row["gap_percent"]) == (2.0, 1.0, 30.0, 1.0)


@pytest.mark.parametrize(
    ("seconds", "text"), [(1298.4, "1298"), (12.345, "12.3"), (0.01234, "0.0123"), (5e-5, "0.00005")]
)
def test_short(seconds, text):
    assert short(seconds) == text


@pytest.mark.parametrize("quick", [False, True])
def test_plans_cover_every_kind(quick):
    made = plans(quick)
    assert made[0].kinds == GOALS[0].kinds
    assert {kind for plan in made for kind in plan.kinds} == set(KINDS)
    assert quick or [plan.goal for plan in made] == list(GOALS)
    assert quick or all(plan.kinds == plan.goal.kinds for plan in made)


@pytest.mark.timeout(900)  # where nothing is compiled yet, it is compiled first
def test_a_small_run_from_end_to_end(goals, tmp_path):
    load_compiled("aco-colony")
    plan = Plan(SMALL, ("spread",), 1, ("spread", "crowded"), (1, 2))
    results = circumstances(["matching"], ["numpy"]) | {
        "processes": [processed()],
        "colony": list(colony_gaps(plan, Clock(100))),
        "comparison": [
            *ladder("greedy", "spread", 1, (20, 200), 20, 60),
            *ladder("exact", "spread", 1, (200,), 20, 60),
        ],
        "convergence": [{"kind": "spread", "lists": 200, "breeds": 2, "gap_percent": [1.0, 0.5, 0.0]}],
        "ablation": list(ablation(("spread",), 200, 2, 20, Clock(100))),
        "left_out": ["the rest"],
        "solver_limit_s": 20.0,
    }
    assert [(row["kind"], row["seed"]) for row in results["colony"]] == [
        ("spread", 1), ("spread", 2), ("crowded", 1), ("crowded", 2)
    ]  # fmt: skip
    titles = [table.title for table in all_tables(results)]
    assert len(titles) == 6
    page = page_of(results)
    assert in_words(results) in page
    assert results["commit"][:12] in page
    assert "the rest" in page
    assert all(f"## {title}" in page for title in titles)
    compared = next(table for table in all_tables(results) if table.title == "All solvers")
    by_key = {row[:2]: dict(zip(compared.head, row, strict=True)) for row in compared.rows}
    greedy, exact = (row for row in results["comparison"] if row["lists"] == 200)
    assert by_key["200 / 4", "`exact`"]["÷ exact"] == "1.00000"
    assert by_key["200 / 4", "`greedy`"]["÷ exact"] == f"{greedy['score'] / exact['score']:.5f}"
    assert by_key["20 / 1", "`greedy`"]["÷ exact"] == "–"
    drawn = draw_all(results, tmp_path / "img")
    assert [path.name for path in drawn] == [
        "time.svg", "gap-by-solver.svg", "gap-by-kind.svg", "convergence.svg", "ablation.svg"
    ]  # fmt: skip
    for path in drawn:
        assert results["commit"][:12] in "".join(ET.parse(path).getroot().itertext())


def test_nothing_measured_nothing_shown(tmp_path):
    empty = {name: [] for name in ("processes", "colony", "comparison", "convergence", "ablation")}
    assert all_tables(empty) == []
    assert draw_all(empty, tmp_path) == []
