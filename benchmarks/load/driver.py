"""Drives the cycles while the load is on the floor, as its operator does, and notes when each state was entered."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.load.plan import Plan
from shoal.client import Floor


@dataclass(frozen=True)
class Stage:
    """`state` was asked for at `began` and reached at `ended`, seconds since 1970; `timings` are the gateway's own."""

    cycle: int
    state: str
    began: float
    ended: float
    timings: dict[str, float]


@dataclass
class Driver:
    """`spike` is called when the cycle of the plan's spike is about to be frozen; `check` at least once a second."""

    plan: Plan
    operator: Floor
    spike: Callable[[], None]
    check: Callable[[], None]
    stages: list[Stage] = field(default_factory=list)

    def run(self) -> None:
        """All cycles of the plan, each closed at the end."""
        self._wait(self.plan.ramp_s)
        for number in range(1, self.plan.cycles + 1):
            self._wait(self.plan.intake_s)
            if number == self.plan.spike_cycle:
                self.spike()
            self.cycle()

    def cycle(self) -> None:
        """The one in intake, to its end."""
        cycle = int(self.operator.get("/cycles/current")["cycle"])
        self._advance(cycle, "frozen")
        self._advance(cycle, "matched")
        self._wait(self.plan.decide_s)
        if self._advance(cycle, None) == "second_round":
            self._wait(self.plan.second_s)
            self._advance(cycle, "settling")
        self._wait(self.plan.evaluate_s)
        self._advance(cycle, "closed")

    def _advance(self, cycle: int, state: str | None) -> str:
        began = time.time()
        job: dict[str, Any] = self.operator.post(f"/cycles/{cycle}/advance", to=state)
        reached = str(job["target_state"])
        if state is None:
            reached = str(self.operator.get(f"/cycles/{cycle}")["state"])
        self.stages.append(Stage(cycle, reached, began, time.time(), job["timings"]))
        print(f"cycle {cycle} {reached} in {time.time() - began:.2f} s", flush=True)
        return reached

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check()
            time.sleep(min(1.0, left))

    def as_json(self) -> list[dict[str, Any]]:
        """What is kept."""
        return [asdict(stage) for stage in self.stages]
