"""How many users there are at a time: a ramp, a plateau, more for a while around a cycle's start, and the end."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.load.plan import Plan

SPIKE_RAMP_S = 3.0
"""In which all users of the spike come, and those too many go."""


@dataclass(frozen=True)
class Signal:
    """What the driver of the cycles tells the load: when the spike began (seconds since 1970), and that all is done."""

    spike_at: float | None = None
    ended: bool = False

    def write(self, file: Path) -> None:
        """Whole or not at all: the load reads it at any time."""
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self)), encoding="utf-8")
        beside.replace(file)

    @classmethod
    def read(cls, file: Path) -> "Signal":
        """What was written last."""
        return cls(**json.loads(file.read_text("utf-8")))


def wanted(plan: Plan, signal: Signal, now: float) -> tuple[int, float] | None:
    """Users, and how many may come or go in a second; None ends the load."""
    if signal.ended:
        return None
    more = (plan.spike_users - plan.users) / SPIKE_RAMP_S or 1.0
    if signal.spike_at is None:
        return plan.users, plan.users / plan.ramp_s
    if now < signal.spike_at + plan.spike_s:
        return plan.spike_users, more
    return plan.users, more
