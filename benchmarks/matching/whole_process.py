"""`shoal match` as a user runs it: a fresh process from CSV files to JSON, its wall time and its peak memory."""

import contextlib
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

POLL_S = 0.02
_TOTAL = re.compile(rb'"(score|bound)": ?([0-9]+|null),?')


@dataclass(frozen=True, slots=True)
class ProcessRun:
    """Wall and processor seconds with start-up; peak memory of the process and its children together; the scheme's
    score and bound (None: no certificate); why there is no scheme, where there is none."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    score: int | None = None
    bound: int | None = None
    failure: str | None = None

    @property
    def gap_percent(self) -> float | None:
        """Certified; None without a certificate."""
        if self.score is None or self.bound is None:
            return None
        return 100 * (self.bound - self.score) / self.bound if self.bound else 0.0


def run_match(folder: Path, solver: str, timeout_s: float) -> ProcessRun:
    """Match the instance in `folder`; the scheme is read and removed. Ends the process after `timeout_s` seconds."""
    out = folder / "scheme.json"
    files = [f"--{name}={folder / name}.csv" for name in ("demand", "supply", "companies")]
    command = [str(Path(sys.executable).with_name("shoal")), "match", *files, f"--solver={solver}", f"--out={out}"]
    run = measured(command, timeout_s)
    try:
        if run.failure is not None:
            return run
        return ProcessRun(run.seconds, run.cpu_seconds, run.peak_mib, *score_and_bound(out))
    finally:
        out.unlink(missing_ok=True)


def score_and_bound(scheme: Path) -> tuple[int, int | None]:
    """The totals of a scheme's file, each of which has a line of its own: a large scheme isn't taken into memory."""
    found: dict[bytes, int | None] = {}
    with scheme.open("rb") as file:
        for line in file:
            if match := _TOTAL.fullmatch(line.strip()):
                found.setdefault(match[1], None if match[2] == b"null" else int(match[2]))
    score = found.get(b"score")
    if score is None or b"bound" not in found:
        raise AssertionError(f"{scheme}: no line with the score, or none with the bound")
    return score, found[b"bound"]


def measured(command: list[str], timeout_s: float) -> ProcessRun:
    """Wall time and peak memory of a command. The peak is the largest sum of resident memory seen over the process and
    its children, or the kernel's high-water mark of the process where that is larger. (What the kernel tells when a
    process has ended counts the parent's memory, too: the child began as its copy.)"""
    with tempfile.TemporaryFile() as errors:
        before = _cpu_of_children()
        started = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        watched = psutil.Process(child.pid)
        peak, late = 0, False
        while True:
            if child.poll() is not None:
                break
            late = time.perf_counter() - started > timeout_s
            if late:
                _end(watched)
            peak = max(peak, _resident(watched), _high_water(child.pid))
            time.sleep(POLL_S)
        seconds = time.perf_counter() - started
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    failure = None
    if child.returncode != 0:
        failure = f"not done after {timeout_s:.0f} s" if late else f"status {child.returncode}: {(said or [''])[-1]}"
    return ProcessRun(seconds, _cpu_of_children() - before, peak / 2**20, failure=failure)


def _cpu_of_children() -> float:
    """User and system seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _end(process: psutil.Process) -> None:
    """Kill the process and its children."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (*process.children(recursive=True), process):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


def _resident(process: psutil.Process) -> int:
    """Bytes of the process and its children; 0 when it has just ended."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total


def _high_water(pid: int) -> int:
    """Bytes that a process held at most; 0 when it has just ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return 0
