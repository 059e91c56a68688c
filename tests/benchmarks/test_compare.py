"""What moved between two runs: the test against SciPy's, the verdicts, the command."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from benchmarks.compare import chance_of, change_of, compare, load, main, warnings_of
from benchmarks.record import Measure, file_of, measures_of, write

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
        measures_of({"benchmark": "matching"})


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
