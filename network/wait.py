"""Waiting with a deadline, and a failure that says for what, for whom, and what that process said last."""

import time
from collections.abc import Callable
from pathlib import Path

from network.errors import NetworkError
from network.files import tail

_PAUSE_S = 0.1


def wait_until(
    check: Callable[[], str | None], *, process: str, awaited: str, log: Path | None, timeout_s: float
) -> None:
    """Returns once `check` gives None; it gives the reason why not yet, otherwise.

    `NETWORK_WAIT_EXPIRED` after `timeout_s` seconds, with the last reason and the end of the process's log.
    """
    deadline = time.monotonic() + timeout_s
    while (reason := check()) is not None:
        if time.monotonic() >= deadline:
            raise NetworkError("NETWORK_WAIT_EXPIRED", failure_text(process, awaited, timeout_s, reason, log))
        time.sleep(_PAUSE_S)


def failure_text(process: str, awaited: str, timeout_s: float, reason: str, log: Path | None) -> str:
    """The text of an expired wait."""
    text = f"{process}: waited {timeout_s:.0f} s for {awaited}; last: {reason}"
    if log is None:
        return text
    said = tail(log)
    if not said:
        return f"{text}\n{log} is empty"
    return f"{text}\nend of {log}:\n{said}"
