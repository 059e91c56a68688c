"""One volume, once: every stage from the first list to the last credit, timed, and audited afterwards."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.trading.audit import Audit, audit
from benchmarks.trading.cycle import TradingCycle
from benchmarks.trading.ground import Ground
from benchmarks.trading.held import read
from benchmarks.trading.labels import labels_of

ONE_BY_ONE = 1000
"""Up to this volume lists are posted one by one; beyond it in bulk."""
PARTIES, GATEWAY = ("post lists", "decide", "evaluate"), ("freeze", "match", "write contracts", "apply credit")
STAGES = ("post lists", "freeze", "match", "decide", "write contracts", "evaluate", "apply credit")
"""In their order. Those of PARTIES wait for requests of companies; those of GATEWAY are the operator's one request."""


@dataclass
class Round:
    """`seconds` and `cpu` (seconds of processor by process) are by stage, `steps` the gateway's own times by step."""

    volume: int
    one_by_one: bool
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, dict[str, float]] = field(default_factory=dict)
    steps: dict[str, float] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> float:
        """From the first list's request to the last credit on the ledger."""
        return sum(self.seconds.values())

    @property
    def frozen_to_credit(self) -> float:
        """The gateway's own work after the freeze, without the parties' requests."""
        return sum(self.seconds[stage] for stage in GATEWAY if stage != "freeze")

    def as_dict(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self) | {"whole": round(self.whole, 3), "frozen_to_credit": round(self.frozen_to_credit, 3)}


@dataclass
class Volumes:
    """Runs them, one at a time."""

    ground: Ground

    async def run(self, volume: int) -> tuple[Round, Audit]:
        """One cycle of so many trades."""
        ground, done = self.ground, Round(volume, volume <= ONE_BY_ONE)
        cycle = await TradingCycle.current(ground.market, ground.rest, ground.load)
        ground.usage.since()
        async with self._stage(done, "post lists"):
            await cycle.post(volume, one_by_one=done.one_by_one)
        await self._advance(done, cycle, "freeze", "frozen")
        await self._advance(done, cycle, "match", "matched")
        async with self._stage(done, "decide"):
            await cycle.decide()
        await self._advance(done, cycle, "write contracts", "settling")
        async with self._stage(done, "evaluate"):
            await cycle.evaluate()
        await self._advance(done, cycle, "apply credit", "closed")
        held = await read(ground.profile, ground.market, [cycle.said.cycle])
        found = audit([cycle.said], held, labels_of([cycle.said]))
        if found.settled.total() != volume:
            found.lost.append(f"{volume} trades were offered, {found.settled.total()} were settled")
        done.audit = found.as_dict()
        return done, found

    async def _advance(self, done: Round, cycle: TradingCycle, stage: str, state: str) -> None:
        async with self._stage(done, stage):
            for step, seconds in (await cycle.advance(state)).items():
                done.steps[step] = round(done.steps.get(step, 0.0) + seconds, 4)

    @asynccontextmanager
    async def _stage(self, done: Round, stage: str) -> AsyncIterator[None]:
        started = time.perf_counter()
        yield
        done.seconds[stage] = round(time.perf_counter() - started, 4)
        done.cpu[stage] = self.ground.usage.since()
