"""Both comparisons at the smallest scale on a real network: six clients, a cycle and a round of Caliper's."""

import asyncio
import os

import pytest

from benchmarks.caliper import session as caliper_session
from benchmarks.caliper import thresholds
from benchmarks.caliper.install import install
from benchmarks.ledger import __main__ as ledger
from benchmarks.ledger import summary
from benchmarks.matching.clock import Clock
from network import api as network
from network.files import write_json
from shoal.home import checkout

pytestmark = pytest.mark.network

FIXED = {"type": "fixed-rate", "opts": {"tps": 10}}
MONITORS = {"resource": [], "transaction": [{"module": "lib/observer.js"}]}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Of one network for both; what was built or installed is kept in the checkout's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_CACHE", os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache")))
        home = tmp_path_factory.mktemp("clients") / "shoal"
        try:
            yield home
        finally:
            network.down(home)


def test_six_clients_commit_the_same_transaction(home, tmp_path):
    profile = network.up(home)
    plan = ledger.Plan(ledger.WAYS, [1], 1, 1.0)
    [runs] = asyncio.run(ledger.measure(profile, plan, tmp_path, Clock(200)))
    assert [run.way for run in runs] == list(ledger.WAYS)
    assert {run.way: run.errors for run in runs if run.failed} == {}
    assert all(run.committed > 0 for run in runs)
    ratios = {measure.name for measure in summary.measures([runs]) if measure.unit == "ratio"}
    assert ratios >= {"client ÷ bare, 1 in flight", "client ÷ go, 1 in flight"}


def plan_of(folder, label, module, arguments, number):
    rounds = [{"label": label, "txNumber": number, "rateControl": FIXED, "workload": {"module": module, "arguments": arguments}}]  # fmt: skip  # noqa: E501
    test = {"name": "the smallest", "workers": {"number": 1}, "rounds": rounds}
    return write_json(folder / f"{label}.json", {"test": test, "monitors": MONITORS})


def test_caliper_takes_a_cycle_to_its_end_and_posts(home, tmp_path, monkeypatch):
    monkeypatch.setattr(caliper_session, "COMPANIES", 6)
    session = caliper_session.Session(home, install(), Clock(200))
    cycle = plan_of(tmp_path, "cycle", "workloads/cycle.js", {"volume": 5, "lists": 2, "seconds": 10, "last": True}, 1)
    post = plan_of(tmp_path, "propose", "workloads/propose.js", {}, 20)
    asyncio.run(session.carry_out([cycle, post]))
    assert (session.failures, session.clock.skipped, session.read) == ([], [], 5)
    [done] = session.cycles
    assert (done["trades"], done["failure"], done["left_out"]) == (5, None, False)
    [seen] = session.rounds
    assert (seen.label, seen.succeeded, seen.failed) == ("propose", 20, 0)
    assert thresholds.broken({"default": {"failed_share": 0.0}}, session.rounds, session.cycles) == []
    assert thresholds.broken({"propose": {"per_second": 1000}}, session.rounds, session.cycles)
