"""Caliper on a network of its own: every transaction by itself, and whole cycles, with thresholds.

    .venv/bin/python -m benchmarks.caliper [--quick] [--plans cycles transactions] [--thresholds FILE]

Network, market and identities are made under `.shoal/bench/caliper` and taken down at the end. Caliper's reports lie
there, one a plan; our summary goes to `benchmarks/results/caliper-<commit>.json` and `docs/img/caliper-cycles.svg`
(`--quick`: beside the reports). The run keeps to a budget of time: what it left out is named. Ends with 1 when a
threshold was not kept to, a round was not done, or the ledger doesn't hold every trade of the cycles once.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from rich.console import Console

from benchmarks import record
from benchmarks.caliper import report, thresholds
from benchmarks.caliper.install import BENCH, install
from benchmarks.caliper.session import Session
from benchmarks.machine import circumstances, in_words
from benchmarks.matching.clock import Clock
from network import api as network
from shoal.home import checkout, shoal_home

PLANS = ("cycles", "transactions")
MINUTES = {True: 2.7, False: 14.5}
"""Of a whole run, quick or not; Caliper's installation, once, comes before."""
MEASURED = ("caliper-bench", "benchmarks/caliper", "chaincode", "network", "matching")


def arguments() -> argparse.Namespace:
    """The command line."""
    found = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--quick", action="store_true", help="the short plans: within three minutes")
    found.add_argument("--plans", nargs="+", choices=PLANS, default=list(PLANS))
    found.add_argument("--thresholds", type=Path, default=BENCH / "thresholds.yaml")
    found.add_argument("--minutes", type=float, help="budget; default 14.5, or 2.7 with --quick")
    return found.parse_args()


def measured(given: argparse.Namespace, home: Path) -> Session:
    """All plans carried out on a ledger of their own, so that no run meets another's cycles."""
    caliper = install()
    clock = Clock(60 * (given.minutes or MINUTES[given.quick]))
    network.reset(home)
    suffix = "-quick" if given.quick else ""
    plans = [BENCH / "plans" / f"{plan}{suffix}.yaml" for plan in PLANS if plan in given.plans]
    try:
        session = Session(home, caliper, clock)
        asyncio.run(session.carry_out(plans))
    finally:
        network.down(home)
    return session


def main() -> int:
    """1 where a threshold was not kept to."""
    given = arguments()
    limits = thresholds.read(given.thresholds)
    home = shoal_home() / "bench" / "caliper"
    os.environ.setdefault("SHOAL_CACHE", str(shoal_home() / "cache"))
    about = {"benchmark": "caliper", "quick": given.quick} | circumstances(MEASURED, ("grpcio",))
    session = measured(given, home)
    left_out = session.clock.skipped
    about |= {"seconds": round(session.clock.elapsed, 1), "left_out": left_out, "contracts_audited": session.read}
    folder = home if given.quick else record.FOLDER
    plot = (home if given.quick else checkout() / "docs" / "img") / "caliper-cycles.svg"
    report.draw(session.cycles, in_words(about), plot)
    rounds = [one.as_dict() for one in session.rounds]
    found = report.measures(session.rounds, session.cycles)
    file = record.write(about, found, folder, rounds=rounds, cycles=session.cycles)
    missed = session.failures + thresholds.broken(limits, session.rounds, session.cycles)
    console = Console(width=180)
    console.print(report.cycle_table(session.cycles), report.round_table(session.rounds), sep="\n")
    console.print(f"{session.read:,} contracts of these cycles were read back from the ledger")
    console.print(*(f"left out for want of time: {what}" for what in left_out), sep="\n", markup=False, highlight=False)
    console.print(in_words(about), f"{about['seconds']:.0f} s in all", file, plot, sep="\n")
    if missed:
        console.print("first errors of Caliper's logs:", *session.errors, sep="\n", markup=False, highlight=False)
    console.print(*(f"not kept to: {text}" for text in missed), sep="\n", markup=False, highlight=False)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
