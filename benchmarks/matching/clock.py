"""The whole run ends by itself: a budget of seconds that its parts share, and what was left out for want of time."""

import time


class Clock:
    """`say` prints a line with the seconds since the start; `skip` also keeps it for the report."""

    def __init__(self, budget_s: float) -> None:
        self._started = time.monotonic()
        self._budget_s = budget_s
        self.skipped: list[str] = []

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds of the budget that are left, not below 0."""
        return max(0.0, self._budget_s - self.elapsed)

    def say(self, text: str) -> None:
        print(f"[{self.elapsed:6.0f} s] {text}", flush=True)

    def fits(self, what: str, needed_s: float) -> bool:
        """Whether something that needs so many seconds still fits; if not, it is noted as left out."""
        if needed_s <= self.left:
            return True
        self.skipped.append(what)
        self.say(f"{what}: left out, {self.left:.0f} s left of the budget and {needed_s:.0f} needed")
        return False
