"""The results as plots (SVG). Pure functions of the results' JSON; each names the machine and the commit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.machine import in_words
from benchmarks.sentiment.baselines import CHARACTERS, FIELD, PAPER
from benchmarks.sentiment.goals import BOTH, DEV, SHIPPED, TEXT, TRADE, TRAIN_ONLY, ZH_DEV, Results
from sentiment.labels import LABELS

Row = dict[str, Any]
Plot = Callable[[list[Axes], list[Row]], None]
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "shoal", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
SHOWN = (
    (PAPER.name, DEV, BOTH),
    (FIELD.name, DEV, BOTH),
    (TRAIN_ONLY, DEV, BOTH),
    (CHARACTERS.name, ZH_DEV, TEXT),
    (TRAIN_ONLY, ZH_DEV, TEXT),
    (SHIPPED, DEV, BOTH),
    (SHIPPED, TRADE["en"], TEXT),
    (SHIPPED, TRADE["zh"], TEXT),
)
"""System, data set and way of reading of each confusion matrix."""


def draw_all(results: Results, folder: Path) -> list[Path]:
    """Draw whatever the results have figures for."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [row for key in SHOWN for row in results["quality"] if _key(row) == key]
    dev = [row for row in shown if row["measured_on"] == DEV and row["way"] == BOTH]
    plots: tuple[tuple[str, list[Row], Plot, int], ...] = (
        ("sentiment-confusion", shown, confusion, len(shown)),
        ("sentiment-calibration", shown, calibration, 1),
        ("sentiment-learning", results["learning"], learning, 1),
        ("sentiment-abstaining", dev, abstaining, 1),
    )
    return [_draw(results, folder / f"{name}.svg", plot, rows, n) for name, rows, plot, n in plots if rows]


def _key(row: Row) -> tuple[str, str, str]:
    return row["system"], row["measured_on"], row["way"]


def _draw(results: Results, path: Path, plot: Plot, rows: list[Row], panels: int) -> Path:
    across = min(panels, 4)
    down = -(-panels // across)
    with rc_context(STYLE):
        figure = Figure(figsize=(8, 5) if panels == 1 else (2.8 * across, 2.9 * down), layout="constrained")
        plot(list(figure.subplots(down, across, squeeze=False).flat), rows)
        figure.supxlabel(in_words(results), fontsize=7, color="gray")
        figure.savefig(path, metadata={"Date": None, "Creator": None})
    # matplotlib leaves blanks at line ends
    path.write_text("".join(f"{line.rstrip()}\n" for line in path.read_text("utf-8").splitlines()), encoding="utf-8")
    return path


def confusion(panels: list[Axes], rows: list[Row]) -> None:
    """A matrix a row: true classes down, leanings across; coloured by the share of the true class."""
    for axes in panels[len(rows) :]:
        axes.set_axis_off()
    for axes, row in zip(panels, rows, strict=False):
        matrix = row["figures"]["leaning"]["confusion"]
        axes.imshow([[n / max(1, sum(line)) for n in line] for line in matrix], cmap="Blues", vmin=0, vmax=1)
        axes.set_xticks(range(len(LABELS)), LABELS, fontsize=7)
        axes.set_yticks(range(len(LABELS)), LABELS, fontsize=7, rotation=90, va="center")
        axes.grid(visible=False)
        axes.set_title(f"{row['system']}\n{row['measured_on']}", fontsize=7)
        for i, line in enumerate(matrix):
            for j, n in enumerate(line):
                colour = "white" if n > sum(line) / 2 else "black"
                axes.text(j, i, str(n), ha="center", va="center", color=colour)


def calibration(panels: list[Axes], rows: list[Row]) -> None:
    """How often the leaning was right by its probability, a line a system and data set."""
    axes = panels[0]
    axes.plot([0, 1], [0, 1], ":", color="grey")
    for row in rows:
        points = [point for point in row["figures"]["calibration"] if point["texts"] >= 10]
        label = f"{row['system']}, {row['measured_on']} (ECE {row['figures']['calibration_error']:.3f})"
        axes.plot([p["probability"] for p in points], [p["right"] for p in points], marker=".", label=label)
    axes.set(xlabel="probability of the leaning", ylabel="share right (bins of ten texts or more)")
    axes.set_title("Calibration")
    axes.legend(fontsize=6)


def learning(panels: list[Axes], rows: list[Row]) -> None:
    """Macro-F1 by reviews learnt from, with 95 % intervals."""
    axes = panels[0]
    for system in dict.fromkeys(row["system"] for row in rows):
        line = sorted((row for row in rows if row["system"] == system), key=lambda row: row["reviews"])
        sizes, f1 = [row["reviews"] for row in line], [row["macro_f1"] for row in line]
        axes.plot(sizes, f1, marker="o", label=system)
        axes.fill_between(sizes, [r["interval"][0] for r in line], [r["interval"][1] for r in line], alpha=0.15)
    axes.set(xscale="log", xlabel="reviews learnt from", ylabel="macro-F1 on reviews_dev, summary and text")
    axes.set_title("Learning curve")
    axes.legend(fontsize=7)


def abstaining(panels: list[Axes], rows: list[Row]) -> None:
    """The share of opposites among decisions by the share of texts left undecided; a cross where a model stands."""
    axes = panels[0]
    for row in rows:
        curve, found = row["abstaining"], row["figures"]
        (line,) = axes.plot([p["unsure"] for p in curve], [p["opposite"] for p in curve], label=row["system"])
        if found["opposite"] is not None:
            axes.plot(found["unsure"], found["opposite"], "X", color=line.get_color(), markersize=9)
    axes.axhline(0.03, linestyle="dashed", color="black", linewidth=0.8)
    axes.axvline(0.20, linestyle="dashed", color="black", linewidth=0.8)
    axes.set(xlabel="share of texts left undecided", ylabel="excellent called bad or the reverse, of decisions")
    axes.set_title("What abstaining buys, reviews_dev (dashed: goals; cross: as the model decides)")
    axes.legend(fontsize=7)
