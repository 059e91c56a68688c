"""Of the runs of a comparison: measures that are kept, and the tables that are printed, ratios first."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table

from benchmarks.goals import Goal, verdicts
from benchmarks.ledger.load import Run
from benchmarks.record import Better, Measure

YARDSTICK = "bare"
OURS = "client"
GOALS = (
    Goal("client-bare-100", "client ÷ bare, 100 in flight", "", "at least", 0.9),
    Goal("client-bare-400", "client ÷ bare, 400 in flight", "", "at least", 0.9),
    Goal("client-go-100", "client ÷ go, 100 in flight", "", "at least", 0.6),
)
Rounds = Sequence[Sequence[Run]]
"""One sequence a round, of the runs that were neighbours in time."""


def measures(rounds: Rounds) -> list[Measure]:
    """By number in flight: ratios to the bare loop and of ours to the others, then rates, latencies, CPU, failures."""
    levels = sorted({run.in_flight for runs in rounds for run in runs})
    ways = list(dict.fromkeys(run.way for runs in rounds for run in runs))
    pairs = [(way, YARDSTICK) for way in ways if way != YARDSTICK]
    pairs += [(OURS, way) for way in ways if way not in (OURS, YARDSTICK)]
    found = []
    for level in levels:
        at = [{run.way: run for run in runs if run.in_flight == level} for runs in rounds]
        for upper, lower in pairs:
            found.append(_measure(f"{upper} ÷ {lower}", level, "ratio", "higher", _ratios(at, upper, lower)))
        for way in ways:
            runs = [row[way] for row in at if way in row]
            found.append(_measure(way, level, "tx/s", "higher", (run.per_second for run in runs)))
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                values = (run.percentile_ms(share) for run in runs)
                found.append(_measure(f"{way} {name}", level, "ms", "lower", (v for v in values if v is not None)))
            cpu = (1000 * run.cpu_s / run.committed for run in runs if run.cpu_s is not None and run.committed)
            found.append(_measure(f"{way} client CPU", level, "ms/tx", "lower", cpu))
            found.append(_measure(f"{way} failed", level, "share", "lower", (run.error_share for run in runs)))
    return [measure for measure in found if measure.values]


def _ratios(at: Iterable[dict[str, Run]], upper: str, lower: str) -> Iterable[float]:
    """Of each round in which both committed something."""
    for row in at:
        if upper in row and lower in row and row[lower].committed:
            yield row[upper].per_second / row[lower].per_second


def _measure(name: str, level: int, unit: str, better: Better, values: Iterable[float]) -> Measure:
    return Measure(f"{name}, {level} in flight", unit, better, tuple(round(value, 4) for value in values))


def judged(found: Iterable[Measure], goals: Iterable[Goal]) -> list[dict[str, Any]]:
    """The goals with their medians and verdicts."""
    medians = {measure.name: measure.median for measure in found}
    return verdicts(goals, {goal.option: medians.get(goal.text) for goal in goals})


def ratio_table(found: Iterable[Measure]) -> Table:
    """A row a pair of clients, a column a number in flight: median (lowest–highest)."""
    table = [measure for measure in found if measure.unit == "ratio"]
    names = [measure.name.rsplit(", ", 1) for measure in table]
    levels, pairs = list(dict.fromkeys(n[1] for n in names)), list(dict.fromkeys(n[0] for n in names))
    by_name = {measure.name: measure for measure in table}
    drawn = Table("committed per second, median of the rounds (lowest–highest)", *levels, title_justify="left")
    for pair in pairs:
        drawn.add_row(pair, *(_cell(by_name.get(f"{pair}, {level}"), 2) for level in levels))
    return drawn


def rate_table(found: Iterable[Measure]) -> Table:
    """A row a client and number in flight: rate, latencies, CPU, failures."""
    by_name = {measure.name: measure for measure in found}
    drawn = Table("client", "in flight", "tx/s", "p50, ms", "p95, ms", "client CPU, ms/tx", "failed, %")
    for measure in by_name.values():
        if measure.unit != "tx/s":
            continue
        way, at = measure.name.split(", ")
        failed = by_name[f"{way} failed, {at}"].median
        cells = [_cell(by_name.get(f"{way} {name}, {at}"), 1) for name in ("p50", "p95")]
        drawn.add_row(
            way, at.split()[0], _cell(measure, 1), *cells, _cell(by_name.get(f"{way} client CPU, {at}"), 2),
            f"{100 * failed:.1f}", style="red" if failed else None,
        )  # fmt: skip
    return drawn


def failures(rounds: Rounds) -> list[str]:
    """What went wrong how often, by client: the most frequent three of each."""
    counts: dict[str, dict[str, int]] = {}
    for run in (run for runs in rounds for run in runs):
        for text, count in run.errors.items():
            of_way = counts.setdefault(run.way, {})
            of_way[text] = of_way.get(text, 0) + count
    return [
        f"{way}: {count} × {text}"
        for way, texts in counts.items()
        for text, count in sorted(texts.items(), key=lambda item: -item[1])[:3]
    ]


def _cell(measure: Measure | None, digits: int) -> str:
    if measure is None:
        return "–"
    low, high = min(measure.values), max(measure.values)
    spread = f" ({low:.{digits}f}–{high:.{digits}f})" if len(measure.values) > 1 else ""
    return f"{measure.median:.{digits}f}{spread}"
