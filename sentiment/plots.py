"""A card's plots as SVG. Drawn only where matplotlib is installed: the figures stand in the card without them."""

import io
from typing import Any

from sentiment.labels import LABELS


def plots(card: dict[str, Any]) -> dict[str, str]:
    """File name → SVG: calibration and confusion on the first data set measured, and the learning curve."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return {}
    drawn = {"learning.svg": _figure(Figure, "rows learnt from", "macro-F1, held-out fold")}
    curve = card["training"]["learning_curve"]
    drawn["learning.svg"].axes[0].plot([p["rows"] for p in curve], [p["macro_f1"] for p in curve], "o-")
    for name, measured in list(card["figures"].items())[:1]:
        figures = measured["summary_and_text"]
        chart = _figure(Figure, "probability of the leaning", "share right")
        axes, points = chart.axes[0], figures["calibration"]
        axes.plot([0, 1], [0, 1], ":", color="grey")
        axes.plot([p["probability"] for p in points], [p["right"] for p in points], "o-")
        axes.set_title(f"{name}: ECE {figures['calibration_error']:.3f}")
        drawn["calibration.svg"] = chart
        drawn["confusion.svg"] = _confusion(Figure, figures["leaning"]["confusion"], name)
    return {name: _svg(figure) for name, figure in drawn.items()}


def _figure(kind: Any, across: str, up: str) -> Any:
    figure = kind(figsize=(4.5, 3.5), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return figure


def _confusion(kind: Any, matrix: list[list[int]], name: str) -> Any:
    figure = _figure(kind, "leaning", "truth")
    axes = figure.axes[0]
    axes.set_title(name)
    axes.imshow([[n / max(1, sum(row)) for n in row] for row in matrix], cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(LABELS)), LABELS)
    axes.set_yticks(range(len(LABELS)), LABELS)
    for i, row in enumerate(matrix):
        for j, n in enumerate(row):
            axes.text(j, i, str(n), ha="center", va="center", color="white" if n > sum(row) / 2 else "black")
    return figure


def _svg(figure: Any) -> str:
    """The same bytes for the same figure: no date, no random ids."""
    import matplotlib as mpl

    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "shoal", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return buffer.getvalue()
