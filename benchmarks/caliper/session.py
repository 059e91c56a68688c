"""One session of Caliper: a network, its companies, the plans launched on it, and what they found."""

import asyncio
import base64
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.caliper.audit import faults_of
from benchmarks.caliper.contracts import matches_of, settled_cycle
from benchmarks.caliper.fit import fitted, preparing_s, seconds_of_plan
from benchmarks.caliper.floor import chain_of, frozen_cycle, matched, open_market
from benchmarks.caliper.identities import Company, enrol
from benchmarks.caliper.install import Caliper
from benchmarks.caliper.launch import CaliperFailed, Launch, errors_in, failed_rounds, launch
from benchmarks.caliper.market_file import Prepared, write_market_file
from benchmarks.caliper.needs import Needs, needs_of, read_plan
from benchmarks.caliper.network_file import write_network_file
from benchmarks.caliper.observations import Round, cycles_in, rounds_in
from benchmarks.matching.clock import Clock
from network import api as network
from network.files import write_json
from network.profile import ProfileIdentity

COMPANIES = 40
ENDING_S = 10.0
"""Kept for the tables and for taking the network down."""


class Session:
    """Everything of it ends by `clock`. `failures` make the run a failure; `read` contracts were audited."""

    def __init__(self, home: Path, caliper: Caliper, clock: Clock) -> None:
        self.home = home
        self.caliper = caliper
        self.clock = clock
        self.run = base64.b32encode(os.urandom(3)).decode().rstrip("=").lower()
        self.profile = network.up(home, clock.say)
        self.companies: list[Company] = []
        self.parameters: dict[str, object] = {}
        self.rounds: list[Round] = []
        self.cycles: list[dict[str, Any]] = []
        self.failures: list[str] = []
        self.errors: list[str] = []
        self.read = 0

    async def carry_out(self, plans: Sequence[Path]) -> None:
        """Make the market, and launch Caliper on every plan, whole cycles first: they leave every cycle closed, as the
        other plans' markets need it.
        """
        self.clock.say(f"making a market of {COMPANIES} companies")
        self.companies = await asyncio.to_thread(enrol, self.profile, self.home, range(COMPANIES), self.run)
        async with chain_of(self.profile) as chain:
            self.parameters = await open_market(chain, self.profile.identities["supervisor"], self.companies)
        for number, file in enumerate(plans):
            others = [read_plan(other) for other in plans[number + 1 :]]
            later = sum(preparing_s(needs_of(plan)) + seconds_of_plan(plan) for plan in others)
            await self.launch(file, min(later, self.clock.left / 2))

    async def launch(self, file: Path, later_s: float) -> None:
        """Launch Caliper on a plan, on a market prepared for it, and leave the later ones their time."""
        plan = read_plan(file)
        plan, left_out = fitted(plan, self.clock.left - ENDING_S - preparing_s(needs_of(plan)))
        self.clock.skipped += left_out
        prepared = await self._prepared(needs_of(plan))
        folder = self.home / file.stem.removesuffix("-quick")
        folder.mkdir(parents=True, exist_ok=True)
        market = write_market_file(self.profile, self.companies, prepared, self.run, folder / "market.json")
        everybody: Sequence[Company] = [*self.companies, *prepared.newcomers]
        identities: dict[str, ProfileIdentity] = {n: self.profile.identities[n] for n in ("operator", "supervisor")}
        identities |= {company.company_id: company.identity for company in everybody}
        network_file = write_network_file(self.profile, identities, folder / "network.yaml")
        until = time.time() + self.clock.left - ENDING_S - later_s
        what = Launch(write_json(folder / "plan.json", plan), network_file, folder, market, until)
        self.clock.say(f"Caliper: {file.name}; its log is {what.log}")
        try:
            await asyncio.to_thread(launch, self.caliper, what, max(1.0, self.clock.left - ENDING_S))
        except CaliperFailed as error:
            self.failures.append(str(error))
        await self._read(what, [entry["label"] for entry in plan["test"]["rounds"]])
        self.clock.say(f"Caliper's report: {what.report}")

    async def _prepared(self, needs: Needs) -> Prepared:
        """As much of the market as a plan needs."""
        if not any((needs.matches, needs.contracts, needs.newcomers)):
            return Prepared(self.parameters)
        self.clock.say(f"preparing {needs}")
        numbers = range(COMPANIES, COMPANIES + needs.newcomers)
        enrolling = asyncio.to_thread(enrol, self.profile, self.home, numbers, self.run)
        newcomers, (evaluating, contracts, frozen, schemes) = await asyncio.gather(enrolling, self._traded(needs))
        matches = matches_of(frozen, schemes)
        return Prepared(self.parameters, frozen + 1, frozen, evaluating, schemes, matches, contracts, newcomers)

    async def _traded(self, needs: Needs) -> tuple[int, list[dict[str, str]], int, list[Any]]:
        """A closed cycle and its contracts; a frozen one and its schemes, not submitted."""
        async with chain_of(self.profile) as chain:
            evaluating, contracts = await settled_cycle(
                chain, self.profile.channel, self.companies, needs.contracts, self.parameters
            )
            frozen = await frozen_cycle(chain, self.companies, needs.matches)
            return evaluating, contracts, frozen, await matched(chain, frozen, self.companies, self.parameters)

    async def _read(self, what: Launch, labels: Sequence[str]) -> None:
        """What a launch left: rounds or whole cycles, and what went wrong."""
        seen, cycles = rounds_in(what.observations), cycles_in(what.observations)
        if undone := [label for label in labels if label not in {one.label for one in seen}]:
            self.failures.append(f"{what.folder.name}: not done: {', '.join(undone)}")
        self.failures += failed_rounds(what.log)
        self.errors += errors_in(what.log)
        self.clock.skipped += [f"cycle-{cycle['volume']}" for cycle in cycles if cycle["left_out"]]
        done = [cycle for cycle in cycles if not cycle["left_out"]]
        self.cycles += done
        self.rounds += [] if cycles else seen
        if whole := [cycle for cycle in done if not cycle["failure"]]:
            async with chain_of(self.profile) as chain:
                read, faults = await faults_of(chain, whole, self.companies)
            self.read += read
            self.failures += faults
