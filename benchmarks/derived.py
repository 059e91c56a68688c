"""Measures of result files that keep rows of their own instead: the matcher's and the classifier's."""

from collections.abc import Callable
from typing import Any

from benchmarks.record import Better, Measure

Row = dict[str, Any]


def of_matching(content: Row) -> list[Measure]:
    """Time (a value a run), memory and gap of `shoal match` by size and kind; every solver's gap and time."""
    found = []
    for row in content["processes"]:
        name = f"match {row['lists']} lists, {row['breeds']} breeds, {row['kind']}"
        found.append(_measure(name, "s", "lower", row["all_seconds"]))
        found.append(_measure(f"{name}, memory", "MiB", "lower", [row["peak_mib"]]))
        found.append(_measure(f"{name}, gap", "%", "lower", [row["gap_percent"]]))
    for row in content["comparison"]:
        name = f"{row['solver']}: {row['lists']} lists, {row['breeds']} breeds, {row['kind']}, seed {row['seed']}"
        found.append(_measure(f"{name}, gap", "%", "lower", [row.get("gap_percent")]))
        found.append(_measure(name, "s", "lower", [row.get("seconds")]))
    return found


def of_sentiment(content: Row) -> list[Measure]:
    """Macro-F1 of every system, texts read a second (a value a round), time and memory of training."""
    found = []
    for row in content["quality"]:
        name = ", ".join(row[key] for key in ("system", "language", "measured_on", "way"))
        found.append(_measure(f"{name}: macro-F1", "share", "higher", [row["figures"]["leaning"]["macro_f1"]]))
    for row in content["speed"]:
        found.append(_measure(f"{row['language']} in batch", "texts/s", "higher", row["rounds_per_s"]))
        found.append(_measure(f"{row['language']} alone, p95", "ms", "lower", [row["alone_ms_p95"]]))
    for row in content["training"]:
        found.append(_measure(f"training on {row['reviews']}", "s", "lower", [row["seconds"]]))
        found.append(_measure(f"training on {row['reviews']}, memory", "MiB", "lower", [row["peak_mib"]]))
    return found


DERIVED: dict[str, Callable[[Row], list[Measure]]] = {"matching": of_matching, "sentiment": of_sentiment}


def _measure(name: str, unit: str, better: Better, values: list[float | None]) -> Measure:
    """What was not measured, or failed, has no value."""
    return Measure(name, unit, better, tuple(value for value in values if value is not None))
