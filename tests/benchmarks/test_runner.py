"""The parts that start processes: wall time and memory of a command, solvers side by side, and the time budget."""

import json
import sys

import pytest

from benchmarks.matching import comparison
from benchmarks.matching.clock import Clock
from benchmarks.matching.instances import instance, write_csv
from benchmarks.matching.outcome import solved
from benchmarks.matching.whole_process import measured, run_match, score_and_bound
from matching.solvers import solver_named

MIB = 2**20


def python(code):
    return [sys.executable, "-c", code]


def test_memory_of_a_command_counts_its_children():
    idle = measured(python("pass"), 60)
    child = f"import time; held = bytearray(80 * {MIB}); time.sleep(0.5)"
    both = measured(
        python(
            f"import subprocess, sys; held = bytearray(80 * {MIB}); subprocess.run([sys.executable, '-c', '{child}'])"
        ),
        60,
    )
    assert idle.failure is both.failure is None
    assert both.peak_mib > idle.peak_mib + 150
    assert both.seconds > 0.5


def test_processor_time_is_that_of_the_command_alone():
    asleep = measured(python("import time; time.sleep(1)"), 60)
    busy = measured(python("import time\nwhile time.process_time() < 1.5: pass"), 60)
    assert asleep.cpu_seconds < 1 < 1.5 < busy.cpu_seconds < 3


def test_a_command_that_fails_says_how():
    assert measured(python("raise SystemExit('no such breed')"), 60).failure == "status 1: no such breed"


def test_a_command_that_takes_too_long_is_ended():
    run = measured(python("import time; time.sleep(600)"), 0.3)
    assert run.failure == "not done after 0 s"
    assert run.seconds < 60


def test_much_on_standard_error_does_not_block():
    assert measured(python("import sys; sys.stderr.write('x' * 2_000_000)"), 60).failure is None


@pytest.mark.timeout(900)  # where nothing is compiled yet, the command compiles first
def test_a_market_is_matched_by_the_command_and_its_gap_certified(tmp_path):
    made = instance("newcomers", 200, 2, 1)
    write_csv(made, tmp_path)
    run = run_match(tmp_path, "greedy", 600)
    assert run.failure is None
    assert run.score == solved(made, solver_named("greedy")).score
    assert run.bound == solved(made, solver_named("aco")).score  # one step a breed: its optimum is the bound of all
    assert run.gap_percent == pytest.approx(100 * (1 - run.score / run.bound))
    assert not (tmp_path / "scheme.json").exists()


def test_totals_are_read_from_lines_of_their_own(tmp_path):
    path = tmp_path / "scheme.json"
    path.write_text(
        '{"trades": [\n{"score": 7}\n],\n"score": 12345678901234567890,\n"bound": null,\n"steps": [\n\n]}\n'
    )
    assert score_and_bound(path) == (json.loads(path.read_text())["score"], None)
    path.write_text('{"trades": []}')
    with pytest.raises(AssertionError, match="no line"):
        score_and_bound(path)


def test_the_clock_notes_what_no_longer_fits(capsys):
    clock = Clock(10)
    assert clock.fits("short", 1)
    assert not clock.fits("long", 100)
    assert clock.skipped == ["long"]
    assert "long" in capsys.readouterr().out


@pytest.mark.timeout(900)
def test_a_ladder_gives_a_row_a_size():
    rows = list(comparison.ladder("greedy", "spread", 1, (5, 20, 100), 20, 60))
    assert [(row["lists"], row["breeds"]) for row in rows] == [(5, 1), (20, 1), (100, 2)]
    assert all(row["solver"] == "greedy" and 0 <= row["gap_percent"] < 100 for row in rows)
    assert rows[-1]["trades"] > 0


@pytest.mark.timeout(900)
def test_a_ladder_ends_at_the_first_size_over_the_limit():
    rows = list(comparison.ladder("aco", "newcomers", 1, (2_000, 5_000), 1e-6, 60))
    assert [row["lists"] for row in rows] == [2_000]
    assert "not done within" in rows[0]["failure"]
    assert "score" not in rows[0]


@pytest.mark.parametrize(("lists", "breeds"), [(5, 1), (100, 2), (1_000, 20), (100_000, 50)])
def test_breeds_by_size(lists, breeds):
    assert comparison.breeds_of(lists) == breeds


def test_every_solver_is_compared():
    assert set(comparison.solvers()) == set(comparison.SOLVER_NAMES)
    assert comparison.solvers()[0] == "aco"
