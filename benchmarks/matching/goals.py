"""The sizes that are measured, and what the matching must reach at each."""

from dataclasses import dataclass

from benchmarks.matching.instances import KINDS


@dataclass(frozen=True, slots=True)
class Goal:
    """Half of the lists are demand, half supply (but for the crowded kind). Gaps in percent, seconds from CSV files to
    JSON with start-up, memory in MiB; None: reported only."""

    lists: int
    breeds: int
    aco_gap: float
    colony_mean: float | None
    colony_worst: float | None
    seconds: float
    mib: float | None = None

    @property
    def name(self) -> str:
        """As the tables call it."""
        return f"{self.lists:,} / {self.breeds}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds that this size can have: all lists in one breed is a size of its own (there it stands for spread)."""
        if self.breeds == 1:
            return tuple(kind for kind in KINDS if kind != "spread")
        return tuple(kind for kind in KINDS if kind != "one-breed")


GOALS = (
    Goal(1_000, 20, 0.01, 0.2, 0.5, 2.0),
    Goal(10_000, 20, 0.01, 0.5, 1.0, 3.0),
    Goal(10_000, 1, 0.01, 0.5, 1.0, 8.0, 600),
    Goal(100_000, 50, 0.01, None, None, 15.0, 1024),
    Goal(1_000_000, 500, 0.01, None, None, 90.0, 2048),
)


def holds(measured: float | None, goal: float | None) -> bool | None:
    """Whether a figure reaches its goal; None where there is no goal. A figure that is missing doesn't reach one."""
    if goal is None:
        return None
    return measured is not None and measured <= goal
