"""Running processes, known by pid *and* start time: a pid alone may belong to somebody else by now."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import psutil

from network.errors import NetworkError
from network.processes import MARK

_TERMINATION_S = 20.0
_KILL_S = 5.0


@dataclass(frozen=True)
class Running:
    """A process as it was when it was recorded. `started` is its start time in seconds since the epoch."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> "Running | None":
        """The process that has this pid now, None when there is none."""
        try:
            return cls(pid, psutil.Process(pid).create_time())
        except psutil.Error:
            return None

    def process(self) -> psutil.Process | None:
        """The very process, None once it has ended (also when its pid was given to another one)."""
        try:
            process = psutil.Process(self.pid)
            # Start times are derived from the boot time, which may be corrected by a tick between two readings.
            same = abs(process.create_time() - self.started) < 0.05
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.Error:
            return None


def marked(network: str) -> list[psutil.Process]:
    """All processes that carry the mark of the network in this folder, recorded or not."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == network and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue  # another user's, or gone
    return found


def stop(processes: Iterable[psutil.Process]) -> None:
    """Ends them: asks first, kills what is left after 20 s. `NETWORK_STOP_FAILED` if one survives even that."""
    left = list(processes)
    for process in left:
        _signal(process, kill=False)
    _, left = psutil.wait_procs(left, timeout=_TERMINATION_S)
    for process in left:
        _signal(process, kill=True)
    _, left = psutil.wait_procs(left, timeout=_KILL_S)
    left = [process for process in left if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    if left:
        names = ", ".join(f"{process.name()} (pid {process.pid})" for process in left)
        raise NetworkError("NETWORK_STOP_FAILED", f"{names} did not end, not even when killed")


def _signal(process: psutil.Process, *, kill: bool) -> None:
    with suppress(psutil.NoSuchProcess):  # it may have ended by itself
        process.kill() if kill else process.terminate()
