"""What stands around Caliper: plans, network file, observations, thresholds, launches, our own report."""

import json
import os
import sys
import textwrap
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import psutil
import pytest
import yaml

from benchmarks.caliper import report, thresholds
from benchmarks.caliper.as_client import plan_of
from benchmarks.caliper.install import BENCH, Caliper, is_new_enough
from benchmarks.caliper.launch import CaliperFailed, Launch, errors_in, failed_rounds, launch
from benchmarks.caliper.needs import Needs, needs_of, read_plan
from benchmarks.caliper.network_file import network_file
from benchmarks.caliper.observations import Round, cycles_in, round_of, rounds_in
from benchmarks.ledger.load import Load
from network.profile import CertificateAuthority, Peer, Profile, ProfileIdentity, ProfileOrganisation

PLANS = sorted(BENCH.glob("plans/*.yaml"))


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)
def test_a_plan_names_workloads_that_there_are_and_rounds_by_one_name_each(file):
    plan = read_plan(file)
    rounds = plan["test"]["rounds"]
    assert len({entry["label"] for entry in rounds}) == len(rounds)
    for entry in rounds:
        assert (BENCH / entry["workload"]["module"]).is_file()
        assert ("txNumber" in entry) != ("txDuration" in entry)
        # Workers share a round evenly, so that what the market holds for it comes out even.
        assert entry.get("txNumber", 0) % plan["test"]["workers"]["number"] == 0
    assert all((BENCH / entry["module"]).is_file() for entry in plan["monitors"]["transaction"])


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.stem)
def test_statements_of_a_plan_fit_the_matches_it_asks_for(file):
    plan = read_plan(file)
    taken = {}
    for entry in plan["test"]["rounds"]:
        kind, arguments = Path(entry["workload"]["module"]).stem, entry["workload"].get("arguments", {})
        if kind in ("decisions", "evaluations", "appeals", "verdicts"):
            first, last = arguments["from"], arguments["to"]
            assert entry["txNumber"] * arguments["statements"] == 2 * (last - first)
            assert first == taken.get(kind, 0)
            taken[kind] = last
        if kind == "queries":
            assert 0 < arguments["appealed"] <= taken["appeals"]
    needs = needs_of(plan)
    assert (needs.matches, needs.contracts) == (taken.get("decisions", 0), taken.get("evaluations", 0))
    # Only what was evaluated is appealed, and only what was appealed is decided.
    assert taken.get("verdicts", 0) <= taken.get("appeals", 0) <= taken.get("evaluations", 0)


def test_the_plans_cover_every_transaction_rate_and_volume():
    rounds = [entry for name in ("transactions", "cycles") for entry in read_plan(BENCH / f"plans/{name}.yaml")["test"]["rounds"]]  # fmt: skip  # noqa: E501
    assert {Path(entry["workload"]["module"]).stem for entry in rounds} == {
        file.stem for file in BENCH.glob("workloads/*.js")
    }
    assert {entry["rateControl"]["type"] for entry in rounds} >= {"fixed-rate", "linear-rate", "fixed-feedback-rate"}
    volumes = [entry["workload"]["arguments"]["volume"] for entry in rounds if entry["label"].startswith("cycle-")]
    assert volumes == [5, 20, 100, 200, 500, 1000, 2000, 5000, 10000]


def test_needs_are_those_of_the_quick_plan():
    assert needs_of(read_plan(BENCH / "plans/transactions-quick.yaml")) == Needs(20, 100, 100)
    assert needs_of(read_plan(BENCH / "plans/cycles.yaml")) == Needs(0, 0, 0)


def test_the_lock_has_no_download_addresses():
    lock = json.loads((BENCH / "package-lock.json").read_text("utf-8"))
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    wanted = json.loads((BENCH / "package.json").read_text("utf-8"))["dependencies"]
    assert all(lock["packages"][f"node_modules/{name}"]["version"] == version for name, version in wanted.items())


def profile(tmp_path):
    peers = tuple(
        Peer(f"peer0.{name}", name, f"127.0.0.1:{port}", tmp_path / "ca.crt", f"peer0.{name}.test", "")
        for name, port in (("platform", 7051), ("supervisor", 8051))
    )
    ca = CertificateAuthority("", "", tmp_path, "", tmp_path, "")
    organisations = {
        "platform": ProfileOrganisation("PlatformMSP", True), "supervisor": ProfileOrganisation("SupervisorMSP", False)
    }  # fmt: skip
    return Profile("floor", "shoal", organisations, peers, (), ca, {})


