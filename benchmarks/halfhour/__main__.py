"""How many trades the floor settles in half an hour: cycles back to back, through our own gateway.

    .venv/bin/python -m benchmarks.halfhour [--minutes 30] [--trades 5000] [--companies 40] [--goal-trades 250000 …]

A floor of its own is brought up on a new ledger under `.shoal/bench/halfhour`, and taken down at the end. Companies
post their lists in bulk, decide and evaluate in bulk, as their software would; while a cycle is worked on, the next one
takes lists. A trade counts when the ledger has its contract, both evaluations, and the entries in both parties' credit,
in a cycle that was closed in time: read back from the ledger at the end, and compared with what the companies posted
and said. Prints its tables. A run of 30 minutes writes `benchmarks/results/halfhour-<commit>.json`,
`docs/img/halfhour.svg` and `.png`; another one writes them under `.shoal/bench/halfhour-run/`. Ends with 1 when a goal
is missed.
"""

import argparse
import asyncio
import contextlib
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import uvloop

from benchmarks import goals, record
from benchmarks.fig17.__main__ import DEPENDS_ON, LIBRARIES
from benchmarks.halfhour.memory import sample
from benchmarks.halfhour.plot import draw
from benchmarks.halfhour.results import GOALS, HALF_HOUR, all_tables, in_lines, judged, measures
from benchmarks.halfhour.stream import Stream
from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.printing import show
from benchmarks.trading.audit import audit
from benchmarks.trading.cycle import Load
from benchmarks.trading.ground import Ground, floor_at, ground_of
from benchmarks.trading.held import read
from benchmarks.trading.labels import labels_of
from benchmarks.trading.market import Market
from benchmarks.trading.rest import FAILURES
from shoal.home import checkout, shoal_home
from tests.scenarios.floor import TestFloor

Row = dict[str, Any]
SETUP_S = 600.0


async def measure(floor: TestFloor, given: argparse.Namespace, clock: Clock) -> Row:
    """The run and its audit."""
    market = Market.register(floor, given.companies, given.breeds)
    load = Load(in_flight=1, bulk_in_flight=given.bulk_in_flight, lists=given.lists)
    clock.say(f"the floor is up; {given.companies} companies")
    async with ground_of(floor, market, load) as ground:
        stream = Stream(ground, given.trades, 60 * given.minutes, clock.say)
        memory, failure = await _sampled(ground, stream)
        took, cpu = stream.elapsed, ground.usage.since()
        resident = ground.usage.all_resident_mib()
        clock.say("reading the ledger")
        held = await read(ground.profile, market, [said.cycle for said in stream.said])
        found = audit(stream.said, held, labels_of(stream.said))
        clock.say(f"{found.settled.total():,} trades settled, {found.faults} faults")
    return {
        "load_shape": asdict(load),
        "cycles": [asdict(done) for done in stream.done],
        "settled_by_cycle": dict(sorted(found.settled.items())),
        "audit": found.as_dict(),
        "memory_mib": [(round(at, 1), round(mib, 1)) for at, mib in memory],
        "cpu_seconds": cpu,
        "resident_mib": resident,
        "took": round(took, 1),
        "repeated_requests": ground.rest.repeated,
        "failure": failure,
    }


async def _sampled(ground: Ground, stream: Stream) -> tuple[list[tuple[float, float]], str | None]:
    """Run the stream; the gateway's memory meanwhile, and what ended it before its time."""
    failure = None
    memory: list[tuple[float, float]] = []
    ground.usage.since()
    sampler = asyncio.create_task(sample(lambda: ground.usage.resident_mib("gateway"), memory))
    try:
        await stream.run()
    except FAILURES as error:
        failure = f"{type(error).__name__}: {error}"
    finally:
        sampler.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sampler
    return memory, failure


def publish(results: Row) -> None:
    """Write results and plot, and print the tables."""
    own, whole = shoal_home() / "bench" / "halfhour-run", results["minutes"] == HALF_HOUR
    file = record.write(results, measures(results), record.FOLDER if whole else own)
    plot = (checkout() / "docs" / "img" if whole else own) / "halfhour"
    draw(results, plot)
    show(all_tables(results), *in_lines(results), in_words(results), file, f"{plot}.svg")


def main(argv: list[str] | None = None) -> int:
    """1 when a goal is missed."""
    given = options(argv)
    wanted = goals.as_given(GOALS, given)
    if given.redraw is not None:
        publish(judged(json.loads(given.redraw.read_text("utf-8")), wanted))
        return 0
    about = circumstances((*DEPENDS_ON, "benchmarks/halfhour"), LIBRARIES)
    if about["load"] > about["machine"]["cores"]:
        print(f"the machine is busy (load {about['load']}): it will be fewer trades", flush=True)
    clock = Clock(SETUP_S + 60 * given.minutes)
    with floor_at(given.home) as floor:
        found = uvloop.run(measure(floor, given, clock))
    shape = {name: vars(given)[name] for name in ("minutes", "trades", "companies", "breeds")}
    results = judged({"benchmark": "halfhour", **about, "quick": given.minutes != HALF_HOUR, **shape, **found}, wanted)
    publish(results)
    return goals.exit_code(results)


def options(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=HALF_HOUR)
    arguments.add_argument("--trades", type=int, default=5_000, help="a cycle")
    arguments.add_argument("--companies", type=int, default=40)
    arguments.add_argument("--breeds", type=int, default=20)
    arguments.add_argument("--bulk-in-flight", type=int, default=8, help="requests at a time")
    arguments.add_argument("--lists", type=int, default=250, help="lists a request")
    arguments.add_argument("--home", type=Path, default=shoal_home() / "bench" / "halfhour")
    arguments.add_argument("--redraw", type=Path, metavar="FILE", help="only tables and plot anew, from these results")
    goals.add_options(arguments, GOALS)
    return arguments.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
