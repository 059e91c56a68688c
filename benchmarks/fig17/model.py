"""Beyond what was measured: seconds = a + b·trades, fitted to the large volumes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

QUARTER_S = 1800.0
"""A quarter of the source's cycle of two hours: the time that it gives a cycle's matching."""


@dataclass(frozen=True)
class Line:
    """`fixed_s` seconds and `per_trade_s` seconds a trade; `residuals` are measured ÷ fitted − 1 by volume.
    `unseen` is the same at the largest volume for the line fitted without it, None where too few are left.
    """

    fixed_s: float
    per_trade_s: float
    residuals: dict[int, float]
    unseen: float | None

    def seconds(self, trades: float) -> float:
        """For so many trades."""
        return self.fixed_s + self.per_trade_s * trades

    def within(self, seconds: float) -> int:
        """How many trades in so many seconds."""
        return max(0, int((seconds - self.fixed_s) / self.per_trade_s))

    def as_dict(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self) | {"model": "seconds = fixed_s + per_trade_s × trades, least squares of relative errors"}


def fit(seconds: Mapping[int, float]) -> Line | None:
    """The line through seconds by volume, every volume's relative error with the same weight. None for fewer than
    three volumes (two fit any line), or where it doesn't rise.
    """
    if len(seconds) < 3:
        return None
    fixed, slope = _line(seconds)
    if slope <= 0:
        return None
    largest = max(seconds)
    others = {volume: time for volume, time in seconds.items() if volume != largest}
    unseen = None
    if len(others) >= 2:
        before = _line(others)
        unseen = seconds[largest] / (before[0] + before[1] * largest) - 1
    residuals = {volume: round(time / (fixed + slope * volume) - 1, 4) for volume, time in seconds.items()}
    return Line(fixed, slope, residuals, None if unseen is None else round(unseen, 4))


def large(volumes: Sequence[int], bulk_from: int) -> list[int]:
    """The volumes to fit: those with lists in bulk, where there are three; else the three largest of all."""
    bulk = [volume for volume in volumes if volume > bulk_from]
    return bulk if len(bulk) >= 3 else sorted(volumes)[-3:]


def _line(seconds: Mapping[int, float]) -> tuple[float, float]:
    volumes, times = np.array(list(seconds), float), np.array(list(seconds.values()), float)
    design = np.stack([1 / times, volumes / times], axis=1)
    (fixed, slope), *_ = np.linalg.lstsq(design, np.ones(len(times)), rcond=None)
    return float(fixed), float(slope)