def test_the_network_file_names_peer_channel_and_callers(tmp_path):
    callers = {
        name: ProfileIdentity(msp_id, tmp_path / f"{name}.pem", tmp_path / f"{name}.key")
        for name, msp_id in (("operator", "PlatformMSP"), ("supervisor", "SupervisorMSP"), ("C-ABCD", "PlatformMSP"))
    }
    made = yaml.safe_load(json.dumps(network_file(profile(tmp_path), callers)))
    assert made["channels"] == [{"channelName": "floor", "contracts": [{"id": "shoal"}]}]
    organisation, other = made["organizations"]
    assert (organisation["mspid"], other["mspid"]) == ("PlatformMSP", "SupervisorMSP")
    assert [entry["name"] for entry in other["identities"]["certificates"]] == ["supervisor"]
    assert other["peers"][0]["endpoint"] == "127.0.0.1:8051"
    alone = network_file(profile(tmp_path), {"operator": callers["operator"]})
    assert [entry["mspid"] for entry in alone["organizations"]] == ["PlatformMSP"]
    assert organisation["peers"][0]["endpoint"] == "127.0.0.1:7051"
    assert organisation["peers"][0]["grpcOptions"] == {"ssl-target-name-override": "peer0.platform.test"}
    certificates = organisation["identities"]["certificates"]
    assert [entry["name"] for entry in certificates] == ["operator", "C-ABCD"]
    assert certificates[1]["clientPrivateKey"] == {"path": str(tmp_path / "C-ABCD.key")}


def part(label="post", *rows):
    created, finished, ok = zip(*rows, strict=True) if rows else ((), (), ())
    return {"label": label, "created": created, "finished": finished, "ok": ok}


def test_parts_of_all_workers_are_one_round():
    seen = round_of([part("post", (1000, 1100, 1), (1500, 1900, 0)), part("post", (1200, 3000, 1))])
    assert (seen.succeeded, seen.failed, seen.seconds) == (2, 1, 2.0)
    assert seen.latencies_ms == (100, 1800)
    assert seen.per_second == 1.0
    assert seen.failed_share == pytest.approx(1 / 3)
    assert (seen.percentile_ms(0.5), seen.percentile_ms(0.95)) == (1800, 1800)


def test_a_round_in_which_nothing_ended():
    seen = round_of([part(), part()])
    assert (seen.succeeded, seen.failed, seen.per_second, seen.failed_share) == (0, 0, 0, 1)
    assert seen.as_dict()["latency_ms"] == {"p50": None, "p95": None, "p99": None}


def test_rounds_stand_in_their_order(tmp_path):
    for number in (10, 2):
        for worker in (0, 1):
            file = tmp_path / f"round-{number}-worker-{worker}.json"
            file.write_text(json.dumps(part(f"r{number}", (0, 10, 1))))
    for volume in (1000, 20):
        (tmp_path / f"cycle-{volume}.json").write_text(json.dumps(cycle(volume)))
    assert [(seen.label, seen.succeeded) for seen in rounds_in(tmp_path)] == [("r2", 2), ("r10", 2)]
    assert [seen["volume"] for seen in cycles_in(tmp_path)] == [20, 1000]


def cycle(volume, **changes):
    stages = {"post lists": 1.0, "match": 0.5}
    return {
        "volume": volume, "trades": volume, "seconds": 2.0, "stages": stages, "transactions": 60, "repeated": 0,
        "failure": None,
    } | changes  # fmt: skip


def seen(label="post", succeeded=100, failed=0, seconds=1.0, latency=50):
    return Round(label, succeeded, failed, seconds, (latency,) * succeeded)


@pytest.mark.parametrize(
    ("limits", "what", "says"),
    [
        ({"default": {"failed_share": 0.01}}, seen(), None),
        ({"default": {"failed_share": 0.01}}, seen(failed=2), "2 %|1.96 %"),
        ({"default": {"failed_share": 0.01}, "post": {"failed_share": 0.05}}, seen(failed=2), None),
        ({"post": {"p95_ms": 49}}, seen(), "p95 is 50"),
        ({"other": {"p95_ms": 49}}, seen(), None),
        ({"post": {"per_second": 101}}, seen(), "at least 101"),
        ({}, seen(succeeded=0), "nothing succeeded"),
    ],
)
def test_thresholds_of_rounds(limits, what, says):
    found = thresholds.broken(limits, [what], [])
    assert len(found) == (says is not None)
    if says:
        assert any(text in found[0] for text in says.split("|"))


@pytest.mark.parametrize(
    ("limits", "what", "says"),
    [
        ({"cycle-20": {"cycle_seconds": 3}}, cycle(20), None),
        ({"cycle-20": {"cycle_seconds": 1.5}}, cycle(20), "at most 1.5"),
        ({}, cycle(20, trades=19), "19 trades"),
        ({}, cycle(20, failure="SubmitScheme failed"), "SubmitScheme failed"),
    ],
)
def test_thresholds_of_cycles(limits, what, says):
    found = thresholds.broken(limits, [], [what])
    assert len(found) == (says is not None)
    assert says is None or says in found[0]


