"""Where time and bytes go per trade, and what the model makes of it.

    .venv/bin/python -m benchmarks.profile [--quick] [--trades 1000] [--rounds 2] [--cores N]

A floor of its own is brought up on a new ledger under `.shoal/bench/profile`, and taken down at the end. First single
transactions of the ledger at 1 and 20 in flight, which the model of the ledger is made from; then whole cycles as
`make bench-fig17` runs them: `--rounds` untouched, of which processor, bytes and metrics are read between the stages;
one with the gateway sampled (shares by part), and one more for its flame graph, during which peers and orderer are
sampled too. Writes `benchmarks/results/profile-<commit>.json`, `docs/img/profile-gateway.svg` (the flame graph) and
`docs/img/profile-*.svg`; with `--quick`, or with other numbers, under `.shoal/bench/profile-run/`. `--cores` keeps all
of it on so many cores, to see whether the model foretells that.
"""

import argparse
import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvloop
import yaml

from benchmarks import record
from benchmarks.fig17.volume import Volumes
from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.printing import show
from benchmarks.profile import go_profiles, stacks
from benchmarks.profile.calibration import at_rest, calibrate
from benchmarks.profile.plots import draw_all
from benchmarks.profile.tables import all_tables, measures
from benchmarks.profile.watch import Sources, Watch
from benchmarks.trading.cycle import Load
from benchmarks.trading.ground import Ground, ground_of, new_floor
from benchmarks.trading.market import Market
from network import api as network
from network import ports, topology
from shoal.home import checkout, shoal_home
from tests.scenarios.floor import TestFloor

Row = dict[str, Any]
DEPENDS_ON = (
    "benchmarks/profile", "benchmarks/trading", "chaincode", "fabric_gateway", "gateway", "matching", "network",
    "sentiment",
)  # fmt: skip
LIBRARIES = ("fastapi", "grpcio", "numpy", "py-spy", "sqlalchemy", "uvicorn", "uvloop")
IN_FLIGHT, BULK_IN_FLIGHT, LISTS = 400, 8, 100
"""The load, as in `make bench-fig17`."""
TRADES, QUICK_TRADES = 1000, 200


@contextmanager
def floor_at(home: Path) -> Iterator[TestFloor]:
    """As `benchmarks.trading.ground.floor_at`, with nodes that serve Go's profiles."""
    floor = new_floor(home)
    home.mkdir(parents=True)
    described = yaml.safe_load(topology.DEFAULT_FILE.read_text("utf-8"))
    described["peer_settings"]["pprof"] = True
    file = home / "topology.yaml"
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    try:
        network.up(home, lambda what: print(what, flush=True), topology_file=file)
        floor.shoal("gateway", "up")
        yield floor
    finally:
        floor.down()


def pprof_addresses(home: Path) -> dict[str, str]:
    """Of each node that serves Go's profiles."""
    known = ports.load(home / "network" / "ports.json")
    return {name.partition("/")[0]: f"127.0.0.1:{port}" for name, port in known.items() if name.endswith("/pprof")}


async def measure(floor: TestFloor, given: argparse.Namespace, clock: Clock, folder: Path) -> Row:
    """See the module."""
    market = Market.register(floor, given.companies, given.breeds)
    profile, load = network.load_profile(floor.home), Load(IN_FLIGHT, BULK_IN_FLIGHT, LISTS, given.single)
    clock.say(f"the floor is up; {given.companies} companies")
    async with ground_of(floor, market, load) as lent:
        watch = Watch(floor.processes(), Sources.of(profile, floor.home, floor.url))
        ground = Ground(profile, market, lent.rest, watch, load)
        resting = await at_rest(watch)
        calibration = await calibrate(profile, watch, resting)
        clock.say("; ".join(f"{row['in_flight']} in flight: {row['per_second']} tx/s" for row in calibration))
        volumes = Volumes(ground)
        await volumes.run(min(100, given.trades))  # warms every process up, not counted
        rounds: list[Row] = []
        longest = 0.0
        while len(rounds) < given.rounds and clock.fits(f"round {len(rounds) + 1}", longest):
            began = clock.elapsed
            rounds.append(await one(volumes, watch, given.trades, clock, "untouched"))
            longest = max(longest, clock.elapsed - began)
        sampled: Row = {"gateway": {}, "nodes": {}}
        if clock.fits("the cycles under the samplers", 4 * longest):
            sampled = await with_stacks(volumes, watch, given, clock, folder, rounds)
    return {"resting": resting, "calibration": calibration, "rounds": rounds, **sampled}


async def one(volumes: Volumes, watch: Watch, trades: int, clock: Clock, what: str) -> Row:
    """A cycle: its times, and what each stage took."""
    watch.stages.clear()
    done, audit = await volumes.run(trades)
    clock.say(f"{trades:,} trades, {what}: {done.whole:.2f} s, frozen to credit {done.frozen_to_credit:.2f} s")
    stages = dict(zip(done.seconds, watch.stages[1:], strict=True))  # the first reading is of the time before
    if audit.faults:
        raise RuntimeError(f"the audit found {audit.faults} faults: {audit.lines()[:5]}")
    return done.as_dict() | {"stages": {name: asdict(stage) for name, stage in stages.items()}}


