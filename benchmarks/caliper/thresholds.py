"""Thresholds: what a run must keep to. A file names them by round; `default` holds for every round without its own."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.caliper.observations import Round

LIMITS = ("failed_share", "p95_ms", "per_second", "cycle_seconds")


def read(file: Path) -> dict[str, dict[str, float]]:
    """Limits by round's label. `SystemExit` names a limit that there is not: a misspelt one would hold for ever."""
    found: dict[str, dict[str, float]] = yaml.safe_load(file.read_text("utf-8")) or {}
    for label, limits in found.items():
        if unknown := [name for name in limits if name not in LIMITS]:
            raise SystemExit(f"{file}: {label}: there is no threshold {unknown[0]}; there are {', '.join(LIMITS)}")
    return found


def broken(
    thresholds: Mapping[str, Mapping[str, float]], rounds: Iterable[Round], cycles: Iterable[Mapping[str, Any]]
) -> list[str]:
    """What was not kept to, in words. A cycle that failed, or traded another number than its volume, always is."""
    found = []
    default = thresholds.get("default", {})
    for seen in rounds:
        limits = {**default, **thresholds.get(seen.label, {})}
        p95 = seen.percentile_ms(0.95)
        if not seen.succeeded:
            found.append(f"{seen.label}: nothing succeeded")
            continue
        if seen.failed_share > limits.get("failed_share", 1):
            found.append(
                f"{seen.label}: {100 * seen.failed_share:.2f} % failed, at most {100 * limits['failed_share']:g} %"
            )
        if p95 is not None and p95 > limits.get("p95_ms", float("inf")):
            found.append(f"{seen.label}: p95 is {p95:.0f} ms, at most {limits['p95_ms']:g}")
        if seen.per_second < limits.get("per_second", 0):
            found.append(f"{seen.label}: {seen.per_second:.1f} a second, at least {limits['per_second']:g}")
    for cycle in cycles:
        label = f"cycle-{cycle['volume']}"
        limits = {**default, **thresholds.get(label, {})}
        if cycle["failure"]:
            found.append(f"{label}: {cycle['failure']}")
        elif cycle["trades"] != cycle["volume"]:
            found.append(f"{label}: {cycle['trades']} trades")
        elif cycle["seconds"] > limits.get("cycle_seconds", float("inf")):
            found.append(f"{label}: {cycle['seconds']:.1f} s, at most {limits['cycle_seconds']:g}")
    return found
