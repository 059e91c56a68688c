"""The source's Figure 17 measured on our floor: whole cycles by number of trades, through our own gateway.

    .venv/bin/python -m benchmarks.fig17 [--quick] [--volumes 5 20 …] [--single] [--companies 40] [--goal-whole 13 …]

A floor of its own is brought up on a new ledger under `.shoal/bench/fig17`, and taken down at the end. For each volume:
so many supply and as many demand lists through REST (one a request up to 1,000 trades, beyond it `--lists` a request),
then the cycle with everybody's decisions and evaluations, until the credit is on the ledger; then an audit of what the
ledger holds against what the companies posted and said. Prints its tables. A whole run writes
`benchmarks/results/fig17-<commit>.json`, `docs/img/fig17.svg` and `.png`; a quick one, or one of other volumes, writes
them under `.shoal/bench/fig17-run/`. Ends with 1 when a goal is missed.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import goals, record
from benchmarks.fig17.plot import draw
from benchmarks.fig17.results import GOALS, in_lines, judged, measures
from benchmarks.fig17.source import VOLUMES
from benchmarks.fig17.tables import all_tables
from benchmarks.fig17.volume import ONE_BY_ONE, Volumes
from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.printing import show
from benchmarks.trading.cycle import Load
from benchmarks.trading.ground import floor_at, ground_of
from benchmarks.trading.market import Market
from benchmarks.trading.rest import FAILURES
from shoal.home import checkout, shoal_home
from tests.scenarios.floor import TestFloor

Row = dict[str, Any]
DEPENDS_ON = (
    "benchmarks/fig17", "benchmarks/trading", "chaincode", "fabric_gateway", "gateway", "matching", "network",
    "sentiment",
)  # fmt: skip
LIBRARIES = ("aiohttp", "fastapi", "grpcio", "numpy", "psutil", "sqlalchemy", "uvicorn", "uvloop")
FULL = (*VOLUMES, 2_000, 5_000, 10_000)
QUICK = (5, 100, 1_000)
BUDGET_S, QUICK_BUDGET_S = 14 * 60, 2.5 * 60
"""From the floor's start: what doesn't fit any more is left out, and said to be."""


def rounds_of(volume: int) -> int:
    """Small volumes are over soon, and their times differ more; the goals are about the largest that is one by one."""
    return 5 if volume <= 100 or volume == ONE_BY_ONE else 3 if volume <= ONE_BY_ONE else 1


async def measure(floor: TestFloor, given: argparse.Namespace, clock: Clock) -> Row:
    """All volumes, the smallest first. The first cycle of a floor is not counted: it warms every process up."""
    load = Load(given.in_flight, given.bulk_in_flight, given.lists, given.single)
    market = Market.register(floor, given.companies, given.breeds)
    clock.say(f"the floor is up; {given.companies} companies")
    rounds: list[Row] = []
    failure = None
    async with ground_of(floor, market, load) as ground:
        try:
            await _volumes(Volumes(ground), given, clock, rounds)
        except FAILURES as error:
            failure = f"{type(error).__name__}: {error}"
        memory, repeated = ground.usage.all_resident_mib(), ground.rest.repeated
    found = {"load_shape": asdict(load), "rounds": rounds, "resident_mib": memory, "repeated_requests": repeated}
    return found | {"failure": failure}


async def _volumes(volumes: Volumes, given: argparse.Namespace, clock: Clock, rounds: list[Row]) -> None:
    await volumes.run(min(given.volumes))
    for volume in sorted(given.volumes):
        for number in range(given.rounds or (1 if given.quick else rounds_of(volume))):
            if not clock.fits(f"{volume:,} trades, round {number + 1}", expected(rounds, volume)):
                break
            started = clock.elapsed
            done, audit = await volumes.run(volume)
            rounds.append(done.as_dict() | {"with_audit": round(clock.elapsed - started, 3)})
            clock.say(
                f"{volume:,} trades: {done.whole:.2f} s, frozen to credit {done.frozen_to_credit:.2f} s;"
                f" {audit.settled.total():,} settled, {audit.faults} faults"
            )
            for line in audit.lines():
                clock.say(f"  {line}")


def expected(rounds: Sequence[Row], volume: int) -> float:
    """Seconds that a volume will take with its audit: the last round's, in proportion."""
    if not rounds:
        return 0.0
    return float(rounds[-1]["with_audit"]) * max(1.0, volume / float(rounds[-1]["volume"]))


def publish(results: Row) -> None:
    """Write results and plot, and print the tables."""
    own = shoal_home() / "bench" / "fig17-run"
    whole = not results["quick"] and not results["partial"]
    file = record.write(results, measures(results), record.FOLDER if whole else own)
    plot = (checkout() / "docs" / "img" if whole else own) / "fig17"
    draw(results, plot)
    show(all_tables(results), *in_lines(results), in_words(results), file, f"{plot}.svg")


def main(argv: list[str] | None = None) -> int:
    """1 when a goal is missed."""
    given = options(argv)
    if given.redraw is not None:
        publish(judged(json.loads(given.redraw.read_text("utf-8")), goals.as_given(GOALS, given)))
        return 0
    about = circumstances(DEPENDS_ON, LIBRARIES)
    if about["load"] > about["machine"]["cores"]:
        print(f"the machine is busy (load {about['load']}): times will be too long", flush=True)
    clock = Clock(60 * given.minutes if given.minutes else QUICK_BUDGET_S if given.quick else BUDGET_S)
    with floor_at(given.home) as floor:
        found = uvloop.run(measure(floor, given, clock))
    partial = sorted(given.volumes) != sorted(FULL) or given.single or bool(given.rounds)
    results = judged(
        {"benchmark": "fig17", **about, "quick": given.quick, "partial": partial, "companies": given.companies}
        | {"breeds": given.breeds, "took": round(clock.elapsed, 1), "left_out": clock.skipped, **found},
        goals.as_given(GOALS, given),
    )
    publish(results)
    return goals.exit_code(results)


def options(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help=f"only {QUICK}, a round each, within three minutes")
    arguments.add_argument("--volumes", type=int, nargs="+", metavar="TRADES")
    arguments.add_argument("--rounds", type=int, help="of every volume")
    arguments.add_argument("--single", action="store_true", help="decide and evaluate one by one, too")
    arguments.add_argument("--companies", type=int, default=40)
    arguments.add_argument("--breeds", type=int, default=20)
    arguments.add_argument("--in-flight", type=int, default=400, help="requests at a time, where they are of one item")
    arguments.add_argument("--bulk-in-flight", type=int, default=8, help="the same in bulk")
    arguments.add_argument("--lists", type=int, default=100, help="lists a request, in bulk")
    arguments.add_argument("--minutes", type=float, help="budget")
    arguments.add_argument("--home", type=Path, default=shoal_home() / "bench" / "fig17")
    arguments.add_argument("--redraw", type=Path, metavar="FILE", help="only tables and plot anew, from these results")
    goals.add_options(arguments, GOALS)
    given = arguments.parse_args(argv)
    given.volumes = given.volumes or (QUICK if given.quick else FULL)
    return given


if __name__ == "__main__":
    sys.exit(main())
