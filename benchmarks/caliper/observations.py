"""What Caliper's workers observed: the times of every transaction, by round."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Round:
    """One round. `latencies_ms` are those of successful transactions, ascending. A round in which nothing ended has
    `seconds` 0.
    """

    label: str
    succeeded: int
    failed: int
    seconds: float
    latencies_ms: tuple[int, ...]

    @property
    def per_second(self) -> float:
        """Successful ones a second, from the first that was made to the last that ended."""
        return self.succeeded / self.seconds if self.seconds else 0.0

    @property
    def failed_share(self) -> float:
        """Of all that were sent."""
        sent = self.succeeded + self.failed
        return self.failed / sent if sent else 1.0

    def percentile_ms(self, share: float) -> float | None:
        """The latency that `share` of the successful stayed within."""
        if not self.latencies_ms:
            return None
        return float(self.latencies_ms[min(int(share * len(self.latencies_ms)), len(self.latencies_ms) - 1)])

    def as_dict(self) -> dict[str, Any]:
        """What is kept of it."""
        return {
            "label": self.label,
            "succeeded": self.succeeded,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            "per_second": round(self.per_second, 2),
            "latency_ms": {f"p{100 * share:.0f}": self.percentile_ms(share) for share in (0.5, 0.95, 0.99)},
        }


def rounds_in(folder: Path) -> list[Round]:
    """The rounds that any worker observed, in their order."""
    by_number: dict[int, list[dict[str, Any]]] = {}
    for file in folder.glob("round-*-worker-*.json"):
        number = int(file.name.split("-")[1])
        by_number.setdefault(number, []).append(json.loads(file.read_text("utf-8")))
    return [round_of(parts) for _, parts in sorted(by_number.items())]


def round_of(parts: Iterable[dict[str, Any]]) -> Round:
    """All workers' parts of one round as one."""
    parts = list(parts)
    rows = [row for part in parts for row in zip(part["created"], part["finished"], part["ok"], strict=True)]
    seconds = (max(row[1] for row in rows) - min(row[0] for row in rows)) / 1000 if rows else 0.0
    latencies = sorted(finished - created for created, finished, ok in rows if ok)
    return Round(parts[0]["label"], len(latencies), len(rows) - len(latencies), seconds, tuple(latencies))


def cycles_in(folder: Path) -> list[dict[str, Any]]:
    """What the whole cycles kept, by volume: `volume, trades, seconds, stages, transactions, repeated, failure`."""
    found = [json.loads(file.read_text("utf-8")) for file in folder.glob("cycle-*.json")]
    return sorted(found, key=lambda cycle: int(cycle["volume"]))
