"""The results as plots (SVG). Pure functions of the results' JSON; each names the machine and the commit."""

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.machine import in_words
from benchmarks.matching.goals import GOALS

Row = dict[str, Any]
PUBLISHED = ((1_000, 1_298.0), (1_443, 1_800.0))
"""The source's own figures: lists matched, seconds (its Figure 17; the second by its extrapolation)."""
LEAST_GAP = 1e-4
"""Percent. What is below, zero as well, is drawn here: the scale is logarithmic."""
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "shoal", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}


def draw_all(results: Row, folder: Path) -> list[Path]:
    """Draw whatever the results have figures for."""
    folder.mkdir(parents=True, exist_ok=True)
    plots: tuple[tuple[str, bool, Callable[[Axes, Row], None]], ...] = (
        ("time", bool(results["comparison"] or results["processes"]), time_by_size),
        ("gap-by-solver", bool(results["comparison"]), gap_by_solver),
        ("gap-by-kind", bool(results["colony"]), gap_by_kind),
        ("convergence", bool(results["convergence"]), convergence),
        ("ablation", bool(results["ablation"]), ablation),
    )
    return [_draw(results, folder / f"{name}.svg", plot) for name, drawable, plot in plots if drawable]


def _draw(results: Row, path: Path, plot: Callable[[Axes, Row], None]) -> Path:
    with rc_context(STYLE):
        figure = Figure(figsize=(8, 5), layout="constrained")
        plot(figure.add_subplot(), results)
        figure.supxlabel(in_words(results), fontsize=7, color="gray")
        figure.savefig(path, metadata={"Date": None, "Creator": None})
    # matplotlib leaves blanks at line ends
    path.write_text("".join(f"{line.rstrip()}\n" for line in path.read_text("utf-8").splitlines()), encoding="utf-8")
    return path


def time_by_size(axes: Axes, results: Row) -> None:
    """Seconds by lists, logarithmic both: each solver alone, the whole process, and the source's figures."""
    for solver, rows in _by("solver", results["comparison"]).items():
        axes.plot([r["lists"] for r in rows], [r["seconds"] for r in rows], marker=".", label=solver)
    timed = [row for row in results["processes"] if not row["failure"]]
    if timed:
        axes.scatter(
            [row["lists"] for row in timed],
            [row["seconds"] for row in timed],
            marker="x",
            color="black",
            label="`shoal match`, whole process, each kind",
        )
    lists, seconds = zip(*PUBLISHED, strict=True)
    axes.scatter(lists, seconds, marker="*", s=90, color="red", label="the source (Fig. 17)")
    axes.set(xscale="log", yscale="log", xlabel="lists", ylabel="seconds", title="Time by size")
    axes.legend(fontsize=7)


def gap_by_solver(axes: Axes, results: Row) -> None:
    """Gap by lists, each solver."""
    for solver, rows in _by("solver", results["comparison"]).items():
        axes.plot(
            [r["lists"] for r in rows], [max(r["gap_percent"], LEAST_GAP) for r in rows], marker=".", label=solver
        )
    axes.set(xscale="log", yscale="log", xlabel="lists", title="Gap to the optimum by size")
    axes.set_ylabel(f"gap, % (up to {LEAST_GAP:g}: proven optimal, or as good)")
    axes.legend(fontsize=7)


def gap_by_kind(axes: Axes, results: Row) -> None:
    """The colony alone: worst gap over the seeds, a group of bars a size and a bar a kind."""
    groups = [goal for goal in GOALS if any(_at(row, goal.lists, goal.breeds) for row in results["colony"])]
    kinds = list(dict.fromkeys(row["kind"] for row in results["colony"]))
    for place, kind in enumerate(kinds):
        bars = [
            (g + 0.8 * (place + 0.5) / len(kinds) - 0.4, drawn([row["gap_percent"] for row in rows], max))
            for g, goal in enumerate(groups)
            if (rows := [r for r in results["colony"] if r["kind"] == kind and _at(r, goal.lists, goal.breeds)])
        ]
        axes.bar([x for x, _ in bars], [gap for _, gap in bars], 0.8 / len(kinds), label=kind)
    for g, goal in enumerate(groups):
        if goal.colony_worst is not None:
            axes.hlines(goal.colony_worst, g - 0.4, g + 0.4, colors="black", linestyles="dashed")
    axes.set_ylim(bottom=LEAST_GAP)
    axes.set_xticks(range(len(groups)), [goal.name for goal in groups])
    axes.set(yscale="log", xlabel="lists / breeds", ylabel="gap, % (dashed: goal)")
    axes.set_title("The colony alone: worst gap by size and kind")
    axes.legend(fontsize=7)


def convergence(axes: Axes, results: Row) -> None:
    """Gap of the colony after each iteration, a line a kind."""
    for row in results["convergence"]:
        gaps = row["gap_percent"]
        label = f"{row['kind']}, {row['lists']:,} / {row['breeds']}"
        axes.plot(range(1, len(gaps) + 1), [max(gap, LEAST_GAP) for gap in gaps], label=label)
    axes.set(xscale="log", yscale="log", xlabel="iterations", ylabel="gap to the optimum, %")
    axes.set_title("Convergence of the colony")
    axes.legend(fontsize=7)


def ablation(axes: Axes, results: Row) -> None:
    """Mean and worst gap of the colony with a part taken out."""
    parts = list(dict.fromkeys(row["part"] for row in results["ablation"]))
    gaps = [[row["gap_percent"] for row in results["ablation"] if row["part"] == part] for part in parts]
    places = list(range(len(parts)))
    axes.barh([p - 0.2 for p in places], [drawn(g, statistics.fmean) for g in gaps], 0.4, label="mean")
    axes.barh([p + 0.2 for p in places], [drawn(g, max) for g in gaps], 0.4, label="worst")
    axes.set_yticks(places, parts)
    axes.invert_yaxis()
    axes.set_xlim(left=LEAST_GAP)
    axes.set(xscale="log", xlabel="gap to the optimum, %", title="What each part of the colony adds")
    axes.legend(fontsize=7)


def drawn(gaps: list[float], figure: Callable[[list[float]], float]) -> float:
    """A figure of the gaps, a little above the least where it is lower: so its bar can be seen."""
    return max(figure(gaps), 1.2 * LEAST_GAP)


def _by(key: str, rows: list[Row]) -> dict[str, list[Row]]:
    """Rows with figures by a key, sizes ascending."""
    groups: dict[str, list[Row]] = {}
    for row in sorted((row for row in rows if "score" in row), key=lambda row: row["lists"]):
        groups.setdefault(row[key], []).append(row)
    return groups


def _at(row: Row, lists: int, breeds: int) -> bool:
    return (row["lists"], row["breeds"]) == (lists, breeds)
