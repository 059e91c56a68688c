"""Limits how often a log-in may be tried."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from gateway.errors import TooManyRequests

_WINDOW_S = 60.0
_LOGINS_KEPT = 10_000


class LoginLimiter:
    """At most `limit` failed or open attempts per log-in in any 60 seconds; in memory, the oldest are forgotten."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()

    def attempt(self, login: str) -> None:
        """Counts an attempt; fails with `LOGIN_LIMIT` when there were too many."""
        now = self._clock()
        attempts = self._attempts.setdefault(login, deque())
        self._attempts.move_to_end(login)
        while attempts and attempts[0] <= now - _WINDOW_S:
            attempts.popleft()
        if len(attempts) >= self._limit:
            wait_s = max(1, math.ceil(attempts[0] + _WINDOW_S - now))
            raise TooManyRequests("LOGIN_LIMIT", f"too many attempts; try again in {wait_s} s", retry_after_s=wait_s)
        attempts.append(now)
        while len(self._attempts) > _LOGINS_KEPT:
            self._attempts.popitem(last=False)

    def succeeded(self, login: str) -> None:
        """A right password ends the count."""
        self._attempts.pop(login, None)
