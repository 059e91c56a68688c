"""Committed transactions per second: six clients, one network, one transaction, in turns.

    .venv/bin/python -m benchmarks.ledger [--quick] [--in-flight N …] [--rounds N] [--ways NAME …]

A network of its own is brought up under `.shoal/bench/ledger` and taken down at the end. Method: README.md beside this
file. Prints ratios first, then rates; writes `benchmarks/results/ledger-<commit>.json` (`--quick`: to `.shoal/bench/`).
Ends with 1 when a goal was missed, or when a client of ours failed with a transaction.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks import goals, record
from benchmarks.caliper.as_client import caliper
from benchmarks.ledger import others, ours, summary
from benchmarks.ledger.load import InThisProcess, Load, Run, Way
from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from benchmarks.printing import show
from network import api as network
from shoal.home import shoal_home

WAYS = ("bare", "client", "port", "go", "hfc", "caliper")
OURS = ("bare", "client", "port")
STAYING = (*OURS, "go")
"""The others start anew for every run."""
TRANSACTIONS = {1: 60, 20: 800}
MOST = 2000
FUNCTION, ARGUMENT = "market:ProposeModel", '{"digest":"{digest}"}'
MEASURED = ("benchmarks/ledger", "benchmarks/goclient", "fabric_gateway", "gateway/ledger", "network", "chaincode")


@asynccontextmanager
async def ways_on(profile: network.Profile, names: Sequence[str], folder: Path) -> AsyncIterator[list[Way]]:
    """The named clients, connected; closed at the end."""
    async with AsyncExitStack() as stack:
        found: list[Way] = []
        for name in names:
            if name in OURS:
                found.append(InThisProcess(name, await getattr(ours, name)(profile, stack)))
            elif name == "caliper":
                found.append(await asyncio.to_thread(caliper, profile, folder))
            else:
                make = {"go": others.official_go, "hfc": others.hfc}[name]
                way = await asyncio.to_thread(make, profile, folder)
                stack.push_async_callback(way.close)
                found.append(way)
        yield found


@dataclass(frozen=True)
class Plan:
    """How much is measured. A run takes `limit_s` seconds at most, beside what is under way then. Clients that start
    anew for every run, which takes long, have a turn in the first round and in every `slow_every`th one from there.
    """

    ways: Sequence[str]
    levels: Sequence[int]
    rounds: int
    limit_s: float
    slow_every: int = 2


def in_turns(ways: Sequence[Way], number: int, slow_every: int) -> list[Way]:
    """Who has a turn in a round, in this order. Neighbours stay neighbours, and none always comes first: every other
    round goes backwards.
    """
    staying = [way for way in ways if way.name in STAYING]
    slow = [way for way in ways if way.name not in STAYING and number % slow_every == 0]
    return staying[:: -1 if number % 2 else 1] + slow


async def measure(profile: network.Profile, plan: Plan, folder: Path, clock: Clock) -> list[list[Run]]:
    """Rounds of runs, as many as there is time for: in a round each client whose turn it is runs at each level."""
    found: list[list[Run]] = []
    async with ways_on(profile, plan.ways, folder) as ways:
        for way in (way for way in ways if way.name in STAYING):
            await way.run(Load(FUNCTION, ARGUMENT, 20, 100, plan.limit_s))  # warm up, not counted
        longest_s: dict[int, float] = {}
        for number in range(plan.rounds):
            began, turns, runs = clock.elapsed, in_turns(ways, number, plan.slow_every), list[Run]()
            if not clock.fits(f"round {number + 1}", longest_s.get(len(turns), 0.0)):
                break
            for level in plan.levels:
                load = Load(FUNCTION, ARGUMENT, level, TRANSACTIONS.get(level, MOST), plan.limit_s)
                for way in turns:
                    runs.append(await way.run(load))
                    told(number, runs[-1])
            found.append(runs)
            longest_s[len(turns)] = max(longest_s.get(len(turns), 0.0), clock.elapsed - began)
    return found


def told(number: int, run: Run) -> None:
    """A line of progress."""
    failed = f"{run.failed} failed" if run.failed else ""
    print(
        f"  round {number + 1}  {run.in_flight:>4} in flight  {run.way:<8}{run.per_second:8.1f} tx/s  {failed}",
        flush=True,
    )


def arguments() -> argparse.Namespace:
    """The command line."""
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--quick", action="store_true", help="1 and 100 in flight, shorter runs: within three minutes")
    found.add_argument("--in-flight", type=int, nargs="+", choices=range(1, 451), metavar="N")
    found.add_argument("--rounds", type=int)
    found.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    found.add_argument("--minutes", type=float, help="budget; default 14, or 2.7 with --quick")
    goals.add_options(found, summary.GOALS)
    given = found.parse_args()
    given.in_flight = given.in_flight or ([1, 100] if given.quick else [1, 20, 100, 400])
    given.rounds = given.rounds or 4
    given.minutes = given.minutes or (2.7 if given.quick else 14.0)
    return given


def main() -> int:
    """1 where a goal was missed."""
    given = arguments()
    clock = Clock(60 * given.minutes)
    home = shoal_home() / "bench" / "ledger"
    os.environ.setdefault("SHOAL_CACHE", str(shoal_home() / "cache"))
    about = {"benchmark": "ledger", "quick": given.quick} | circumstances(MEASURED, ("grpcio", "protobuf"))
    profile = network.up(home, clock.say)
    try:
        limit_s, slow_every = (2.5, 4) if given.quick else (6.0, 2)
        plan = Plan(given.ways, given.in_flight, given.rounds, limit_s, slow_every)
        rounds = asyncio.run(measure(profile, plan, home / "clients", clock))
    finally:
        network.down(home)
    found = summary.measures(rounds)
    about |= {"seconds": round(clock.elapsed, 1), "kind_of_load": "closed", "left_out": clock.skipped}
    folder = shoal_home() / "bench" if given.quick else record.FOLDER
    file = record.write(about, found, folder, rounds=[[run.as_dict() for run in runs] for runs in rounds])
    judged = summary.judged(found, goals.as_given(summary.GOALS, given))
    own = [run for runs in rounds for run in runs if run.way in OURS and run.failed]
    console = Console(width=160)
    console.print(summary.ratio_table(found), summary.rate_table(found), sep="\n")
    console.print(*(f"failed: {text}" for text in summary.failures(rounds)), sep="\n", markup=False, highlight=False)
    console.print(*(f"left out for want of time: {text}" for text in clock.skipped), sep="\n")
    show([goals.goal_table(judged)], in_words(about), f"written to {file}")
    return goals.exit_code({"failure": own, "goals": judged})


if __name__ == "__main__":
    sys.exit(main())
