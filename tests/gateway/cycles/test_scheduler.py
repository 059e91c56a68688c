"""The scheduler against a ledger and a driver that keep only what it asks for."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from gateway.cycles.scheduler import Scheduler
from gateway.cycles.timetable import ORDER
from gateway.errors import ShoalError


@dataclass
class FakeFloor:
    """Cycles by number, and a driver that advances them at once."""

    cycles: dict[int, dict[str, Any]]
    now: int = 0
    moves: list[tuple[int, str]] = field(default_factory=list)
    problem: dict[str, str] | None = None

    async def evaluate(self, _caller: object, _function: str, argument: dict[str, int]) -> dict[str, Any]:
        return self.cycles[argument["cycle"] or max(self.cycles)]

    async def start(self, cycle: int, target: str) -> str:
        self.moves.append((cycle, target))
        self.cycles[cycle]["state"] = target
        self.cycles[cycle]["times"][target] = self.now
        if target == "frozen":
            self.cycles[cycle + 1] = {"cycle": cycle + 1, "state": "intake", "times": {"intake": self.now}}
        return "job"

    async def wait(self, _job: str, _seconds: float) -> Any:
        return self

    def scheduler(self, seconds: float = 8.0) -> Scheduler:
        return Scheduler(driver=self, ledger=self, operator=None, cycle_seconds=seconds, now_ms=lambda: self.now)  # type: ignore[arg-type]


def new_floor() -> FakeFloor:
    return FakeFloor({1: {"cycle": 1, "state": "intake", "times": {"intake": 0}}})


async def test_nothing_moves_before_it_is_due() -> None:
    floor = new_floor()
    floor.now = 7999
    assert not await floor.scheduler().tick()
    assert floor.moves == []


async def test_two_cycles_follow_each_other_a_whole_t_apart() -> None:
    floor = new_floor()
    seen = []
    for floor.now in range(0, 26_000, 500):
        if await floor.scheduler().tick():
            seen.append((floor.now, *floor.moves[-1]))
    expected_first = [(8000, "frozen"), (10_000, "matched"), (14_000, "settling"), (16_000, "closed")]
    assert [(at, state) for at, cycle, state in seen if cycle == 1] == expected_first
    second = [(at, state) for at, cycle, state in seen if cycle == 2]
    assert second[:2] == [(16_500, "frozen"), (18_500, "matched")]
    assert all(ORDER.index(state) for _, state in second)


async def test_a_failed_job_is_reported_with_its_code() -> None:
    floor = new_floor()
    floor.now, floor.problem = 8000, {"code": "SCHEME_UNFAIR", "message": "x"}
    with pytest.raises(ShoalError) as caught:
        await floor.scheduler().tick()
    assert caught.value.code == "SCHEME_UNFAIR"
