"""The scheduler against a ledger and a driver that keep only what it asks for."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from gateway.cycles.scheduler import Scheduler
from gateway.cycles.timetable import ORDER, next_state
from gateway.errors import ShoalError


@dataclass
class FakeFloor:
    """Cycles by number, and a driver that advances them at once. `refused_at`: when somebody refuses a match."""

    cycles: dict[int, dict[str, Any]]
    now: int = 0
    moves: list[tuple[int, str]] = field(default_factory=list)
    problem: dict[str, str] | None = None
    refused_at: int | None = None
    target_state: str = ""
    state: str = "done"

    async def evaluate(self, _caller: object, _function: str, argument: dict[str, int]) -> dict[str, Any]:
        return self.cycles[argument["cycle"] or max(self.cycles)]

    async def start(self, cycle: int, target: str | None) -> str:
        if target is None:
            target = next_state(self.cycles[cycle]["state"], refused=await self.some_refused(cycle))
        self.target_state = target
        self.moves.append((cycle, target))
        self.cycles[cycle]["state"] = target
        self.cycles[cycle]["times"].setdefault(target, self.now)
        if target == "frozen":
            self.cycles[cycle + 1] = {"cycle": cycle + 1, "state": "intake", "times": {"intake": self.now}}
        return "job"

    async def wait(self, _job: str, _seconds: float) -> Any:
        return self

    async def some_refused(self, cycle: int) -> bool:
        return cycle == 1 and self.refused_at is not None and self.now >= self.refused_at

    def scheduler(self, seconds: float = 8.0) -> Scheduler:
        return Scheduler(driver=self, ledger=self, operator=None, cycle_seconds=seconds, now_ms=lambda: self.now)  # type: ignore[arg-type]

    async def run(self, until_ms: int) -> list[tuple[int, int, str]]:
        """When (ms) which cycle reached which state."""
        scheduler, seen = self.scheduler(), []
        for self.now in range(0, until_ms, 500):
            if await scheduler.tick():
                seen.append((self.now, *self.moves[-1]))
        return seen


def new_floor(**changes: Any) -> FakeFloor:
    return FakeFloor({1: {"cycle": 1, "state": "intake", "times": {"intake": 0}}}, **changes)


async def test_nothing_moves_before_it_is_due() -> None:
    floor = new_floor()
    floor.now = 7999
    assert not await floor.scheduler().tick()
    assert floor.moves == []


async def test_two_cycles_follow_each_other_a_whole_t_apart() -> None:
    seen = await new_floor().run(26_000)
    expected_first = [(8000, "frozen"), (10_000, "matched"), (14_000, "settling"), (16_000, "closed")]
    assert [(at, state) for at, cycle, state in seen if cycle == 1] == expected_first
    second = [(at, state) for at, cycle, state in seen if cycle == 2]
    assert second[:2] == [(16_500, "frozen"), (18_500, "matched")]
    assert all(ORDER.index(state) for _, state in second)


async def test_a_refusal_shares_the_half_for_decisions_between_two_rounds() -> None:
    seen = await new_floor(refused_at=10_500).run(17_000)
    assert [(at, state) for at, cycle, state in seen if cycle == 1] == [
        (8000, "frozen"),
        (10_000, "matched"),
        (12_000, "second_round"),
        (14_000, "settling"),
        (16_000, "closed"),
    ]


async def test_a_late_refusal_begins_the_second_round_at_once_and_it_has_its_whole_quarter() -> None:
    seen = await new_floor(refused_at=13_500).run(18_000)
    assert [(at, state) for at, cycle, state in seen if cycle == 1][2:] == [
        (13_500, "second_round"),
        (15_500, "settling"),
        (17_500, "closed"),
    ]


async def test_a_failed_job_is_reported_with_its_code() -> None:
    floor = new_floor()
    floor.now, floor.problem = 8000, {"code": "SCHEME_UNFAIR", "message": "x"}
    with pytest.raises(ShoalError) as caught:
        await floor.scheduler().tick()
    assert caught.value.code == "SCHEME_UNFAIR"


@pytest.mark.parametrize("state", ["second_round", "settling"])
async def test_work_that_a_failed_job_or_a_restart_left_undone_is_asked_for_before_the_state_is_over(
    state: str,
) -> None:
    floor = new_floor()
    floor.cycles[1] |= {"state": state, "times": {state: 0}}
    floor.cycles[2] = {"cycle": 2, "state": "intake", "times": {"intake": 0}}
    scheduler = floor.scheduler()
    floor.problem = {"code": "LEDGER_UNAVAILABLE", "message": "x"}
    with pytest.raises(ShoalError):
        await scheduler.tick()
    floor.problem, floor.state = None, "running"  # longer than a tick waits
    assert await scheduler.tick()
    floor.state = "done"
    assert await scheduler.tick()
    assert not await scheduler.tick()
    assert floor.moves == [(1, state)] * 3
