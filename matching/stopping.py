"""When a solver has done enough: small rules that can be joined."""

import time
from collections.abc import Callable
from typing import Protocol


class StoppingRule(Protocol):
    """Asked by a solver between its rounds."""

    def __call__(self, best_score: int, bound: int | None = None) -> bool:
        """Whether to stop, given the best score so far and, where one is proven, what no answer can exceed."""
        ...

    def seconds_left(self) -> float | None:
        """Seconds until the time limit (0 when it has passed or the work was cancelled), None without one."""
        ...


class Budget:
    """Stops after `iterations`, after `patience` of them without improvement, at `deadline` (time.monotonic), when
    `cancelled()` says so, or when the certified gap 1 − score / bound is at most `gap`. None: without that limit."""

    def __init__(
        self,
        iterations: int | None = None,
        patience: int | None = None,
        deadline: float | None = None,
        gap: float | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._iterations, self._patience, self._deadline, self._gap = iterations, patience, deadline, gap
        self._cancelled = cancelled
        self._best = -1
        self._idle = 0
        self._asked = 0

    def __call__(self, best_score: int, bound: int | None = None) -> bool:
        self._asked += 1
        self._idle = 0 if best_score > self._best else self._idle + 1
        self._best = max(self._best, best_score)
        return (
            (self._iterations is not None and self._asked >= self._iterations)
            or (self._patience is not None and self._idle >= self._patience)
            or (self._gap is not None and bound is not None and bound - self._best <= self._gap * bound)
            or self.seconds_left() == 0
        )

    def seconds_left(self) -> float | None:
        if self._cancelled is not None and self._cancelled():
            return 0.0
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
