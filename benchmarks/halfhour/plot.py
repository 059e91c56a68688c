"""Trades and the gateway's memory over time. A pure function of the results' JSON."""

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from benchmarks.fig17.source import QUARTER
from benchmarks.halfhour.memory import HOUR_S, after_warming
from benchmarks.machine import in_words
from benchmarks.trading.picture import picture

Row = dict[str, Any]


def draw(results: Row, path: Path) -> None:
    """Two panels with the same time."""
    with picture(path, in_words(results), size=(8, 7)) as figure:
        above, below = figure.subplots(2, 1, sharex=True)
        _trades(above, results)
        _memory(below, results)


def _trades(axes: Axes, results: Row) -> None:
    at = [0.0, *(done["at"] / 60 for done in results["cycles"])]
    axes.step(at, np.cumsum([0, *(done["trades"] for done in results["cycles"])]), where="post", label="Shoal, settled")
    goal = next(goal for goal in results["goals"] if goal["option"] == "trades")
    axes.plot([0, results["minutes"]], [0, goal["limit"]], "--", color="gray", label=f"goal: {goal['limit']:,.0f}")
    line = [QUARTER[0] * share for share in (0, results["minutes"] * 60 / QUARTER[1])]
    axes.plot([0, results["minutes"]], line, color="red", label=f"the source: {QUARTER[0]:,} in 30 minutes")
    axes.set(ylabel="trades", title="Trades settled with credit on the ledger")
    axes.legend(fontsize=7)


def _memory(axes: Axes, results: Row) -> None:
    samples = results["memory_mib"]
    axes.plot([at / 60 for at, _ in samples], [mib for _, mib in samples], linewidth=1, label="gateway, resident")
    warm, slope = after_warming(samples), results["slope"]
    if slope is not None:
        times = np.array([at for at, _ in warm])
        middle = float(np.mean([mib for _, mib in warm]))
        fitted = middle + slope["mib_per_hour"] * (times - times.mean()) / HOUR_S
        text = f"{slope['mib_per_hour']:+.1f} ± {slope['plus_minus']:.1f} MiB an hour"
        axes.plot(times / 60, fitted, "--", color="black", linewidth=1, label=text)
    goal = next(goal for goal in results["goals"] if goal["option"] == "memory")
    axes.axhline(goal["limit"], color="gray", linestyle="dashed", label=f"goal: at most {goal['limit']:g} MiB")
    axes.set(xlabel="minutes", ylabel="MiB", title="The gateway's memory")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7)
