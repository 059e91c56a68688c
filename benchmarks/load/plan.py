"""How a run goes: how many companies, how fast they come, how the cycles beat. All times are seconds."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Plan:
    """`users` companies are on the floor once all have come (`ramp_s`), `spike_users` for `spike_s` from the freezing
    of the `spike_cycle`th cycle on: when it's frozen, the next one takes lists. `companies` are made beforehand,
    `newcomers` register in the run; the largest posts `largest` lists a cycle, that of rank r about largest / r^`skew`.
    """

    users: int
    spike_users: int
    spike_cycle: int
    spike_s: float
    ramp_s: float
    newcomers: int
    largest: int
    skew: float
    workers: int
    cycles: int
    intake_s: float
    decide_s: float
    second_s: float
    evaluate_s: float
    seed: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.users <= self.spike_users:
            raise SystemExit("a spike has at least as many users as the plateau, and that has one at least")
        if not 1 <= self.spike_cycle <= self.cycles:
            raise SystemExit(f"the spike comes in one of the {self.cycles} cycles")
        if not 1 <= self.workers <= self.users:
            raise SystemExit("at least one worker, and no more of them than users")

    @property
    def companies(self) -> int:
        """As many as the spike needs, newcomers among them, and one to spare for each worker: their shares of the users
        differ by one.
        """
        return self.spike_users + self.workers

    def write(self, file: Path) -> None:
        """For the processes of the load."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> "Plan":
        """What `write` wrote."""
        return cls(**json.loads(file.read_text("utf-8")))


QUICK = Plan(
    users=32, spike_users=56, spike_cycle=2, spike_s=10, ramp_s=8, newcomers=4, largest=40, skew=1.0, workers=2,
    cycles=3, intake_s=5, decide_s=6, second_s=3, evaluate_s=6,
)  # fmt: skip
FULL = Plan(
    users=120, spike_users=220, spike_cycle=4, spike_s=20, ramp_s=30, newcomers=12, largest=200, skew=1.0, workers=2,
    cycles=7, intake_s=12, decide_s=14, second_s=6, evaluate_s=14,
)  # fmt: skip
