"""`shoal match` end to end: files in, JSON out."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time

import orjson
import pyarrow.csv
import pyarrow.parquet
import pytest
from click.testing import CliRunner

import matching.cli
from matching.explain import data, explain_list, explain_match, text
from matching.market import Lot, Parameters, Trade
from matching.solvers.greedy import Greedy
from shoal.cli import main

LISTS = "id,company_id,breed,amount,price_fen,freshness,weight_g\n"
DEMAND = LISTS + "b1,c1,Eel,100,800000,3,20000\nb2,c2,Eel,120,1000000,3,30000\nb3,c3,Cod,5,500,1,500\n"
SUPPLY = LISTS + "s1,c3,Eel,110,800000,3,27500\ns2,c1,Cod,9,9000,1,900\n"
COMPANIES = "id,credit_tenths\nc1,42\nc2,35\nc3,21\n"


@pytest.fixture
def run(tmp_path):
    """Writes the three files, runs the command, and gives its result and the scheme (None where none was written)."""

    def _run(*options, demand=DEMAND, supply=SUPPLY, companies=COMPANIES):
        arguments = ["match", "--out", str(tmp_path / "scheme.json")]
        for name, content in (("demand", demand), ("supply", supply), ("companies", companies)):
            path = tmp_path / f"{name}.csv"
            path.write_bytes(content.encode())
            arguments += [f"--{name}", str(path)]
        result = CliRunner().invoke(main, [*arguments, *options])
        out = tmp_path / "scheme.json"
        return result, json.loads(out.read_text("utf-8")) if out.exists() else None

    return _run


def test_a_market_becomes_a_scheme(run):
    result, scheme = run()
    assert result.exit_code == 0, result.output
    assert list(scheme) == [
        "trades", "unmatched", "score", "bound", "gap_percent", "volume", "surplus_fen", "seconds", "solver", "seed",
        "parameters", "cancelled", "steps",
    ]  # fmt: skip
    # bids 8 000 000 and 8 333 333, ask 7 272 727, thousandths of a fen a piece; b1's company is rated A, b2's B
    assert [{name: value for name, value in row.items() if name != "why"} for row in scheme["trades"]] == [
        {"demand_id": "b1", "supply_id": "s1", "amount": 100, "price_fen": 763636, "weight_g": 25000, "freshness": 3},
        {"demand_id": "b2", "supply_id": "s1", "amount": 10, "price_fen": 78030, "weight_g": 2500, "freshness": 3},
    ]
    assert [(row["list_id"], row["side"], row["left"], row["reason"]) for row in scheme["unmatched"]] == [
        ("b3", "demand", 5, "PRICE"),
        ("s2", "supply", 9, "PRICE"),
        ("b2", "demand", 110, "BETTER_RATED"),
    ]
    assert scheme["volume"] == 110
    # (100 · 727 273 + 10 · 1 060 606) / 1000
    assert scheme["surplus_fen"] == 83_333
    # X: x₁ = ⌊10⁶ · 7 272 727/8 000 000⌋ = 909 090, x₃ = ⌊10⁶ · 50 000/250 000⌋ = 200 000; and x₁ = 872 727, x₃ = 0
    assert [step.pop("score") for step in scheme["steps"]] == [100 * (2_000_000 - 423_636), 10 * (2_000_000 - 349_090)]
    assert scheme["score"] == scheme["bound"] == 157_636_400 + 16_509_100
    for step in scheme["steps"]:
        assert step.pop("seconds") >= 0
        assert step.pop("iterations") >= 1
        assert step.pop("bound") > 0
        prices = step.pop("certificate")
        assert [len(prices["demand"]), len(prices["supply"])] == [1, 1]
    assert scheme["steps"] == [
        {"breed": "Eel", "i": 0, "j": 2, "trades": 1, "solver": "aco", "buyer_rating": "A", "seller_rating": "C"},
        {"breed": "Eel", "i": 1, "j": 2, "trades": 1, "solver": "aco", "buyer_rating": "B", "seller_rating": "C"},
    ]
    assert (scheme["solver"], scheme["seed"], scheme["gap_percent"], scheme["cancelled"]) == ("aco", 0, 0.0, False)
    assert scheme["parameters"]["price_rule"] == "midpoint"
    assert scheme["seconds"] >= 0
    assert "certified gap 0.0000 %" in result.output


def lots(text_, kind):
    rows = [line.split(",") for line in text_.splitlines()[1:]]
    return [Lot(*row[:3], *map(int, row[3:]), order=k) for k, row in enumerate(rows)]


IN_SHORT = ("buyer_rating", "seller_rating", "bid", "limit", "ask", "x1", "x2", "x3", "x", "value")


def test_every_reason_is_that_of_matching_explain(run):
    _, scheme = run()
    demands, supplies, ratings = lots(DEMAND, "d"), lots(SUPPLY, "s"), {"c1": 0, "c2": 1, "c3": 2}
    trades = [Trade(*(row[name] for name in Trade.__slots__)) for row in scheme["trades"]]
    rest = demands, supplies, ratings, Parameters.midpoint(), trades
    for row in scheme["trades"]:
        told = json.loads(orjson.dumps(data(explain_match(row["demand_id"], row["supply_id"], *rest))))
        assert {name: row["why"][name] for name in IN_SHORT} == {name: told[name] for name in IN_SHORT}
        for name in ("demand_next", "supply_next"):
            following = told[name] and {"list_id": told[name]["partner"]["list_id"], "value": told[name]["value"]}
            assert row["why"][name] == following
    for row in scheme["unmatched"]:
        facts = explain_list(row["side"], row["list_id"], *rest)
        assert row["reason"] == facts.rest.reason == row["facts"]["reason"]
        assert row["left"] == facts.left
        if facts.rest.reason == "PRICE":  # what else is said needs the certificate
            assert row["text"] == text(facts, "en")


def test_lists_of_a_breed_without_other_side_come_last(run):
    _, scheme = run(demand=DEMAND + "b4,c2,Ale,7,700,1,700\n")
    assert [row["list_id"] for row in scheme["unmatched"]] == ["b3", "s2", "b2", "b4"]
    assert scheme["unmatched"][-1]["reason"] == "NO_COUNTERPART"


def test_nothing_tradable_is_an_empty_scheme(run):
    result, scheme = run("--compare-exact", supply=LISTS + "s1,c3,Ray,110,800000,3,27500\n")
    assert result.exit_code == 0, result.output
    assert (scheme["trades"], scheme["steps"], scheme["score"], scheme["bound"]) == ([], [], 0, 0)
    assert scheme["exact"] == {"score": 0, "gap_percent": 0.0}
    assert {row["reason"] for row in scheme["unmatched"]} == {"NO_COUNTERPART"}


def test_residual_rule_and_tolerances(run):
    _, scheme = run("--rule", "residual", "--price-tolerance", "0", "--weight-tolerance", "1000")
    assert [(t["price_fen"], t["weight_g"]) for t in scheme["trades"]] == [(800000, 20000), (0, 7500)]
    assert scheme["parameters"] == {
        "price_rule": "residual", "price_tolerance_permille": 0, "weight_tolerance_permille": 1000,
        "epsilon_permille": 400, "phi_permille": 300, "gamma_permille": 300,
    }  # fmt: skip


def test_a_tighter_weight_tolerance_shuts_pairs_out(run):
    # b1 wants 200 000 mg a piece, s1 has 250 000: 20 % apart; b2 wants 250 000
    _, scheme = run("--weight-tolerance", "199")
    assert [t["demand_id"] for t in scheme["trades"]] == ["b2"]


def test_compare_exact_reports_the_gap(run):
    result, scheme = run("--compare-exact", "--solver", "greedy")
    assert scheme["exact"] == {"score": scheme["score"], "gap_percent": 0.0}
    assert "gap to the exact optimum 0.0000 %" in result.output


def test_without_certificate_there_is_no_bound(run):
    result, scheme = run("--solver", "greedy", "--no-certify")
    assert (scheme["bound"], scheme["gap_percent"]) == (None, None)
    assert {step["certificate"] for step in scheme["steps"]} == {None}
    assert "certified" not in result.output


def without_times(scheme):
    return {name: value for name, value in scheme.items() if name != "seconds"} | {
        "steps": [{name: value for name, value in step.items() if name != "seconds"} for step in scheme["steps"]]
    }


def test_seed_and_workers(run):
    first, again, alone = run("--seed", "9")[1], run("--seed", "9")[1], run("--seed", "9", "--workers", "1")[1]
    assert without_times(first) == without_times(again) == without_times(alone)
    assert first["seed"] == 9


def test_processes_write_what_one_writes(run, monkeypatch):
    alone, result = run("--workers", "1", "--compare-exact")[1], None
    monkeypatch.setattr("matching.command.PROCESSES_FROM", 0)
    monkeypatch.setattr("matching.progress.QUIET_S", 0.01)
    result, scheme = run("--workers", "2", "--compare-exact")
    assert without_times(scheme) == without_times(alone)
    assert "matching and explaining" in result.output


def test_limits_reach_the_solver(run, monkeypatch):
    asked = []

    class Asking(Greedy):
        def solve(self, step, rng, stop):
            asked.append((stop.seconds_left(), [stop(1, 2), stop(2, 2), stop(3, 1000), stop(4, 1000), stop(4, 1000)]))
            return super().solve(step, rng, stop)

    monkeypatch.setattr(matching.cli, "solver_named", lambda _: Asking())
    run("--iterations", "4", "--workers", "1", "--no-certify")
    run("--patience", "1", "--workers", "1", "--no-certify")
    run("--gap", "10", "--workers", "1", "--no-certify")
    run("--time-limit", "0", "--workers", "1", "--no-certify")
    answers = [stops for _, stops in asked[::2]]
    assert answers == [
        [False, False, False, True, True],
        [False, False, False, False, True],
        [False, True, False, False, False],
        [True, True, True, True, True],
    ]
    assert [left for left, _ in asked[::2]] == [None, None, None, 0.0]


def test_parquet_and_gzip_give_the_scheme_of_csv(run, tmp_path):
    _, plain = run()
    for ending in ("parquet", "gz"):
        arguments = ["match", "--out", str(tmp_path / "other.json")]
        for name in ("demand", "supply", "companies"):
            source, path = tmp_path / f"{name}.csv", tmp_path / f"{name}.{ending}"
            if ending == "gz":
                path.write_bytes(gzip.compress(source.read_bytes()))
            else:
                pyarrow.parquet.write_table(pyarrow.csv.read_csv(source), path)
            arguments += [f"--{name}", str(path)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
        assert without_times(json.loads((tmp_path / "other.json").read_bytes())) == without_times(plain)


GOLDEN_DEMAND = LISTS + (
    "b1,B1,Lobster,100,800000,3,20000\nb2,B2,Lobster,120,1000000,3,30000\nb3,B3,Lobster,400,3200000,3,110000\n"
    "b4,B4,Perch,200,500000,2,300000\nb5,B5,Carp,600,700000,2,400000\n"
)
GOLDEN_SUPPLY = LISTS + (
    "s1,S1,Crab,100,300000,3,160000\ns2,S2,Lobster,120,1000000,3,30000\ns3,S3,Carp,400,100000,2,100000\n"
    "s4,S4,Perch,500,800000,3,600000\ns5,S5,Crucian,1600,1000000,2,620000\n"
)
GOLDEN_COMPANIES = "id,credit_tenths\nB1,42\nB2,35\n" + "".join(
    f"{name},25\n" for name in ("B3", "B4", "B5", "S1", "S2", "S3", "S4", "S5")
)


@pytest.mark.parametrize(
    ("options", "trades"),
    [
        (
            ["--rule", "residual"],
            {("b1", "s2", 100, 800000, 20000), ("b2", "s2", 20, 200000, 10000), ("b4", "s4", 200, 500000, 300000),
             ("b5", "s3", 400, 100000, 100000)},
        ),
        (
            ["--price-tolerance", "50", "--weight-tolerance", "off"],
            {("b1", "s2", 100, 816667, 25000), ("b2", "s2", 20, 166667, 5000), ("b4", "s4", 200, 410000, 240000),
             ("b5", "s3", 400, 283333, 100000)},
        ),
    ],
)  # fmt: skip
def test_the_golden_example(run, options, trades):
    _, scheme = run(*options, demand=GOLDEN_DEMAND, supply=GOLDEN_SUPPLY, companies=GOLDEN_COMPANIES)
    columns = ("demand_id", "supply_id", "amount", "price_fen", "weight_g")
    assert {tuple(row[name] for name in columns) for row in scheme["trades"]} == trades
    reasons = {row["list_id"]: row["reason"] for row in scheme["unmatched"]}
    assert reasons["s1"] == reasons["s5"] == "NO_COUNTERPART"
    assert reasons["b3"] == "BETTER_RATED"


class Interrupting(Greedy):
    """Behaves as if somebody pressed Ctrl-C in the first step."""

    times = 1

    def solve(self, step, rng, stop):
        for _ in range(self.times):
            signal.raise_signal(signal.SIGINT)
        assert stop.seconds_left() == 0.0
        return super().solve(step, rng, stop)


def test_ctrl_c_writes_the_best_so_far(run, monkeypatch):
    monkeypatch.setattr(matching.cli, "solver_named", lambda _: Interrupting())
    before = signal.getsignal(signal.SIGINT)

    def once(self, step, rng, stop):
        if stop.seconds_left() is None:
            signal.raise_signal(signal.SIGINT)
        return Greedy.solve(self, step, rng, stop)

    monkeypatch.setattr(Interrupting, "solve", once)
    result, scheme = run("--workers", "1", "--compare-exact")
    assert result.exit_code == 130
    assert scheme["cancelled"] is True
    assert scheme["volume"] == 110
    assert "exact" not in scheme
    assert "Stopping at the best so far" in result.output
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_gives_up(run, monkeypatch, tmp_path):
    monkeypatch.setattr(matching.cli, "solver_named", lambda _: Interrupting())
    monkeypatch.setattr(Interrupting, "times", 2)
    result, scheme = run("--workers", "1")
    assert result.exit_code == 130
    assert scheme is None
    assert "nothing was written" in result.output
    assert not list(tmp_path.glob(".*"))


def test_ctrl_c_while_reading(tmp_path):
    """In a process of its own; a pipe that nobody fills holds it where it reads."""
    pipe = tmp_path / "companies.csv"
    os.mkfifo(pipe)
    options = [f"--{name}={tmp_path / name}.csv" for name in ("demand", "supply", "companies")]
    # Whoever started the tests may have had them ignore Ctrl-C, as a shell does in the background.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from shoal.cli import main; main()"
    command = [sys.executable, "-c", code, "match", *options, f"--out={tmp_path / 'scheme.json'}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as child:
        try:
            end = _opened(pipe, time.monotonic() + 60)
            child.send_signal(signal.SIGINT)
            said = child.communicate(timeout=60)[1]
            os.close(end)
        finally:
            child.kill()
    assert child.returncode == 130
    assert said.splitlines()[-1] == "Given up; nothing was written."


def _opened(pipe, deadline):
    """The writing end, once somebody reads."""
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            assert time.monotonic() < deadline, "the command did not open its file within a minute"
            time.sleep(0.02)


@pytest.mark.parametrize("place", ["missing/scheme.json", ".", "demand.csv/scheme.json"])
def test_a_scheme_that_cannot_be_written_leaves_nothing(run, tmp_path, place):
    result, _ = run("--out", str(tmp_path / place))
    assert result.exit_code == 1
    assert "FILE_UNWRITABLE: " in result.output
    assert list(tmp_path.glob("**/*.part")) == []


def test_a_failure_leaves_the_scheme_of_before(run, tmp_path):
    _, before = run()
    result, after = run(demand=DEMAND + "b9")
    assert result.exit_code == 2
    assert after == before


@pytest.mark.parametrize(
    "options",
    [
        ["--solver", "wolves"],
        ["--rule", "auction"],
        ["--price-tolerance", "1001"],
        ["--weight-tolerance", "-1"],
        ["--weight-tolerance", "some"],
        ["--time-limit", "-1"],
        ["--gap", "101"],
        ["--workers", "0"],
        ["--iterations", "0"],
        ["--patience", "x"],
    ],
)
def test_bad_options_are_refused(run, options):
    result, scheme = run(*options)
    assert result.exit_code == 2
    assert scheme is None


@pytest.mark.parametrize("missing", ["demand", "supply", "companies", "out"])
def test_required_options(missing, tmp_path):
    options = [f"--{name}={tmp_path / name}" for name in ("demand", "supply", "companies", "out") if name != missing]
    result = CliRunner().invoke(main, ["match", *options])
    assert result.exit_code == 2
    assert f"Missing option '--{missing}'" in result.output


def test_help_names_every_solver():
    result = CliRunner().invoke(main, ["match", "--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in ("aco", "aco-colony", "greedy", "exact", "--compare-exact"))


def test_an_unreachable_cluster(run, monkeypatch):
    monkeypatch.setattr("matching.cluster.CONNECT_SECONDS", 0.5)
    result, scheme = run("--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 1
    assert "CLUSTER_UNREACHABLE: " in result.output
    assert scheme is None


def test_excel_files_with_a_byte_order_mark_and_blank_lines_are_read(run):
    result, scheme = run(demand="\ufeff" + DEMAND.replace("\n", "\r\n") + "\r\n")
    assert result.exit_code == 0, result.output
    assert scheme["volume"] == 110
