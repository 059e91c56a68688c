"""A session's launches: how long each may take, what it leaves the next one, what is told of what was not done."""

import json
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from benchmarks.caliper import session as module
from benchmarks.caliper.fit import seconds_of_plan
from benchmarks.caliper.install import BENCH, Caliper
from benchmarks.caliper.launch import CaliperFailed
from benchmarks.caliper.market_file import Prepared
from benchmarks.caliper.needs import read_plan
from benchmarks.matching.clock import Clock
from network.profile import CertificateAuthority, Peer, Profile, ProfileIdentity, ProfileOrganisation

PLANS = {name: BENCH / "plans" / f"{name}-quick.yaml" for name in ("cycles", "transactions")}


def profile(folder):
    peers = tuple(Peer(f"peer0.{name}", name, "127.0.0.1:1", folder, "", "") for name in ("platform", "supervisor"))
    organisations = {"platform": ProfileOrganisation("PlatformMSP", True), "supervisor": ProfileOrganisation("SupervisorMSP", False)}  # fmt: skip  # noqa: E501
    identities = {
        "operator": ProfileIdentity("PlatformMSP", folder, folder),
        "supervisor": ProfileIdentity("SupervisorMSP", folder, folder),
    }
    return Profile(
        "floor", "shoal", organisations, peers, (), CertificateAuthority("", "", folder, "", folder, ""), identities
    )


class Fake:
    """Caliper that does the rounds of its plan, but for those in `undone`; `fails`: it doesn't end in time."""

    def __init__(self):
        self.launches, self.undone, self.fails = [], set(), False

    def __call__(self, caliper, what, limit_s):
        plan = json.loads(Path(what.plan).read_text("utf-8"))
        self.launches.append((what, limit_s, [entry["label"] for entry in plan["test"]["rounds"]]))
        what.observations.mkdir(parents=True)
        what.log.write_text("")
        for number, entry in enumerate(plan["test"]["rounds"]):
            label, volume = entry["label"], entry["workload"].get("arguments", {}).get("volume")
            if label in self.undone:
                continue
            seen = {"label": label, "created": [1], "finished": [5], "ok": [1]}
            (what.observations / f"round-{number}-worker-0.json").write_text(json.dumps(seen))
            if volume is not None:
                late = time.time() + entry["workload"]["arguments"]["seconds"] > what.until
                kept = {"volume": volume, "cycle": number, "trades": volume, "failure": None, "left_out": late}
                (what.observations / f"cycle-{volume}.json").write_text(json.dumps(kept))
        if self.fails:
            raise CaliperFailed(f"Caliper did not end within {limit_s:.0f} s")


@pytest.fixture
def caliper(tmp_path, monkeypatch):
    fake = Fake()

    async def prepared(self, needs):
        return Prepared({})

    async def no_faults(chain, cycles, companies):
        return sum(cycle["volume"] for cycle in cycles), []

    monkeypatch.setattr(module.network, "up", lambda home, progress: profile(tmp_path))
    monkeypatch.setattr(module, "launch", fake)
    monkeypatch.setattr(module, "chain_of", lambda profile: nullcontext())
    monkeypatch.setattr(module, "faults_of", no_faults)
    monkeypatch.setattr(module.Session, "_prepared", prepared)
    return fake


def session(tmp_path, seconds):
    return module.Session(tmp_path / "home", Caliper((), {}), Clock(seconds))


async def test_a_plan_may_take_what_is_left_and_leaves_the_later_ones_their_time(caliper, tmp_path):
    found = session(tmp_path, 600)
    later = seconds_of_plan(read_plan(PLANS["transactions"]))
    await found.launch(PLANS["cycles"], later)
    await found.launch(PLANS["transactions"], 0)
    (cycles, limit_s, _), (_, _, rounds) = caliper.launches
    assert 580 - module.ENDING_S < limit_s <= 600 - module.ENDING_S
    assert cycles.until - time.time() <= 600 - module.ENDING_S - later
    assert rounds == [entry["label"] for entry in read_plan(PLANS["transactions"])["test"]["rounds"]]
    assert (found.failures, found.clock.skipped, found.read) == ([], [], 105)
    assert [cycle["volume"] for cycle in found.cycles] == [5, 100]
    assert [one.label for one in found.rounds] == rounds


async def test_what_does_not_fit_is_left_out_and_named_which_is_no_failure(caliper, tmp_path):
    found = session(tmp_path, 80)
    await found.launch(PLANS["cycles"], 65)
    await found.launch(PLANS["transactions"], 0)
    assert found.clock.skipped == ["cycle-100", "post-bulk"]
    assert [cycle["volume"] for cycle in found.cycles] == [5]
    assert (found.failures, found.read) == ([], 5)


async def test_a_round_that_was_not_done_is_a_failure(caliper, tmp_path):
    caliper.undone, caliper.fails = {"queries", "verdicts"}, True
    found = session(tmp_path, 600)
    await found.launch(PLANS["transactions"], 0)
    ended, undone = found.failures
    assert "did not end within" in ended
    assert undone == "transactions: not done: verdicts, queries"
