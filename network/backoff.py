"""How soon a process that ended is started again."""

_FIRST_S, _LONGEST_S = 0.2, 10.0
_STABLE_S = 30.0


class Backoff:
    """At once after a long life; after short ones each pause is twice as long as the last, up to 10 s."""

    def __init__(self) -> None:
        self._last_start: float | None = None
        self._pause_s = _FIRST_S

    def may_start(self, now: float) -> bool:
        """Whether the pause is over. `now` is a monotonic time in seconds, as below."""
        return self._last_start is None or now >= self._last_start + self._pause_s

    def started(self, now: float) -> None:
        """Notes a start."""
        if self._last_start is not None:
            lived = now - self._last_start
            self._pause_s = _FIRST_S if lived >= _STABLE_S else min(2 * self._pause_s, _LONGEST_S)
        self._last_start = now
