"""Thresholds: what a run must keep to. A file names them by endpoint; `default` holds for each without its own, `run`
for the run as a whole.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from benchmarks.load.summary import TOTAL, Endpoint

MOST = ("p50_ms", "p95_ms", "p99_ms", "max_ms", "unexpected_share")
LEAST = ("per_second", "requests")
OF_RUN = ("cycles", "contracts", "writes")
Limits = Mapping[str, Mapping[str, float]]


def read(file: Path) -> Limits:
    """Limits by endpoint. `SystemExit` names a limit that there is not: a misspelt one would hold for ever."""
    found: dict[str, dict[str, float]] = yaml.safe_load(file.read_text("utf-8")) or {}
    for name, limits in found.items():
        known = OF_RUN if name == "run" else MOST + LEAST
        if unknown := [limit for limit in limits if limit not in known]:
            raise SystemExit(f"{file}: {name}: there is no threshold {unknown[0]}; there are {', '.join(known)}")
    return found


def broken(limits: Limits, found: Sequence[Endpoint], run: Mapping[str, float]) -> list[str]:
    """What was not kept to, in words. An endpoint that has limits of its own and was never asked is broken."""
    by_name = {one.name: one for one in found}
    missed = [f"{name}: no request" for name in limits if name not in ("default", "run") and name not in by_name]
    for name, one in by_name.items():
        # The sum is slower than its quickest part: what holds for each endpoint needn't hold for all together.
        default = {} if name == TOTAL else limits.get("default", {})
        for limit, bound in {**default, **limits.get(name, {})}.items():
            value = getattr(one, limit)
            if limit in MOST and value > bound:
                missed.append(f"{name}: {limit} is {value:.4g}, at most {bound:g}")
            if limit in LEAST and value < bound:
                missed.append(f"{name}: {limit} is {value:.4g}, at least {bound:g}")
    for limit, bound in limits.get("run", {}).items():
        if run[limit] < bound:
            missed.append(f"run: {run[limit]:g} {limit}, at least {bound:g}")
    return missed
