"""Measures and tables of a comparison of clients."""

import argparse
import io

import pytest
from rich.console import Console

from benchmarks import goals
from benchmarks.ledger import summary
from benchmarks.ledger.load import Run


def run(way, per_second, in_flight=100, errors=None):
    latencies = [float(ms) for ms in range(1, 101)] if per_second else []
    return Run(way, in_flight, int(10 * per_second), 10.0, 2.0, latencies, errors or {})


ROUNDS = [
    [run("bare", 100), run("client", 95), run("go", 200), run("hfc", 0, errors={"KeyError: 'txEvents'": 30})],
    [run("go", 180), run("bare", 120), run("client", 120), run("hfc", 6, errors={"KeyError: 'txEvents'": 40})],
    [run("client", 99), run("hfc", 0, errors={"TimeoutError: ": 2}), run("bare", 110), run("go", 220)],
]


def by_name():
    return {measure.name: measure for measure in summary.measures(ROUNDS)}


def test_a_ratio_is_that_of_neighbours():
    found = by_name()
    assert found["client ÷ bare, 100 in flight"].values == (0.95, 1.0, 0.9)
    assert found["client ÷ go, 100 in flight"].values == (0.475, round(120 / 180, 4), 0.45)
    assert found["client ÷ bare, 100 in flight"].median == 0.95


def test_what_committed_nothing_is_no_divisor_but_its_failures_are_shown():
    found = by_name()
    assert found["client ÷ hfc, 100 in flight"].values == (20.0,)
    assert found["hfc ÷ bare, 100 in flight"].values == (0.0, 0.05, 0.0)
    assert found["hfc failed, 100 in flight"].values == (1.0, 0.4, 1.0)
    assert found["bare failed, 100 in flight"].values == (0.0, 0.0, 0.0)
    assert summary.failures(ROUNDS) == ["hfc: 70 × KeyError: 'txEvents'", "hfc: 2 × TimeoutError: "]


def test_latencies_and_cpu():
    found = by_name()
    assert found["client p50, 100 in flight"].values == (51.0,) * 3
    assert found["client p95, 100 in flight"].values == (96.0,) * 3
    assert found["bare client CPU, 100 in flight"].values[0] == 2.0


@pytest.mark.parametrize(
    ("given", "verdict", "code"),
    [
        ([], "reached", 1),  # the one of the Go client is missed
        (["--goal-client-go-100", "0.4"], "reached", 0),
        (["--goal-client-go-100", "0.4", "--goal-client-bare-100", "0.96"], "MISSED", 1),
    ],
)
def test_goals_of_the_command_line(given, verdict, code):
    arguments = argparse.ArgumentParser()
    goals.add_options(arguments, summary.GOALS)
    judged = summary.judged(summary.measures(ROUNDS), goals.as_given(summary.GOALS, arguments.parse_args(given)))
    assert [goal["verdict"] for goal in judged[:2]] == [verdict, "not measured"]
    assert goals.exit_code({"failure": None, "goals": judged}) == code


def test_tables_show_every_client_and_ratio():
    console = Console(width=200, record=True, file=io.StringIO())
    found = summary.measures([*ROUNDS, [run("bare", 10, 1), run("client", 9, 1)]])
    console.print(summary.ratio_table(found), summary.rate_table(found))
    text = console.export_text()
    assert "client ÷ bare" in text
    assert "0.95 (0.90–1.00)" in text
    assert "hfc" in text
    assert "100.0" in text
