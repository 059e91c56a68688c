"""Locust's processes: a master and workers on the loopback, without its web pages."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import psutil

from shoal.home import checkout

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
STOP_S = 30
"""In which users finish what they are at; a post may wait for the ledger so long."""
END_S = 90.0


class Locust:
    """Started at once; `wait` when the signal has told it to end."""

    def __init__(self, url: str, run: Path, workers: int) -> None:
        self._log: IO[bytes] = (run / "locust.log").open("wb")
        self.log = run / "locust.log"
        port = str(_free_port())
        common = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--host", url, "--loglevel", "INFO"]
        master = [
            "--master", "--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--headless", "--only-summary",
            "--expect-workers", str(workers), "--expect-workers-max-wait", "60", "--stop-timeout", str(STOP_S),
            "--html", str(run / "locust.html"), "--exit-code-on-error", "0",
        ]  # fmt: skip
        worker = ["--worker", "--master-host", "127.0.0.1", "--master-port", port, "--stop-timeout", str(STOP_S)]
        environment = os.environ | {"SHOAL_LOAD_RUN": str(run)}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for name, arguments in (("master", master), *((f"worker {n}", worker) for n in range(workers))):
            self.processes[f"locust {name}"] = subprocess.Popen(
                common + arguments, cwd=checkout(), env=environment, stdout=self._log, stderr=subprocess.STDOUT
            )

    @property
    def pids(self) -> dict[str, int]:
        """By name."""
        return {name: process.pid for name, process in self.processes.items()}

    def check(self) -> None:
        """`RuntimeError` where one has ended early, with the end of the log."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended early with {process.returncode}:\n{self._tail()}")

    def wait(self) -> None:
        """Until all have ended. `RuntimeError` where one does not, or not well."""
        deadline = time.monotonic() + END_S
        for name, process in self.processes.items():
            try:
                code = process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise RuntimeError(f"{name} did not end within {END_S:.0f} s:\n{self._tail()}") from None
            if code:
                raise RuntimeError(f"{name} ended with {code}:\n{self._tail()}")

    def kill(self) -> None:
        """End what is left."""
        for process in self.processes.values():
            if process.poll() is None and psutil.pid_exists(process.pid):
                process.kill()
                process.wait(10)
        self._log.close()

    def _tail(self) -> str:
        return "\n".join(self.log.read_text("utf-8", errors="replace").splitlines()[-20:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
