"""What a long matching tells while it runs."""

import sys
import threading
import time
from collections.abc import Iterable
from typing import TextIO

from matching.scheme import StepResult

QUIET_S = 2.0
"""Nothing is told of what takes less, unless to a terminal."""
_LIVE_S = 0.2
_LONG_S = 30.0


class Progress:
    """Says on a stream, now and then, what is being done and how far it has come: a line that changes on a terminal,
    else a new line every few seconds. Steps may be counted from several threads."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._doing = ""
        self._steps = self._score = 0
        self._bound: int | None = 0

    def __enter__(self) -> "Progress":
        self._ticker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._ticker.join()
        if self._live:
            self._write("\r\x1b[K")

    def doing(self, what: str) -> None:
        """What is being done from now on."""
        self._doing = what

    def step(self, _breed: str, result: StepResult) -> None:
        """Count a finished step."""
        with self._lock:
            self._steps += 1
            self._score += result.score
            self._bound = None if self._bound is None or result.bound is None else self._bound + result.bound

    def steps(self, breed: str, results: Iterable[StepResult]) -> None:
        """Count the steps of a breed that is done."""
        for result in results:
            self.step(breed, result)

    def say(self, text: str) -> None:
        """Tell something at once, on a line of its own."""
        self._write(f"\r\x1b[K{text}\n" if self._live else f"{text}\n")

    def line(self) -> str:
        """How far it has come."""
        with self._lock:
            parts = [f"{time.monotonic() - self._started:.0f} s: {self._doing}"]
            if self._steps:
                parts.append(f"{self._steps} steps done, best value {self._score:,}")
                if self._bound is not None:
                    parts.append(f"bound {self._bound:,}, gap {gap_percent(self._score, self._bound):.4f} %")
        return ", ".join(parts)

    def _tick(self) -> None:
        wait = _LIVE_S if self._live else QUIET_S
        while not self._over.wait(wait):
            self._write(f"\r\x1b[K{self.line()}" if self._live else f"{self.line()}\n")
            wait = _LIVE_S if self._live else min(2 * wait, _LONG_S)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def gap_percent(score: int, bound: int) -> float:
    """The certified gap: how much of the bound was not reached; 0 where nothing could be traded."""
    return 100 * (bound - score) / bound if bound else 0.0
