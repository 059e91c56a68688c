"""The gateway's memory over a run: sampled, its slope with its uncertainty."""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

EVERY_S = 5.0
WARM_S = 300.0
"""At the start: models are loaded, caches filled, the heap finds its size. Not in the slope, but in the maximum."""
HOUR_S = 3600.0
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Slope:
    """MiB an hour, and half the width of its 95 % interval; `samples` that it rests on, worth `independent` of them."""

    mib_per_hour: float
    plus_minus: float
    samples: int
    independent: float

    def as_dict(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self)


def slope_of(seconds: Sequence[float], mib: Sequence[float]) -> Slope | None:
    """Least squares; None for fewer than ten samples.

    Neighbouring samples are alike (a cycle's memory comes and goes), so that they tell less than as many independent
    ones: with correlation r between neighbours' residuals, n (1 − r) / (1 + r) (Bayley and Hammersley, 1946).
    """
    n = len(mib)
    if n < 10:
        return None
    times, values = np.array(seconds) / HOUR_S, np.array(mib)
    centred = times - times.mean()
    spread = float(centred @ centred)
    slope = float(centred @ values) / spread
    left = values - values.mean() - slope * centred
    variance = float(left @ left)
    alike = float(left[1:] @ left[:-1]) / variance if variance > 0 else 0.0
    alike = min(max(alike, 0.0), 0.99)
    independent = max(n * (1 - alike) / (1 + alike), 3.0)
    error = math.sqrt(variance / n * independent / (independent - 2) / (spread * independent / n))
    return Slope(slope, NORMAL_95 * error, n, independent)


async def sample(read: Callable[[], float], into: list[tuple[float, float]]) -> None:
    """(seconds since the start, MiB) every EVERY_S, until cancelled."""
    started = time.monotonic()
    while True:
        into.append((time.monotonic() - started, read()))
        await asyncio.sleep(EVERY_S)


def after_warming(samples: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """Those from WARM_S on, or of the later two thirds of a run that is shorter than three times that."""
    if not samples:
        return []
    return [at for at in samples if at[0] >= min(WARM_S, samples[-1][0] / 3)]
