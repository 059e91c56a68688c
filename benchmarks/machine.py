"""Where and on what figures were measured."""

import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from benchmarks import yardstick
from shoal.home import checkout


def circumstances(measured: Iterable[str], libraries: Iterable[str]) -> dict[str, Any]:
    """Machine, how busy it is (processes that want a core, over the last minute) and how quick; versions, commit, date.

    `measured` are the folders that the figures depend on: a change there that isn't committed is told.
    """
    return {
        "machine": {
            "cores": len(os.sched_getaffinity(0)),
            "model": _model(),
            "memory_gib": round(psutil.virtual_memory().total / 2**30),
            "system": platform.system() + " " + platform.machine(),
        },
        "versions": {"python": platform.python_version()}
        | {name: importlib.metadata.version(name) for name in libraries},
        "load": round(os.getloadavg()[0], 1),
        "yardstick": yardstick.speed(),
        "commit": _git("rev-parse", "HEAD"),
        "changed": bool(_git("status", "--porcelain", "--", *measured)),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def in_words(found: dict[str, Any]) -> str:
    """One line: the machine and, where it was measured, its speed, the commit, the date."""
    machine, changed = found["machine"], " with changes" if found["changed"] else ""
    speed = f"; {yardstick.in_words(found['yardstick'])}" if "yardstick" in found else ""
    return (
        f"{machine['cores']} cores ({machine['model']}), {machine['memory_gib']} GiB, Python"
        f" {found['versions']['python']}{speed}; commit {found['commit'][:12]}{changed}, {found['at'][:10]}"
    )


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown processor")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=checkout(), capture_output=True, text=True, check=True)
    return done.stdout.strip()
