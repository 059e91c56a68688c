"""The parts that start processes: wall time and memory of a command, solvers side by side, and the time budget."""

import sys

import pytest

from benchmarks.matching import comparison
from benchmarks.matching.clock import Clock
from benchmarks.matching.whole_process import measured

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


def test_a_command_that_fails_says_how():
    assert measured(python("raise SystemExit('no such breed')"), 60).failure == "status 1: no such breed"


def test_a_command_that_takes_too_long_is_ended():
    run = measured(python("import time; time.sleep(600)"), 0.3)
    assert run.failure == "not done after 0 s"
    assert run.seconds < 60


def test_much_on_standard_error_does_not_block():
    assert measured(python("import sys; sys.stderr.write('x' * 2_000_000)"), 60).failure is None


def test_the_clock_notes_what_no_longer_fits(capsys):
    clock = Clock(10)
    assert clock.fits("short", 1)
    assert not clock.fits("long", 100)
    assert clock.skipped == ["long"]
    assert "long" in capsys.readouterr().out


def test_a_ladder_gives_a_row_a_size():
    rows = list(comparison.ladder("greedy", "spread", 1, (5, 20, 100), 20, 60))
    assert [(row["lists"], row["breeds"]) for row in rows] == [(5, 1), (20, 1), (100, 2)]
    assert all(row["solver"] == "greedy" and 0 <= row["gap_percent"] < 100 for row in rows)
    assert rows[-1]["trades"] > 0


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
