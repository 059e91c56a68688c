"""Advances cycles by the clock, from the times that the ledger recorded, so that a restart keeps the timetable."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from gateway.cycles.driver import CycleDriver
from gateway.cycles.timetable import due_ms
from gateway.errors import ShoalError
from gateway.ledger.port import Caller, Ledger

log = structlog.get_logger(__name__)

#: How often the timetable is looked at, and the pause after a failure.
TICK_S = 1.0
RETRY_S = 5.0

#: A job that failed after it had brought the cycle here left work undone that can't wait until the state is over.
FINISHED_LATER = ("second_round", "settling")


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


class Scheduler:
    """Runs the timetable of T seconds a cycle for ever; the driver does the work."""

    def __init__(
        self,
        *,
        driver: CycleDriver,
        ledger: Ledger,
        operator: Caller,
        cycle_seconds: float,
        now_ms: Callable[[], int] = _wall_ms,
    ) -> None:
        self._driver = driver
        self._ledger = ledger
        self._operator = operator
        self._seconds = cycle_seconds
        self._now_ms = now_ms
        self._finished: tuple[int, str] | None = None

    async def run(self) -> None:
        """Until cancelled. A failed advance is tried again after a pause; the cycle's state says what is missing."""
        while True:
            pause = min(TICK_S, self._seconds / 20)
            try:
                await self.tick()
            except ShoalError as error:
                log.warning("the scheduler could not advance", code=error.code, message=error.message)
                pause = RETRY_S
            await asyncio.sleep(pause)

    async def tick(self) -> bool:
        """Advance the cycle that is due, if one is; whether one was."""
        intake = await self._cycle(0)
        number = int(intake["cycle"])
        previous = await self._cycle(number - 1) if number > 1 else None
        closed = None
        if previous is not None:
            if previous["state"] != "closed":
                return await self._advance_if_due(previous, None)
            closed = int(previous["times"]["closed"])
        return await self._advance_if_due(intake, closed)

    async def _advance_if_due(self, cycle: Mapping[str, Any], previous_closed_ms: int | None) -> bool:
        number, state = int(cycle["cycle"]), str(cycle["state"])
        refused = state == "matched" and await self._driver.some_refused(number)
        due = due_ms(state, cycle["times"], self._seconds, previous_closed_ms=previous_closed_ms, refused=refused)
        if self._now_ms() >= due:
            await self._advance(number, None)
        elif state in FINISHED_LATER and self._finished != (number, state):
            await self._advance(number, state)
        else:
            return False
        return True

    async def _advance(self, number: int, target: str | None) -> None:
        job_id = await self._driver.start(number, target)
        job = await self._driver.wait(job_id, self._seconds)
        if job.problem is not None:
            raise ShoalError(job.problem["code"], job.problem["message"])
        if job.state == "done":
            self._finished = (number, job.target_state)

    async def _cycle(self, number: int) -> dict[str, Any]:
        return await self._ledger.evaluate(self._operator, "floor:GetCycle", {"cycle": number})