async def with_stacks(
    volumes: Volumes, watch: Watch, given: argparse.Namespace, clock: Clock, folder: Path, rounds: list[Row]
) -> Row:
    """The same cycles under the samplers. Not what times are taken from: sampling costs time, too."""
    gateway, raw, flame = watch.pids["gateway"], folder / "gateway.txt", folder / "profile-gateway.svg"
    try:
        with stacks.sampled(gateway, raw, "raw"):
            await one(volumes, watch, given.trades, clock, "the gateway's stacks sampled")
        longest = max(10, round(1.2 * max(row["whole"] for row in rounds)))
        go = await asyncio.to_thread(lambda: go_profiles.profiled(pprof_addresses(given.home), longest, folder / "go"))
        with go as files, stacks.sampled(gateway, flame, "flamegraph"):
            began = clock.elapsed
            while True:
                await one(volumes, watch, given.trades, clock, "flame graph; peers and orderer sampled")
                if clock.elapsed - began > longest / 2:
                    break
    except stacks.NotSampled as failed:
        clock.skipped.append(f"the gateway's stacks: {failed}")
        return {"gateway": {}, "nodes": {}}
    lines = raw.read_text("utf-8").splitlines()
    found = {name: go_profiles.stacks(go_profiles.traces(file, shoal_home())) for name, file in files.items()}
    return {
        "gateway": {"parts": stacks.by_part(lines), "hottest": stacks.hottest(lines)},
        "nodes": {
            name: {"parts": go_profiles.by_part(taken), "hottest": go_profiles.hottest(taken)}
            for name, taken in sorted(found.items())
        },
    }


def publish(results: Row, folder: Path) -> Path:
    """Write results and plots, and print the tables."""
    whole = not results["quick"] and not results["partial"]
    file = record.write(results, measures(results), record.FOLDER if whole else folder)
    pictures = draw_all(results, checkout() / "docs" / "img" if whole else folder)
    flame = folder / "profile-gateway.svg"
    if whole and flame.exists():
        named = stacks.titled(flame.read_text("utf-8"), f"The gateway's processor, {in_words(results)}")
        (checkout() / "docs" / "img" / flame.name).write_text(named, encoding="utf-8")
    show(all_tables(results), *results["left_out"], in_words(results), file, *pictures)
    return file


def main(argv: list[str] | None = None) -> int:
    """0, unless something went wrong: a profile has no goals."""
    given = options(argv)
    if given.cores:
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: given.cores]))
    about = circumstances(DEPENDS_ON, LIBRARIES)
    if about["load"] > about["machine"]["cores"]:
        print(f"the machine is busy (load {about['load']}): believe seconds of processor, not seconds", flush=True)
    clock = Clock(60 * 14)
    folder = shoal_home() / "bench" / "profile-run"
    shutil.rmtree(folder, ignore_errors=True)
    os.environ.setdefault("SHOAL_CACHE", str(shoal_home() / "cache"))
    with floor_at(given.home) as floor:
        found = uvloop.run(measure(floor, given, clock, folder))
    partial = given.trades != TRADES or given.single or bool(given.cores)
    results = {
        "benchmark": "profile",
        **about,
        "quick": given.quick,
        "partial": partial,
        "trades": given.trades,
        "single": given.single,
    }
    results |= {
        "batch_timeout_s": batch_timeout_s(),
        "took": round(clock.elapsed, 1),
        "left_out": clock.skipped,
        **found,
    }
    publish(results, folder)
    return 0


def batch_timeout_s() -> float:
    """Of the orderer, as the topology has it."""
    text = topology.load().ordering.batch_timeout
    return float(text.removesuffix("ms")) / 1000 if text.endswith("ms") else float(text.removesuffix("s"))


def options(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument(
        "--quick", action="store_true", help=f"{QUICK_TRADES} trades and one round, within three minutes"
    )
    found.add_argument("--trades", type=int)
    found.add_argument("--rounds", type=int, help="untouched ones")
    found.add_argument("--single", action="store_true", help="decide and evaluate one by one")
    found.add_argument("--companies", type=int, default=40)
    found.add_argument("--breeds", type=int, default=20)
    found.add_argument("--cores", type=int, help="keep everything on so many cores")
    found.add_argument("--home", type=Path, default=shoal_home() / "bench" / "profile")
    given = found.parse_args(argv)
    given.trades = given.trades or (QUICK_TRADES if given.quick else TRADES)
    given.rounds = given.rounds or (1 if given.quick else 2)
    return given


if __name__ == "__main__":
    sys.exit(main())
