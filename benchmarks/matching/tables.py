"""The results as tables: figures, the goal beside each, and whether it holds. Pure functions of the results' JSON."""

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.machine import in_words
from benchmarks.matching.goals import GOALS, Goal, holds
from benchmarks.printing import Table

Row = dict[str, Any]
MISSING = "–"


def all_tables(results: Row) -> list[Table]:
    """Every table that the results have figures for."""
    compared = results["comparison"]
    tables = [
        goal_table(results["processes"], results["colony"]),
        kind_table(results["processes"], results["colony"]),
        matrix("Gap to the optimum by solver and size, %", compared, lambda row: f"{row['gap_percent']:.4f}"),
        matrix("Seconds by solver and size (solver alone, one core)", compared, lambda row: short(row["seconds"])),
        comparison_table(compared),
        ablation_table(results["ablation"]),
    ]
    return [table for table in tables if table.rows]


def page_of(results: Row) -> str:
    """All tables as a page."""
    lines = [
        "# Matching: measured figures",
        "Written by `make bench-matching`; `matching.md` tells what they mean. A cross is a goal that isn't reached.",
        f"Machine and commit: {in_words(results)}.",
        f"A solver has {results['solver_limit_s']:g} s for a market; where it needs more, a dash stands.",
    ]
    if results["left_out"]:
        lines.append("Left out for want of time: " + "; ".join(results["left_out"]) + ".")
    return "\n\n".join([*lines, *(table.markdown().rstrip() for table in all_tables(results))]) + "\n"


def goal_table(processes: list[Row], colony: list[Row]) -> Table:
    """A row a size: the worst over its kinds, with the goal and whether it holds."""
    rows = []
    for goal in GOALS:
        timed, alone = _of(processes, goal), _of(colony, goal)
        if not timed and not alone:
            continue
        whole = not any(row["failure"] for row in timed)
        gaps = [row["gap_percent"] for row in alone]
        mean = sum(gaps) / len(gaps) if gaps else None
        rows.append(
            (
                goal.name,
                judged(_worst(timed, "gap_percent") if whole else None, goal.aco_gap, "{:.4f} %"),
                judged(mean, goal.colony_mean, "{:.4f} %"),
                judged(max(gaps, default=None), goal.colony_worst, "{:.4f} %"),
                judged(_worst(timed, "seconds") if whole else None, goal.seconds, "{:.1f} s"),
                judged(_worst(timed, "peak_mib") if whole else None, goal.mib, "{:.0f} MiB"),
                f"{len(timed)} of {len(goal.kinds)}",
            )
        )
    head = ("lists / breeds", "`aco` gap", "colony, mean", "colony, worst", "time", "memory", "kinds")
    return Table("Goals: the worst over the kinds", head, tuple(rows))


def kind_table(processes: list[Row], colony: list[Row]) -> Table:
    """A row a size and kind."""
    rows = []
    for goal in GOALS:
        for kind in goal.kinds:
            timed = next((row for row in _of(processes, goal) if row["kind"] == kind), None)
            gaps = [row["gap_percent"] for row in _of(colony, goal) if row["kind"] == kind]
            if timed is None and not gaps:
                continue
            rows.append((goal.name, kind, *_timed_cells(goal, timed), *_gap_cells(goal, gaps)))
    head = (
        "lists / breeds",
        "kind",
        "time",
        "of the cores",
        "memory",
        "`aco` gap",
        "colony, mean",
        "colony, worst",
        "seeds",
    )
    return Table("By size and kind", head, tuple(rows))


def _timed_cells(goal: Goal, timed: Row | None) -> tuple[str, str, str, str]:
    if timed is None:
        return (MISSING,) * 4
    if timed["failure"]:
        return f"✗ {timed['failure']}", MISSING, MISSING, MISSING
    return (
        judged(timed["seconds"], goal.seconds, "{:.2f} s"),
        f"{timed['cpu_seconds']:.2f} s",
        judged(timed["peak_mib"], goal.mib, "{:.0f} MiB"),
        judged(timed["gap_percent"], goal.aco_gap, "{:.4f} %"),
    )


