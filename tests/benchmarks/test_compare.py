"""What moved between two runs: the test against SciPy's, the verdicts, the command."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from benchmarks.compare import chance_of, change_of, compare, load, main, warnings_of
from benchmarks.derived import DERIVED
from benchmarks.record import FOLDER, Measure, file_of, measures_of, write

distinct = st.lists(st.integers(1, 10_000), min_size=4, max_size=10, unique=True)


@given(distinct, st.integers(2, 8))
def test_the_rank_test_is_the_exact_one(values, cut):
    cut = min(cut, len(values) - 2)
    old, new = tuple(map(float, values[:cut])), tuple(map(float, values[cut:]))
    exact = mannwhitneyu(new, old, alternative="two-sided", method="exact").pvalue
    assert chance_of(old, new) == pytest.approx(exact)


@given(st.lists(st.floats(1, 100), min_size=2, max_size=5), st.lists(st.floats(1, 100), min_size=2, max_size=5))
def test_the_test_has_no_side(old, new):
    assert chance_of(tuple(old), tuple(new)) == chance_of(tuple(new), tuple(old))
    assert 0 < chance_of(tuple(old), tuple(new)) <= 1


def measure(*values, better="higher", name="client ÷ bare, 100 in flight"):
    return Measure(name, "ratio", better, values)


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (measure(1.00, 1.01, 1.02, 0.99), measure(0.80, 0.81, 0.79, 0.82), "worse"),
        (measure(1.00, 1.01, 1.02, 0.99), measure(1.20, 1.21, 1.19, 1.22), "better"),
        (measure(5, 5.1, 4.9, 5.2, better="lower"), measure(6, 6.1, 6.2, 6.3, better="lower"), "worse"),
        (measure(5, 5.1, 4.9, 5.2, better="lower"), measure(4, 4.1, 4.2, 4.3, better="lower"), "better"),
        # apart by every round, but by too little to matter
        (measure(1.000, 1.001, 1.002, 1.003), measure(1.010, 1.011, 1.012, 1.013), "same"),
        # far apart in the middle, but each run has rounds of both kinds
        (measure(0.7, 1.0, 1.3, 0.9), measure(1.2, 0.75, 1.4, 0.95), "same"),
        (measure(1.0, 1.0), measure(2.0, 2.0), "too few rounds"),
        (measure(0, 0, 0, 0, better="lower"), measure(0, 0, 0, 0, better="lower"), "same"),
        (measure(0, 0, 0, 0, better="lower"), measure(0.5, 0.5, 0.6, 0.5, better="lower"), "worse"),
    ],
)
def test_verdicts(old, new, verdict):
    assert change_of(old, new).verdict == verdict


@given(st.lists(st.integers(1, 10_000), min_size=24, max_size=40, unique=True))
def test_many_rounds_are_judged_by_the_approximation(values):
    old, new = tuple(map(float, values[::2])), tuple(map(float, values[1::2]))
    expected = mannwhitneyu(new, old, alternative="two-sided", method="asymptotic").pvalue
    assert chance_of(old, new) == pytest.approx(expected)


def rounds_of(seed, centre, spread, count=4):
    """Rounds of a machine with noise: each is a draw of its own."""
    draw = random.Random(seed)
    return tuple(round(centre * (1 + spread * draw.uniform(-1, 1)), 4) for _ in range(count))


def test_a_planted_regression_is_found_and_noise_is_not():
    """200 pairs of runs with 3 % noise: of the same code 5 % may differ by chance, of code 15 % slower all do."""
    same = [change_of(measure(*rounds_of(n, 1.0, 0.03)), measure(*rounds_of(1000 + n, 1.0, 0.03))) for n in range(200)]
    slower = [
        change_of(measure(*rounds_of(n, 1.0, 0.03)), measure(*rounds_of(1000 + n, 0.85, 0.03))) for n in range(200)
    ]
    assert {change.verdict for change in slower} == {"worse"}
    assert sum(change.verdict != "same" for change in same) <= 10


def result(commit, *measures, **more):
    about = {"benchmark": "ledger", "quick": False, "commit": commit, "machine": {"cores": 2}, "load": 0.5}
    return about | more, list(measures)


def written(tmp_path, commit, *measures, **more):
    about, kept = result(commit, *measures, **more)
    return write(about, kept, tmp_path)


def test_a_run_is_read_as_it_was_written(tmp_path):
    kept = measure(1.0, 1.5)
    file = written(tmp_path, "a" * 40, kept, measure(name="never measured"))
    assert file == file_of("ledger", "a" * 40, tmp_path)
    assert file.name == "ledger-aaaaaaaaaaaa.json"
    assert measures_of(json.loads(file.read_text("utf-8"))) == {kept.name: kept}


def test_the_command_ends_with_one_when_something_became_worse(tmp_path, capsys):
    good = written(tmp_path, "a" * 40, measure(1.00, 1.01, 1.02, 0.99))
    bad = written(tmp_path, "b" * 40, measure(0.80, 0.81, 0.79, 0.82))
    assert main([str(good), str(bad)]) == 1
    assert "worse" in capsys.readouterr().out
    assert main([str(bad), str(good)]) == 0
    assert "1 measures in both, 1 moved" in capsys.readouterr().out
    assert main([str(good), str(good)]) == 0
    assert main([str(good), str(bad), "--floor", "50"]) == 0


def test_runs_of_two_kinds_are_not_compared(tmp_path):
    quick = written(tmp_path, "a" * 40, measure(1.0), quick=True)
    whole = written(tmp_path, "b" * 40, measure(1.0))
    with pytest.raises(SystemExit, match="quick"):
        main([str(quick), str(whole)])
    with pytest.raises(ValueError, match="benchmark"):
        compare({"benchmark": "ledger"}, {"benchmark": "cycle"})
    with pytest.raises(ValueError, match="no measures"):
        measures_of({"benchmark": "something else"})


def test_runs_of_one_side_are_taken_together(tmp_path, capsys):
    """A measure that a run has once: four runs a side can tell, two can't."""
    old = [written(tmp_path, str(n) * 40, measure(100 + n, name="post rate")) for n in range(4)]
    new = [written(tmp_path, str(n) * 40, measure(80 + n, name="post rate")) for n in range(4, 8)]
    assert main([",".join(map(str, old)), ",".join(map(str, new))]) == 1
    assert "1 measures in both, 1 moved" in capsys.readouterr().out
    assert main([",".join(map(str, old[:2])), ",".join(map(str, new[:2]))]) == 0
    assert "too few rounds" in capsys.readouterr().out
    quick = written(tmp_path, "9" * 40, measure(1.0), quick=True)
    with pytest.raises(SystemExit, match="not of one kind"):
        main([f"{old[0]},{quick}", str(new[0])])


