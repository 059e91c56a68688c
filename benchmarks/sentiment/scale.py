"""Training as the operator runs it on the full public set: the whole command, its wall time and its peak memory."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.matching.clock import Clock
from benchmarks.matching.whole_process import measured
from benchmarks.sentiment.data import FILES
from benchmarks.sentiment.noisy import write

MAKING_S_A_REVIEW = 2e-4
LEARNING_S, LEARNING_S_A_REVIEW = 60.0, 4e-4
"""Generous, even on a busy machine: where less is left of the budget, it is left out; what takes longer is ended."""
FIRST = 1_000
"""Reviews of an uncounted training before: it compiles what is not compiled yet."""


def training(folder: Path, reviews: int, clock: Clock) -> dict[str, Any] | None:
    """`shoal sentiment train` on that many English reviews, replicated with noise; reading and writing included."""
    what = f"training on {reviews:,} reviews"
    limit_s = LEARNING_S + reviews * LEARNING_S_A_REVIEW
    if not clock.fits(what, limit_s + reviews * MAKING_S_A_REVIEW):
        return None
    with tempfile.TemporaryDirectory() as made:
        source, model = Path(made) / "reviews.csv", Path(made) / "model"
        clock.say(f"{what}: replicating them with noise (not counted)")
        command = [*_command(), f"--reviews={source}", f"--out={model}"]
        write(folder / FILES["en"][0], source, min(FIRST, reviews))
        measured(command, LEARNING_S)
        write(folder / FILES["en"][0], source, reviews)
        clock.say(what)
        run = measured(command, limit_s)
        clock.say(f"{what}: {run.failure or f'{run.seconds:.1f} s, {run.peak_mib:.0f} MiB'}")
    return {
        "reviews": reviews,
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mib": run.peak_mib,
        "failure": run.failure,
    }


def _command() -> list[str]:
    return [str(Path(sys.executable).with_name("shoal")), "sentiment", "train"]
