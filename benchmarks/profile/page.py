"""`docs/performance-tables.md`: the newest results of every benchmark as tables, none copied by hand.

    .venv/bin/python -m benchmarks.profile.page [--results benchmarks/results] [--to docs]

Also checks the model of the ledger against the newest `ledger-*.json` and draws both (`docs/img/profile-ledger.svg`).
"""

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import record
from benchmarks.fig17 import tables as fig17
from benchmarks.goals import goal_table
from benchmarks.halfhour import results as halfhour
from benchmarks.ledger import summary as ledger
from benchmarks.machine import in_words
from benchmarks.printing import Table
from benchmarks.profile import plots, tables
from shoal.home import checkout

Row = dict[str, Any]
BENCHMARKS = ("fig17", "halfhour", "ledger", "caliper", "load", "profile")
CLIENT = "client"


def newest(folder: Path) -> dict[str, tuple[Path, Row]]:
    """The last whole run of each benchmark, with its file."""
    found: dict[str, tuple[Path, Row]] = {}
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text("utf-8"))
        name = content.get("benchmark")
        if name not in BENCHMARKS or content.get("quick") or "machine" not in content:
            continue
        if name not in found or content["at"] > found[name][1]["at"]:
            found[name] = file, content
    return found


def page_of(found: Mapping[str, tuple[Path, Row]]) -> str:
    """The page."""
    lines = [
        "# Performance: measured figures",
        "Written by `.venv/bin/python -m benchmarks.profile.page` from the newest files of `benchmarks/results/`;"
        " [performance.md](performance.md) tells what they mean. A figure with a range is a median with the lowest and"
        " the highest of its rounds.",
        goals_table(found).markdown().rstrip(),
    ]
    for name in BENCHMARKS:
        if name not in found:
            lines.append(f"# `make bench-{name}`\n\nNot measured yet.")
            continue
        file, results = found[name]
        lines += [
            f"# `make bench-{name}`",
            f"`{file.name}`: {in_words(results)}; load before the run {results['load']}.",
        ]
        if results.get("left_out"):
            lines.append("Left out for want of time: " + "; ".join(results["left_out"]) + ".")
        own = TABLES.get(name, measure_tables)(results)
        if name == "profile" and (check := check_of(found)) is not None:
            own = [*own, check]
        lines += [table.markdown().rstrip() for table in own if table.rows]
    return "\n\n".join(lines) + "\n"


def goals_table(found: Mapping[str, tuple[Path, Row]]) -> Table:
    """What was to be reached, whatever measured it."""
    rows = []
    for name, (_, results) in found.items():
        goals = results.get("goals")
        if isinstance(goals, list):
            rows += [(f"`bench-{name}`", *row) for row in goal_table(goals).rows]
    if "ledger" in found:
        known = record.measures_of(found["ledger"][1])
        rows += [("`bench-ledger`", *row) for row in goal_table(ledger.judged(known.values(), ledger.GOALS)).rows]
    return Table("Goals", ("command", "what", "goal", "measured", ""), tuple(rows))


def measure_tables(results: Row) -> list[Table]:
    """Of any benchmark: its measures."""
    known = record.measures_of(results).values()
    rows = tuple((measure.name, measure.unit, spread(measure.values)) for measure in known)
    return [Table("Measures", ("what", "unit", "median (lowest–highest)"), rows)]


def cycle_tables(found: Iterable[Table]) -> list[Table]:
    """As the command prints them, without the goals, which it tells first."""
    return [replace(table, title=table.title[0].upper() + table.title[1:]) for table in list(found)[1:]]


def ledger_tables(results: Row) -> list[Table]:
    """Ratios first, then the rest."""
    known = record.measures_of(results).values()
    return [
        Table(
            title,
            ("what", "unit", "median (lowest–highest)"),
            tuple((m.name, m.unit, spread(m.values)) for m in known if m.unit in units),
        )
        for title, units in (
            ("Ratios of neighbours in time", ("ratio",)),
            ("Rates", ("tx/s",)),
            ("Latency, and the client's own processor", ("ms", "ms/tx")),
        )
    ]


def spread(values: Iterable[float]) -> str:
    """Median, lowest and highest."""
    known = list(values)
    middle = f"{statistics.median(known):,.4g}"
    return middle if len(known) == 1 else f"{middle} ({min(known):,.4g}–{max(known):,.4g})"


def measured_by_ledger(results: Row) -> dict[int, tuple[float, float, float]]:
    """Committed transactions a second of our client by number in flight: median, lowest, highest."""
    found = {}
    for name, measure in record.measures_of(results).items():
        way, _, level = name.partition(", ")
        if way == CLIENT and measure.unit == "tx/s":
            found[int(level.split()[0])] = (measure.median, min(measure.values), max(measure.values))
    return found


def check_of(found: Mapping[str, tuple[Path, Row]]) -> Table | None:
    """The model of the ledger beside the measurement; None where either is missing."""
    if "profile" not in found or "ledger" not in found:
        return None
    measured = measured_by_ledger(found["ledger"][1])
    return tables.check_table(found["profile"][1], {level: row[0] for level, row in measured.items()})


TABLES: dict[str, Callable[[Row], list[Table]]] = {
    "fig17": lambda results: cycle_tables(fig17.all_tables(results)),
    "halfhour": lambda results: [*measure_tables(results), *cycle_tables(halfhour.all_tables(results))],
    "ledger": ledger_tables,
    "profile": tables.all_tables,
}


def main(argv: list[str] | None = None) -> int:
    """Write page and plot."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--results", type=Path, default=record.FOLDER)
    arguments.add_argument("--to", type=Path, default=checkout() / "docs")
    given = arguments.parse_args(argv)
    found = newest(given.results)
    if "profile" in found and "ledger" in found:
        profile, ledger = found["profile"][1], found["ledger"][1]
        about = f"model: {in_words(profile)}\nmeasured: {in_words(ledger)}"
        plots.draw_check(profile, measured_by_ledger(ledger), about, given.to / "img" / "profile-ledger")
    given.to.mkdir(parents=True, exist_ok=True)
    page = given.to / "performance-tables.md"
    page.write_text(page_of(found), encoding="utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
