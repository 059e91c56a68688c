"""Pauses between tries: doubling, limited, and jittered, so that many clients don't return at the same moment."""

import random
from dataclasses import dataclass

_jitter = random.SystemRandom()


@dataclass(frozen=True)
class Backoff:
    """Seconds. The n-th pause (from 0) is between half of and all of `first_s * 2**n`, at most `limit_s`."""

    first_s: float = 0.1
    limit_s: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.first_s <= self.limit_s:
            raise ValueError(f"0 < first_s <= limit_s must hold, got {self.first_s} and {self.limit_s}")

    def pause_s(self, tries: int) -> float:
        """How long to wait after `tries` earlier pauses."""
        whole = min(self.limit_s, self.first_s * (1 << min(tries, 32)))
        return whole * _jitter.uniform(0.5, 1.0)
