"""A run in figures: latencies by endpoint, requests by second, answers by code. Pure functions of the journals."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.load.journal import Request
from benchmarks.record import Measure

TOTAL = "all requests"


@dataclass(frozen=True)
class Endpoint:
    """One endpoint, milliseconds; `per_second` over the whole run. Refusals that are right answers are `expected`."""

    name: str
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    expected: int
    unexpected: int

    @property
    def unexpected_share(self) -> float:
        """Of all requests."""
        return self.unexpected / self.requests


def percentile(ordered: Sequence[float], share: float) -> float:
    """The nearest rank: the smallest value that at least `share` of all do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def endpoints(requests: Sequence[Request]) -> list[Endpoint]:
    """All together first, then each, the most frequent first. Items inside of an answer are no requests of their own:
    they count with the codes only.
    """
    by_name: defaultdict[str, list[Request]] = defaultdict(list)
    for request in requests:
        if request.ms > 0:
            by_name[request.name].append(request)
            by_name[TOTAL].append(request)
    if not by_name:
        return []
    seconds = max(r.at + r.ms / 1000 for r in by_name[TOTAL]) - min(r.at for r in by_name[TOTAL])
    found = [_endpoint(name, asked, seconds) for name, asked in by_name.items()]
    return sorted(found, key=lambda one: (-one.requests, one.name != TOTAL, one.name))


def _endpoint(name: str, requests: Sequence[Request], seconds: float) -> Endpoint:
    ordered = sorted(request.ms for request in requests)
    verdicts = Counter(request.verdict for request in requests)
    return Endpoint(
        name,
        len(ordered),
        len(ordered) / max(seconds, 0.001),
        percentile(ordered, 0.5),
        percentile(ordered, 0.95),
        percentile(ordered, 0.99),
        ordered[-1],
        verdicts["expected"],
        verdicts["unexpected"],
    )


def codes(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """How often each code came where, the unexpected first."""
    counted = Counter((r.verdict, r.status, r.code, r.name) for r in requests if r.verdict != "done")
    names = ("verdict", "status", "code", "name")
    rows = [dict(zip(names, key, strict=True)) | {"count": count} for key, count in counted.items()]
    return sorted(rows, key=lambda row: (row["verdict"] != "unexpected", -row["count"], row["name"]))


def by_second(requests: Sequence[Request], began: float) -> list[dict[str, float]]:
    """Requests that began in each second since `began`: count, p50, p95, refusals."""
    by: defaultdict[int, list[Request]] = defaultdict(list)
    for request in requests:
        if request.ms > 0:
            by[int(request.at - began)].append(request)
    found = []
    for second in range(max(by, default=-1) + 1):
        ordered = sorted(request.ms for request in by[second])
        row = {"second": float(second), "requests": float(len(ordered))}
        if ordered:
            row |= {"p50_ms": percentile(ordered, 0.5), "p95_ms": percentile(ordered, 0.95)}
        for verdict in ("expected", "unexpected"):
            row[verdict] = float(sum(request.verdict == verdict for request in by[second]))
        found.append(row)
    return found


def core_ms(samples: Sequence[Mapping[str, Any]], requests: int) -> dict[str, float]:
    """Milliseconds of processor that each process spent per request of the run."""
    spent: Counter[str] = Counter()
    for sample in samples:
        spent.update(sample["core_s"])
    return {name: round(1000 * seconds / max(1, requests), 3) for name, seconds in spent.most_common()}


def measures(found: Sequence[Endpoint]) -> list[Measure]:
    """What can be compared with another run."""
    rows = []
    for one in found:
        rows.append(Measure(f"{one.name} p50", "ms", "lower", (round(one.p50_ms, 2),)))
        rows.append(Measure(f"{one.name} p95", "ms", "lower", (round(one.p95_ms, 2),)))
        rows.append(Measure(f"{one.name} unexpected", "share", "lower", (round(one.unexpected_share, 5),)))
    total = [
        Measure("throughput", "requests/s", "higher", (round(one.per_second, 2),)) for one in found if one.name == TOTAL
    ]
    return total + rows


def as_rows(found: Sequence[Endpoint]) -> list[dict[str, Any]]:
    """For the record."""
    return [{name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(one).items()} for one in found]