def test_thresholds_are_of_rounds_that_there_are(tmp_path):
    labels = {entry["label"] for file in PLANS for entry in read_plan(file)["test"]["rounds"]}
    assert set(thresholds.read(BENCH / "thresholds.yaml")) <= labels | {"default"}
    misspelt = tmp_path / "thresholds.yaml"
    misspelt.write_text("post: {p59_ms: 3}\n")
    with pytest.raises(SystemExit, match="p59_ms"):
        thresholds.read(misspelt)


FAKE = """
    import json, os, subprocess, sys, time
    from pathlib import Path
    plan = Path(next(a for a in sys.argv if "benchconfig" in a).split("=")[1]).read_text()
    out = Path(os.environ["SHOAL_OBSERVATIONS"])
    if plan == "hang":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
        (out / "child").write_text(str(child.pid))
        time.sleep(3600)
    print("2026 error [caliper] " + "x" * 1000, "Failed round 6 (scheme): Error: nothing to send", sep="\\n")
    (out / "round-0-worker-0.json").write_text(json.dumps(
        {"label": Path(os.environ["SHOAL_MARKET"]).name, "created": [1], "finished": [5], "ok": [1]}))
    sys.exit(int(plan))
"""


@pytest.fixture
def fake(tmp_path):
    program = tmp_path / "caliper.py"
    program.write_text(textwrap.dedent(FAKE))

    def make(plan):
        file = tmp_path / "plan.yaml"
        file.write_text(plan)
        folder = tmp_path / "run"
        folder.mkdir(exist_ok=True)
        return Caliper((sys.executable, str(program)), os.environ), Launch(file, file, folder, tmp_path / "market.json")

    return make


def test_a_launch_reads_its_observations_and_forgets_those_before(fake):
    caliper, what = fake("0")
    what.observations.mkdir()
    (what.observations / "round-7-worker-0.json").write_text("{}")
    launch(caliper, what, 60)
    assert [one.label for one in rounds_in(what.observations)] == ["market.json"]
    assert failed_rounds(what.log) == ["Failed round 6 (scheme): Error: nothing to send"]
    [first] = errors_in(what.log)
    assert len(first) < 450


def test_a_launch_that_fails_says_so(fake):
    with pytest.raises(CaliperFailed, match="ended with 4"):
        launch(*fake("4"), 60)


def test_a_launch_that_hangs_is_ended_with_its_workers(fake):
    caliper, what = fake("hang")
    with pytest.raises(CaliperFailed, match="within"):
        launch(caliper, what, 5)
    child = int((what.observations / "child").read_text())
    for _ in range(100):
        if not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)
    pytest.fail("its worker still runs")


def test_caliper_as_a_client_does_what_the_load_says():
    given = Load("market:ProposeModel", "", 20, 800, 8.0)
    [one] = plan_of(given)["test"]["rounds"]
    assert one["txDuration"] == 8.0
    assert one["rateControl"]["opts"] == {"load": 20, "most": 800}
    assert one["workload"]["arguments"] == {"most": 800, "warm": 100}
    assert Path(one["workload"]["module"]).is_file()
    assert Path(one["rateControl"]["type"]).is_file()
    with pytest.raises(ValueError, match="PostLists"):
        plan_of(Load("floor:PostLists", "", 1, 1, 1.0))


def test_the_plot_shows_our_cycles_beside_the_source(tmp_path):
    done = [cycle(20), cycle(1000, seconds=9.5), cycle(2000, failure="it failed")]
    text = "".join(ET.parse(report.draw(done, "2 cores", tmp_path / "plot.svg")).getroot().itertext())
    assert "the source (Fig. 17, extrapolated)" in text
    assert "Shoal, whole cycle" in text
    assert "2 cores" in text
    nothing = "".join(ET.parse(report.draw([], "2 cores", tmp_path / "none.svg")).getroot().itertext())
    assert "Shoal, whole cycle" not in nothing
    names = {measure.name: measure.values for measure in report.measures([seen()], done)}
    assert names["cycle of 1000"] == (9.5,)
    assert "cycle of 2000" not in names
    assert names["post rate"] == (100.0,)
    columns = [column.header for column in report.cycle_table(done).columns]
    assert columns == ["seconds", "20", "1,000", "2,000"]


def test_what_is_no_node_is_not_new_enough(tmp_path):
    assert not is_new_enough(str(tmp_path / "node"))
    assert not is_new_enough(sys.executable)
