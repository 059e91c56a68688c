"""What processes use: seconds of processor by process, and resident memory."""

import os

import psutil

LOAD = "load (this benchmark)"


class Usage:
    """Reads the processes of a floor and this one. A process that has children is read with them."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._processes = {name: psutil.Process(pid) for name, pid in (pids | {LOAD: os.getpid()}).items()}
        self._last = self._seconds()

    def since(self) -> dict[str, float]:
        """Seconds of processor (user and system) by process since the last call. One that was restarted since counts
        as ended.
        """
        now = self._seconds()
        spent = {name: round(max(seconds - self._last.get(name, 0.0), 0.0), 3) for name, seconds in now.items()}
        self._last = now
        return spent

    def resident_mib(self, name: str) -> float:
        """Of a process and its children."""
        process = self._processes[name]
        return float(sum(one.memory_info().rss for one in (process, *process.children(recursive=True)))) / 2**20

    def all_resident_mib(self) -> dict[str, float]:
        """Of each of them but this one."""
        return {name: round(self.resident_mib(name), 1) for name in self._processes if name != LOAD}

    def _seconds(self) -> dict[str, float]:
        found = {}
        for name, process in self._processes.items():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            ended = times.children_user + times.children_system if name == "gateway" else 0.0
            found[name] = times.user + times.system + ended
        return found
