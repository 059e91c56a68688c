"""Ctrl-C during a matching: the first asks for the best scheme so far, the second ends it at once."""

import signal
import threading
from collections.abc import Callable
from types import FrameType


class Interrupt:
    """While entered, the first SIGINT only sets a flag, which solvers ask for; the next one raises KeyboardInterrupt.

    To be entered in the main thread (elsewhere it leaves the signal alone).
    """

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._asked = threading.Event()
        self._before: object = None

    def __call__(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._asked.is_set()

    def __enter__(self) -> "Interrupt":
        self._mine = threading.current_thread() is threading.main_thread()
        if self._mine:
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._mine:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]  # what signal() gave

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()
        self._told()
