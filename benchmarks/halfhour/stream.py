"""Cycles back to back: one is worked on while the next one takes its lists, so that no core waits."""

import gc
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.trading.cycle import TradingCycle, each
from benchmarks.trading.ground import Ground
from benchmarks.trading.said import Said

Say = Callable[[str], None]


@dataclass
class Done:
    """A cycle that was closed. `at` are seconds since the start, `seconds` by stage, `steps` the gateway's own."""

    cycle: int
    trades: int
    at: float
    seconds: dict[str, float]
    steps: dict[str, float]


@dataclass
class Stream:
    """`trades` a cycle, for `seconds`; a cycle that closes later is brought to its end, and not counted."""

    ground: Ground
    trades: int
    seconds: float
    say: Say
    said: list[Said] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since the first list was posted."""
        return time.monotonic() - self.started

    async def run(self) -> None:
        """To its end: no cycle is left half done."""
        self.started = time.monotonic()
        following = await self._current()
        await following.post(self.trades, one_by_one=False)
        while self.elapsed < self.seconds:
            cycle = following
            seconds: dict[str, float] = {}
            steps: dict[str, float] = {}
            await self._timed(seconds, "freeze", self._advance(cycle, "frozen", steps))
            # The next cycle takes lists from here on; the last one has nobody to post for it.
            following = await self._current()
            posting = self._timed(seconds, "post the next lists", self._post(following))
            await each((self._work(cycle, seconds, steps), posting), _itself, at_once=2)
            self.said.append(cycle.said)
            gc.freeze()  # what was said is kept to the end: no need to look through it again and again

    async def _work(self, cycle: TradingCycle, seconds: dict[str, float], steps: dict[str, float]) -> None:
        await self._timed(seconds, "match", self._advance(cycle, "matched", steps))
        await self._timed(seconds, "decide", cycle.decide())
        await self._timed(seconds, "write contracts", self._advance(cycle, "settling", steps))
        await self._timed(seconds, "evaluate", cycle.evaluate())
        await self._timed(seconds, "apply credit", self._advance(cycle, "closed", steps))
        self._closed(cycle, seconds, steps)

    async def _post(self, cycle: TradingCycle) -> None:
        """Its lists, where there is time left to work on them."""
        if self.elapsed < self.seconds:
            await cycle.post(self.trades, one_by_one=False)

    async def _current(self) -> TradingCycle:
        return await TradingCycle.current(self.ground.market, self.ground.rest, self.ground.load)

    def _closed(self, cycle: TradingCycle, seconds: dict[str, float], steps: dict[str, float]) -> None:
        contracts = len(set(cycle.said.shown.values()))
        done = Done(cycle.said.cycle, contracts, round(self.elapsed, 3), seconds, steps)
        self.done.append(done)
        so_far = sum(one.trades for one in self.done)
        self.say(
            f"cycle {done.cycle}: {contracts:,} trades; {so_far:,} in {done.at:.0f} s, {so_far / done.at:.0f} a second;"
            f" " + ", ".join(f"{stage} {spent:.1f}" for stage, spent in seconds.items())
        )

    @staticmethod
    async def _advance(cycle: TradingCycle, state: str, steps: dict[str, float]) -> None:
        for step, spent in (await cycle.advance(state)).items():
            steps[step] = round(steps.get(step, 0.0) + spent, 4)

    @staticmethod
    async def _timed(seconds: dict[str, float], stage: str, work: Any) -> None:
        started = time.perf_counter()
        await work
        seconds[stage] = round(time.perf_counter() - started, 3)


async def _itself(work: Awaitable[None]) -> None:
    await work