def test_every_kept_result_can_be_compared():
    kept = [json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.json")]
    comparable = [run for run in kept if "measures" in run or run["benchmark"] in DERIVED]
    assert {run["benchmark"] for run in comparable} >= {"matching", "sentiment"}
    for run in comparable:
        found = compare(run, run)
        assert len(found) >= 3
        assert {change.verdict for change in found} == {"same"}


MATCHED = {
    "processes": [
        {
            "lists": 1000, "breeds": 20, "kind": "spread", "all_seconds": [2.0, 2.1, 2.05, 2.02], "peak_mib": 160,
            "gap_percent": 0.0,
        }
    ],
    "comparison": [
        {"solver": "ga", "lists": 5, "breeds": 1, "kind": "spread", "seed": 1, "failure": "too slow"}
    ],
}  # fmt: skip
READ = {
    "quality": [
        {
            "system": "ours", "language": "en", "measured_on": "trade", "way": "text",
            "figures": {"leaning": {"macro_f1": 0.8}},
        }
    ],
    "speed": [{"language": "en", "rounds_per_s": [100, 101, 102, 103], "alone_ms_p95": 2.0}],
    "training": [{"reviews": 500, "seconds": 3.0, "peak_mib": 100}],
}  # fmt: skip


def test_rows_of_the_matcher_and_the_classifier_are_measures_too():
    slower = MATCHED | {"processes": [MATCHED["processes"][0] | {"all_seconds": [3.0, 3.1, 3.05, 3.02]}]}
    changes = compare({"benchmark": "matching"} | MATCHED, {"benchmark": "matching"} | slower)
    assert {change.new.name: change.verdict for change in changes} == {
        "match 1000 lists, 20 breeds, spread": "worse",
        "match 1000 lists, 20 breeds, spread, memory": "same",
        "match 1000 lists, 20 breeds, spread, gap": "same",
    }
    quicker = READ | {"speed": [READ["speed"][0] | {"rounds_per_s": [200, 201, 202, 203]}]}
    changes = compare({"benchmark": "sentiment"} | READ, {"benchmark": "sentiment"} | quicker)
    verdicts = {change.new.name: change.verdict for change in changes}
    assert verdicts.pop("en in batch") == "better"
    assert set(verdicts.values()) == {"same"}


def test_a_commit_without_a_run_is_named():
    with pytest.raises(SystemExit, match="0000000"):
        load("0000000", "ledger")


def test_what_makes_runs_hard_to_compare_is_told():
    old = {"machine": {"cores": 2}, "load": 7.0}
    new = {"machine": {"cores": 8}, "load": 0.1, "changed": True}
    told = " ".join(warnings_of(old, new))
    assert "machines differ" in told
    assert "busy in the old run" in told
    assert "new run was of a checkout with changes" in told
    assert warnings_of({"machine": {"cores": 2}, "load": 0.3}, {"machine": {"cores": 2}, "load": 0.3}) == []


@pytest.mark.parametrize(("now", "told"), [(20.0, "2.00 times as quick"), (80.0, "0.50 times as quick"), (42.0, None)])
def test_a_machine_of_another_speed_is_told(now, told):
    old, new = ({"machine": {"cores": 2}, "load": 0.3, "yardstick": {"python_loop_ms": ms}} for ms in (40.0, now))
    found = warnings_of(old, new)
    assert [told in text for text in found] == ([True] if told else [])
    assert warnings_of(old, {"machine": {"cores": 2}}) == []  # a run from before speeds were kept
