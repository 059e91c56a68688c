"""The command's end: figures kept, and an exit code that is 1 when a threshold was set too high."""

import json
from types import SimpleNamespace

import pytest

from benchmarks.caliper import __main__ as command
from benchmarks.caliper.observations import Round
from benchmarks.matching.clock import Clock

CYCLE = {
    "volume": 100, "trades": 100, "seconds": 4.0, "stages": {"post lists": 2.0, "match": 0.5}, "transactions": 300,
    "repeated": 0, "failure": None, "left_out": False,
}  # fmt: skip


def session(**changes):
    clock = Clock(60)
    clock.skipped.append("post-bulk-1000")
    rounds = [Round("post", 100, 0, 2.0, (40,) * 100)]
    found = {"clock": clock, "rounds": rounds, "cycles": [CYCLE], "failures": [], "errors": [], "read": 100}
    return SimpleNamespace(**found | changes)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """The command with what a session found, and limits; gives its exit code, what it printed and what it kept."""
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path))

    def carry_out(found, limits=""):
        home = tmp_path / "bench" / "caliper"
        home.mkdir(parents=True, exist_ok=True)
        file = tmp_path / "thresholds.yaml"
        file.write_text(limits)
        monkeypatch.setattr(command, "measured", lambda given, home: found)
        monkeypatch.setattr("sys.argv", ["caliper", "--quick", "--thresholds", str(file)])
        status = command.main()
        [kept] = home.glob("caliper-*.json")
        return status, capsys.readouterr().out, json.loads(kept.read_text("utf-8"))

    return carry_out


@pytest.mark.parametrize(
    ("limits", "status", "says"),
    [
        ("default: {failed_share: 0.01}\npost: {p95_ms: 50, per_second: 49}\ncycle-100: {cycle_seconds: 5}", 0, ""),
        ("post: {per_second: 51}", 1, "not kept to: post: 50.0 a second, at least 51"),
        ("post: {p95_ms: 39}", 1, "not kept to: post: p95 is 40 ms, at most 39"),
        ("cycle-100: {cycle_seconds: 3.9}", 1, "not kept to: cycle-100: 4.0 s, at most 3.9"),
    ],
)
def test_a_threshold_set_too_high_makes_the_exit_code_one(run, limits, status, says):
    ended, said, _ = run(session(), limits)
    assert ended == status
    assert says in said
    assert ("not kept to" in said) == bool(status)


@pytest.mark.parametrize("changes", [{"failures": ["audit: serial number 90001 is of 2 contracts"]}, {"rounds": [Round("post", 0, 3, 1.0, ())]}])  # fmt: skip  # noqa: E501
def test_a_failure_does_without_a_threshold(run, changes):
    assert run(session(**changes))[0] == 1


def test_figures_and_what_was_left_out_are_kept_and_told(run):
    _, said, kept = run(session())
    assert kept["left_out"] == ["post-bulk-1000"]
    assert kept["contracts_audited"] == 100
    assert {measure["name"] for measure in kept["measures"]} >= {"post rate", "post p95", "cycle of 100"}
    assert "left out for want of time: post-bulk-1000" in said
    assert "100 contracts of these cycles were read back" in said
