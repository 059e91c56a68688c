"""One launch of Caliper: a plan, a network file, and a folder for everything it writes."""

import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.caliper.install import BENCH, Caliper
from shoal.home import checkout

CALL_S = 60
"""Seconds that Caliper gives a transaction."""


class CaliperFailed(Exception):
    """Caliper ended with an error, or not in time. The text says where its log is."""


@dataclass(frozen=True)
class Launch:
    """What one launch needs. `until` (seconds since 1970) is when the last whole cycle must be done."""

    plan: Path
    network: Path
    folder: Path
    market: Path | None = None
    until: float | None = None

    @property
    def report(self) -> Path:
        """Caliper's own report."""
        return self.folder / "report.html"

    @property
    def log(self) -> Path:
        """All that Caliper said."""
        return self.folder / "caliper.log"

    @property
    def observations(self) -> Path:
        """The times of every transaction, see `observations.py`."""
        return self.folder / "observations"

    def command(self, caliper: Caliper) -> list[str]:
        """The command line."""
        return [
            *caliper.command,
            "launch",
            "manager",
            f"--caliper-workspace={BENCH}",
            f"--caliper-benchconfig={self.plan}",
            f"--caliper-networkconfig={self.network}",
            f"--caliper-report-path={self.report}",
            f"--caliper-fabric-timeout-invokeorquery={CALL_S}",
            "--caliper-fabric-gateway-enabled",
            "--caliper-flow-only-test",
            "--caliper-progress-reporting-enabled=false",
        ]

    def environment(self, caliper: Caliper) -> dict[str, str]:
        """What the workloads read: see `caliper-bench/README.md`."""
        market = {} if self.market is None else {"SHOAL_MARKET": str(self.market)}
        until = {} if self.until is None else {"SHOAL_UNTIL": str(self.until)}
        return (
            dict(caliper.environment)
            | market
            | until
            | {
                "SHOAL_OBSERVATIONS": str(self.observations),
                "SHOAL_PYTHON": sys.executable,
                "SHOAL_CHECKOUT": str(checkout()),
            }
        )


def launch(caliper: Caliper, what: Launch, limit_s: float) -> None:
    """Run Caliper to its end, or end it with all of its workers after `limit_s` seconds: then `CaliperFailed`."""
    what.observations.mkdir(parents=True, exist_ok=True)
    for old in what.observations.glob("*.json"):
        old.unlink()
    with what.log.open("wb") as log:
        process = subprocess.Popen(
            what.command(caliper), env=what.environment(caliper), cwd=what.folder, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(limit_s)
        except subprocess.TimeoutExpired as error:
            raise CaliperFailed(f"Caliper did not end within {limit_s:.0f} s; see {what.log}") from error
        finally:
            _end_group(process)
    if status != 0:
        raise CaliperFailed(f"Caliper ended with {status}; see {what.log}")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of it and of its workers, which are in a session of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def failed_rounds(log: Path) -> list[str]:
    """What Caliper says of the rounds that it gave up; it ends with 0 all the same."""
    text = log.read_text("utf-8", "replace")
    return re.findall(r"Failed round \d+ \(.*", text)


def errors_in(log: Path, most: int = 3) -> list[str]:
    """The first errors of a log, each cut: they carry whole arguments."""
    found: list[str] = []
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if re.search(r"\berror\b.{0,10}\[caliper\]", line[:80]):
                text = line.strip()
                found.append(text if len(text) <= 400 else f"{text[:150]} … {text[-250:]}")
            if len(found) == most:
                break
    return found
