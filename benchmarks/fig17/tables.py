"""The run's tables: pure functions of its results' JSON."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.fig17.source import MEASURED
from benchmarks.fig17.volume import STAGES
from benchmarks.goals import goal_table
from benchmarks.printing import Table

Row = dict[str, Any]


def all_tables(results: Row) -> list[Table]:
    """Goals first."""
    volumes = by_volume(results["rounds"])
    return [
        goal_table(results["goals"]),
        time_table(volumes),
        stage_table(volumes),
        *(cpu_table(volumes[volume]) for volume in shown(volumes)),
        step_table(volumes),
    ]


def by_volume(rounds: Iterable[Row]) -> dict[int, list[Row]]:
    """Rounds of each volume, the smallest first."""
    found: dict[int, list[Row]] = {}
    for row in sorted(rounds, key=lambda row: row["volume"]):
        found.setdefault(row["volume"], []).append(row)
    return found


def shown(volumes: dict[int, list[Row]]) -> list[int]:
    """The source's volume, and the largest: what the processor did is told of these."""
    return sorted({volume for volume in (MEASURED[0], max(volumes, default=0)) if volume in volumes})


def time_table(volumes: dict[int, list[Row]]) -> Table:
    """Whole cycles: median, lowest and highest of the rounds."""
    rows = []
    for volume, rounds in volumes.items():
        whole = [row["whole"] for row in rounds]
        own = [row["frozen_to_credit"] for row in rounds]
        faults = sum(row["audit"][kind] for row in rounds for kind in ("lost", "doubled", "wrong"))
        rows.append(
            (
                f"{volume:,}", "one by one" if rounds[0]["one_by_one"] else "in bulk", str(len(rounds)), spread(whole),
                spread(own), f"{volume / statistics.median(whole):,.1f}", str(faults),
                f"{MEASURED[1]:,.0f}" if volume == MEASURED[0] else "",
            )
        )  # fmt: skip
    head = (
        "trades", "lists posted", "rounds", "whole, s: median (lowest–highest)", "frozen → credit, s", "trades/s",
        "lost, doubled, wrong", "the source, s",
    )  # fmt: skip
    return Table("from the first list to the last credit on the ledger", head, rows)


def stage_table(volumes: dict[int, list[Row]]) -> Table:
    """Medians by stage."""
    return _medians("seconds by stage, medians", "stage", volumes, "seconds", STAGES)


def step_table(volumes: dict[int, list[Row]]) -> Table:
    """The gateway's own times by step of a cycle's job, medians."""
    steps = dict.fromkeys(step for rounds in volumes.values() for row in rounds for step in row["steps"])
    return _medians("the gateway's own seconds by step, medians", "step", volumes, "steps", tuple(steps))


def _medians(title: str, what: str, volumes: dict[int, list[Row]], key: str, names: Sequence[str]) -> Table:
    rows = [
        (name, *(f"{statistics.median(row[key].get(name, 0.0) for row in rounds):.2f}" for rounds in volumes.values()))
        for name in names
    ]
    return Table(title, (what, *(f"{volume:,}" for volume in volumes)), rows)


def cpu_table(rounds: Sequence[Row]) -> Table:
    """Milliseconds of processor a trade, by process and stage, means of the rounds."""
    volume = rounds[0]["volume"]
    processes = dict.fromkeys(process for row in rounds for spent in row["cpu"].values() for process in spent)

    def a_trade(process: str, stages: Sequence[str]) -> float:
        spent = [sum(row["cpu"][stage].get(process, 0.0) for stage in stages) for row in rounds]
        return 1000 * statistics.fmean(spent) / float(volume)

    columns = [[stage] for stage in STAGES] + [list(STAGES)]
    rows: list[Sequence[str]] = [
        (process, *(f"{a_trade(process, stages):.2f}" for stages in columns))
        for process in sorted(processes, key=lambda process: -a_trade(process, STAGES))
    ]
    rows.append(("all", *(f"{sum(a_trade(process, stages) for process in processes):.2f}" for stages in columns)))
    return Table(f"milliseconds of processor a trade, {volume:,} trades", ("process", *STAGES, "all"), rows)


def spread(values: Sequence[float]) -> str:
    """Median, lowest and highest."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"
