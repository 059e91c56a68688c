"""What half an hour found: goals, measures, tables. Pure functions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.fig17.source import QUARTER
from benchmarks.goals import Goal, goal_table, verdicts
from benchmarks.halfhour.memory import after_warming, slope_of
from benchmarks.printing import Table
from benchmarks.record import Measure

Row = dict[str, Any]
HALF_HOUR = 30
LEAST_S = 600.0
"""Of samples: a shorter run says nothing of an hour, so its slope is shown and not judged."""
GOALS = (
    Goal("trades", "trades settled with credit on the ledger within 30 minutes", "trades", "at least", 250_000),
    Goal("memory", "the gateway's memory, maximum", "MiB", "at most", 600),
    Goal("slope", "the gateway's memory, slope (a tenth of the limit an hour is level)", "MiB per hour", "at most", 60),
    Goal("faults", "trades lost, doubled or wrong", "trades", "at most", 0),
)


def scaled(goals: Sequence[Goal], minutes: float) -> list[Goal]:
    """For a run of another length: as many trades a minute."""
    trades, *others = goals
    if minutes == HALF_HOUR:
        return list(goals)
    text = f"trades settled with credit on the ledger within {minutes:g} minutes"
    return [replace(trades, text=text, limit=trades.limit * minutes / HALF_HOUR), *others]


def judged(results: Row, goals: Sequence[Goal]) -> Row:
    """With what was settled in time, the slope of the memory, and the goals."""
    limit_s = 60 * results["minutes"]
    settled = {int(cycle): count for cycle, count in results["settled_by_cycle"].items()}
    in_time = sum(settled.get(done["cycle"], 0) for done in results["cycles"] if done["at"] <= limit_s)
    samples = results["memory_mib"]
    warm = after_warming(samples)
    slope = slope_of([at for at, _ in warm], [mib for _, mib in warm])
    measured = {
        "trades": float(in_time),
        "memory": max((mib for _, mib in samples), default=None),
        "slope": None if slope is None or warm[-1][0] - warm[0][0] < LEAST_S else slope.mib_per_hour,
        "faults": float(sum(results["audit"][kind] for kind in ("lost", "doubled", "wrong"))),
    }
    return results | {
        "settled_in_time": in_time,
        "slope": None if slope is None else slope.as_dict(),
        "goals": verdicts(scaled(goals, results["minutes"]), measured),
    }


def measures(results: Row) -> list[Measure]:
    """What can be compared with another run: trades a second of each cycle, the processor a trade, and the memory."""
    ends = [0.0, *(done["at"] for done in results["cycles"])]
    rates = tuple(
        round(done["trades"] / (done["at"] - before), 2) for done, before in zip(results["cycles"], ends, strict=False)
    )
    memory = tuple(mib for _, mib in results["memory_mib"])
    found = [Measure("trades a second, by cycle", "trades/s", "higher", rates)]
    if trades := sum(done["trades"] for done in results["cycles"]):
        core_ms = round(1000 * sum(results["cpu_seconds"].values()) / trades, 3)
        found.append(Measure("processor a trade, all processes", "ms", "lower", (core_ms,)))
    return [*found, Measure("the gateway's memory, maximum", "MiB", "lower", (max(memory),))] if memory else found


def all_tables(results: Row) -> list[Table]:
    """Goals, stages, processor."""
    return [goal_table(results["goals"]), stage_table(results["cycles"]), cpu_table(results)]


def stage_table(cycles: Sequence[Row]) -> Table:
    """Mean seconds of a stage and of the gateway's steps, a cycle."""
    rows = []
    for key in ("seconds", "steps"):
        for name in dict.fromkeys(name for done in cycles for name in done[key]):
            mean = sum(done[key].get(name, 0.0) for done in cycles) / len(cycles)
            rows.append((name, "" if key == "seconds" else "of the gateway's own", f"{mean:.2f}"))
    return Table("seconds a cycle, means", ("stage or step", "", "seconds"), rows)


def cpu_table(results: Row) -> Table:
    """What every process did for a trade."""
    trades = max(sum(done["trades"] for done in results["cycles"]), 1)
    spent = sorted(results["cpu_seconds"].items(), key=lambda one: -one[1])
    rows = [(name, f"{seconds:,.1f}", f"{1000 * seconds / trades:.2f}") for name, seconds in spent]
    whole = sum(seconds for _, seconds in spent)
    share = 100 * whole / results["took"] / results["machine"]["cores"]
    rows.append(("all", f"{whole:,.1f}", f"{1000 * whole / trades:.2f}"))
    return Table(f"processor; {share:.0f} % of what there is", ("process", "seconds", "ms a trade"), rows)


def in_lines(results: Row) -> list[str]:
    """The run in words."""
    slope, load = results["slope"], results["load_shape"]
    lines = [
        f"load: {results['companies']} companies, closed; {load['bulk_in_flight']} requests in flight, {load['lists']}"
        f" lists a request, statements up to 1,000 a request; {results['trades']:,} trades a cycle, the next one's"
        " lists posted meanwhile",
        f"{results['settled_in_time']:,} trades in {results['minutes']:g} minutes: {len(results['cycles'])} cycles;"
        f" requests sent again: {results['repeated_requests']}. The source foretells {QUARTER[0]:,} in 30 minutes",
    ]
    if slope is not None:
        lines.append(
            f"the gateway's memory: {slope['mib_per_hour']:+.1f} ± {slope['plus_minus']:.1f} MiB an hour (95 %;"
            f" {slope['samples']} samples after warming up, worth {slope['independent']:.0f} independent ones)"
        )
    if results["failure"]:
        lines.append(f"the run ended before its time: {results['failure']}")
    return [*lines, *results["audit"]["first"]]
