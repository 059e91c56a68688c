"""Caliper on a network of its own: every transaction by itself, and whole cycles, with thresholds.

    .venv/bin/python -m benchmarks.caliper [--quick] [--plans cycles transactions] [--thresholds FILE]

Network, market and identities are made under `.shoal/bench/caliper` and taken down at the end. Caliper's reports lie
there, one a plan; our summary goes to `benchmarks/results/caliper-<commit>.json` and `docs/img/caliper-cycles.svg`
(`--quick`: beside the reports). Ends with 1 when a threshold was not kept to.
"""

import argparse
import asyncio
import base64
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import record
from benchmarks.caliper import report, thresholds
from benchmarks.caliper.contracts import matches_of, settled_cycle
from benchmarks.caliper.floor import chain_of, frozen_cycle, matched, open_market
from benchmarks.caliper.identities import Company, enrol
from benchmarks.caliper.install import BENCH, Caliper, install
from benchmarks.caliper.launch import CaliperFailed, Launch, errors_in, failed_rounds, launch
from benchmarks.caliper.market_file import Prepared, write_market_file
from benchmarks.caliper.needs import Needs, needs_of, read_plan
from benchmarks.caliper.network_file import write_network_file
from benchmarks.caliper.observations import Round, cycles_in, rounds_in
from benchmarks.machine import circumstances, in_words
from network import api as network
from network.profile import ProfileIdentity
from shoal.home import checkout, shoal_home

COMPANIES = 40
PLANS = ("cycles", "transactions")
LIMIT_S = {True: 150.0, False: 420.0}
"""Of a launch, quick or not."""
MEASURED = ("caliper-bench", "benchmarks/caliper", "chaincode", "network", "matching")


class Session:
    """One network, its companies, and what the launches found."""

    def __init__(self, home: Path, caliper: Caliper, quick: bool) -> None:
        self.home = home
        self.caliper = caliper
        self.quick = quick
        self.run = base64.b32encode(os.urandom(3)).decode().rstrip("=").lower()
        self.profile = network.up(home, print)
        self.companies: list[Company] = []
        self.parameters: dict[str, object] = {}
        self.rounds: list[Round] = []
        self.cycles: list[dict[str, object]] = []
        self.failures: list[str] = []
        self.errors: list[str] = []

    async def open(self) -> None:
        """The market, with companies that may trade."""
        print(f"making a market of {COMPANIES} companies", flush=True)
        self.companies = await asyncio.to_thread(enrol, self.profile, self.home, range(COMPANIES), self.run)
        async with chain_of(self.profile) as chain:
            self.parameters = await open_market(chain, self.profile.identities["supervisor"], self.companies)

    async def prepared(self, needs: Needs) -> Prepared:
        """As much of the market as a plan needs."""
        if not any((needs.matches, needs.contracts, needs.newcomers)):
            return Prepared(self.parameters)
        print(f"preparing {needs}", flush=True)
        numbers = range(COMPANIES, COMPANIES + needs.newcomers)
        newcomers = await asyncio.to_thread(enrol, self.profile, self.home, numbers, self.run)
        async with chain_of(self.profile) as chain:
            channel = self.profile.channel
            settled = await settled_cycle(chain, channel, self.companies, needs.contracts, self.parameters)
            frozen = await frozen_cycle(chain, self.companies, needs.matches)
            schemes = await matched(chain, frozen, self.companies, self.parameters)
        evaluating, contracts = settled
        return Prepared(
            self.parameters, frozen + 1, frozen, evaluating, schemes, matches_of(frozen, schemes), contracts, newcomers
        )

    async def carry_out(self, name: str) -> None:
        """Prepare for a plan and launch Caliper on it."""
        plan = BENCH / "plans" / f"{name}{'-quick' if self.quick else ''}.yaml"
        prepared = await self.prepared(needs_of(read_plan(plan)))
        folder = self.home / name
        folder.mkdir(parents=True, exist_ok=True)
        market = write_market_file(self.profile, self.companies, prepared, self.run, folder / "market.json")
        everybody: Sequence[Company] = [*self.companies, *prepared.newcomers]
        identities: dict[str, ProfileIdentity] = {"operator": self.profile.identities["operator"]}
        identities |= {company.company_id: company.identity for company in everybody}
        file = write_network_file(self.profile, identities, folder / "network.yaml")
        what = Launch(plan, file, folder, market)
        print(f"Caliper: {plan.name}; its log is {what.log}", flush=True)
        try:
            await asyncio.to_thread(launch, self.caliper, what, LIMIT_S[self.quick])
        except CaliperFailed as error:
            self.failures.append(str(error))
        seen, wanted = rounds_in(what.observations), read_plan(plan)["test"]["rounds"]
        if len(seen) < len(wanted):
            self.failures.append(f"{plan.name}: {len(wanted) - len(seen)} of {len(wanted)} rounds were not done")
        self.failures += failed_rounds(what.log)
        self.errors += errors_in(what.log)
        cycles = cycles_in(what.observations)
        self.cycles += cycles
        self.rounds += [] if cycles else seen
        print(f"Caliper's report: {what.report}", flush=True)


async def carry_out(session: Session, plans: Sequence[str]) -> None:
    """Whole cycles first: they leave every cycle closed, as the other plan's market needs it."""
    await session.open()
    for plan in plans:
        await session.carry_out(plan)


def main() -> int:
    """1 where a threshold was not kept to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--quick", action="store_true", help="the short plans: within three minutes")
    arguments.add_argument("--plans", nargs="+", choices=PLANS, default=list(PLANS))
    arguments.add_argument("--thresholds", type=Path, default=BENCH / "thresholds.yaml")
    given, began = arguments.parse_args(), time.monotonic()
    limits = thresholds.read(given.thresholds)
    home = shoal_home() / "bench" / "caliper"
    os.environ.setdefault("SHOAL_CACHE", str(shoal_home() / "cache"))
    about = {"benchmark": "caliper", "quick": given.quick} | circumstances(MEASURED, ("grpcio",))
    caliper = install()
    network.reset(home)  # a ledger of its own, so that no run meets another's cycles
    try:
        session = Session(home, caliper, given.quick)
        asyncio.run(carry_out(session, [plan for plan in PLANS if plan in given.plans]))
    finally:
        network.down(home)
    about |= {"seconds": round(time.monotonic() - began, 1)}
    folder = home if given.quick else record.FOLDER
    plot = (home if given.quick else checkout() / "docs" / "img") / "caliper-cycles.svg"
    report.draw(session.cycles, in_words(about), plot)
    rounds = [one.as_dict() for one in session.rounds]
    found = report.measures(session.rounds, session.cycles)
    file = record.write(about, found, folder, rounds=rounds, cycles=session.cycles)
    missed = session.failures + thresholds.broken(limits, session.rounds, session.cycles)
    console = Console(width=180)
    console.print(report.cycle_table(session.cycles), report.round_table(session.rounds), sep="\n")
    console.print(in_words(about), f"{about['seconds']:.0f} s in all", file, plot, sep="\n")
    if missed:
        console.print("first errors of Caliper's logs:", *session.errors, sep="\n", markup=False, highlight=False)
    console.print(*(f"not kept to: {text}" for text in missed), sep="\n", markup=False, highlight=False)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