def _gap_cells(goal: Goal, gaps: list[float]) -> tuple[str, str, str]:
    if not gaps:
        return (MISSING,) * 3
    return (
        judged(sum(gaps) / len(gaps), goal.colony_mean, "{:.4f} %"),
        judged(max(gaps), goal.colony_worst, "{:.4f} %"),
        str(len(gaps)),
    )


def judged(measured: float | None, goal: float | None, form: str) -> str:
    """A figure, and where there is a goal, the goal and whether it holds."""
    figure = MISSING if measured is None else form.format(measured)
    verdict = holds(measured, goal)
    if verdict is None:
        return figure
    return f"{'✓' if verdict else '✗'} {figure} (≤ {form.format(goal).replace('.0 s', ' s')})"


def matrix(title: str, compared: list[Row], cell: Callable[[Row], str]) -> Table:
    """Solvers down, sizes across; a solver that did not end within the limit has none."""
    sizes = sorted({row["lists"] for row in compared})
    figures = {(row["solver"], row["lists"]): cell(row) for row in compared if "score" in row}
    rows = [
        (f"`{solver}`", *(figures.get((solver, size), MISSING) for size in sizes))
        for solver in _in_order(row["solver"] for row in compared)
    ]
    return Table(title, ("solver", *(f"{size:,}" for size in sizes)), tuple(rows))


def comparison_table(compared: list[Row]) -> Table:
    """All figures of all solvers, size after size. The score beside that of `exact` may exceed 1: an earlier step that
    is short of its optimum leaves more to later ones."""
    exact = {row["lists"]: row["score"] for row in compared if row["solver"] == "exact" and "score" in row}
    rows = []
    for row in sorted(compared, key=lambda row: row["lists"]):
        size = f"{row['lists']:,} / {row['breeds']}"
        if "failure" in row:
            rows.append((size, f"`{row['solver']}`", row["failure"], *(MISSING,) * 6))
            continue
        best = exact.get(row["lists"])
        rows.append(
            (
                size,
                f"`{row['solver']}`",
                f"{row['score']:,}",
                f"{row['score'] / best:.5f}" if best else MISSING,
                f"{row['gap_percent']:.4f}",
                f"{row['volume']:,}",
                f"{row['surplus_fen'] / 100:,.0f}",
                f"{row['trades']:,}",
                short(row["seconds"]),
            )
        )
    head = ("lists / breeds", "solver", "score", "÷ exact", "gap, %", "pieces", "surplus, yuan", "trades", "seconds")
    return Table("All solvers", head, tuple(rows))


def ablation_table(ablation: list[Row]) -> Table:
    """Colony with a part taken out: mean and worst gap."""
    rows = []
    for part in _in_order(row["part"] for row in ablation):
        gaps = [row["gap_percent"] for row in ablation if row["part"] == part]
        seconds = sum(row["seconds"] for row in ablation if row["part"] == part)
        mean = sum(gaps) / len(gaps)
        rows.append((part, f"{mean:.4f}", f"{max(gaps):.4f}", str(len(gaps)), short(seconds)))
    head = ("colony", "mean gap, %", "worst gap, %", "markets", "seconds")
    return Table("What each part of the colony adds", head, tuple(rows))


def short(seconds: float) -> str:
    """Three significant digits; whole seconds from a hundred on."""
    if seconds >= 100:
        return f"{seconds:.0f}"
    return f"{seconds:.5f}" if seconds < 0.001 else f"{seconds:.3g}"


def _of(rows: list[Row], goal: Goal) -> list[Row]:
    return [row for row in rows if (row["lists"], row["breeds"]) == (goal.lists, goal.breeds)]


def _worst(rows: list[Row], figure: str) -> float | None:
    """The largest; None where there is none, or one is missing."""
    found = [row[figure] for row in rows]
    return None if not found or None in found else max(found)


def _in_order(names: Iterable[str]) -> list[str]:
    """Each once, in the order of first appearance."""
    return list(dict.fromkeys(names))
