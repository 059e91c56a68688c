"""The plot: seconds by trades beside the source's figures. A pure function of the results' JSON."""

import statistics
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from benchmarks.fig17.model import QUARTER_S
from benchmarks.fig17.source import MEASURED, QUARTER
from benchmarks.fig17.tables import by_volume
from benchmarks.machine import in_words
from benchmarks.trading.picture import picture

Row = dict[str, Any]


def draw(results: Row, path: Path) -> None:
    """Logarithmic both; what is extrapolated is dashed and hollow."""
    with picture(path, in_words(results)) as figure:
        axes = figure.add_subplot()
        _measured(axes, results)
        if results["model"] is not None:
            _extrapolated(axes, results)
        axes.plot(*MEASURED, "*", markersize=11, color="red", label="the source, measured (Fig. 17): 1,298 s")
        axes.plot(
            *QUARTER, "*", markersize=11, markerfacecolor="none", color="red", label="the source, extrapolated: 1,443"
        )
        axes.axhline(QUARTER_S, color="gray", linestyle="dashed", linewidth=1, label="30 minutes")
        axes.set(xscale="log", yscale="log", xlabel="trades in a cycle", ylabel="seconds")
        axes.set_title("From the first list to the last credit on the ledger")
        axes.legend(fontsize=7)


def _measured(axes: Axes, results: Row) -> None:
    volumes = by_volume(results["rounds"])
    for key, label, marker in (("whole", "whole", "o"), ("frozen_to_credit", "frozen lists to credit", ".")):
        middle = [statistics.median(row[key] for row in rounds) for rounds in volumes.values()]
        below = [m - min(row[key] for row in rounds) for m, rounds in zip(middle, volumes.values(), strict=True)]
        above = [max(row[key] for row in rounds) - m for m, rounds in zip(middle, volumes.values(), strict=True)]
        axes.errorbar(list(volumes), middle, yerr=(below, above), marker=marker, capsize=2, label=f"Shoal, {label}")
    one_by_one = [volume for volume, rounds in volumes.items() if rounds[0]["one_by_one"]]
    if one_by_one and max(volumes) > max(one_by_one):
        edge = max(one_by_one) * 1.4
        axes.axvline(edge, color="gray", linestyle="dotted", linewidth=1)
        axes.text(edge, axes.get_ylim()[0], " lists in bulk from here", fontsize=7, color="gray", va="bottom")


def _extrapolated(axes: Axes, results: Row) -> None:
    model, most = results["model"], results["within_quarter"]
    first = min(map(int, model["residuals"]))
    trades = np.geomspace(first, max(most, first), 50)
    axes.plot(
        trades,
        model["fixed_s"] + model["per_trade_s"] * trades,
        linestyle="dashed", linewidth=1, color="black",
        label=f"fitted: {model['fixed_s']:.1f} s + {1000 * model['per_trade_s']:.2f} ms a trade",
    )  # fmt: skip
    axes.plot(
        most, QUARTER_S, "D", markerfacecolor="none", color="black", label=f"extrapolated to 30 minutes: {most:,}"
    )
