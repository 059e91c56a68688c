"""Our own summary of a run of Caliper's: tables, and the plot beside the source's figures."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from rich.table import Table

from benchmarks.caliper.observations import Round
from benchmarks.record import Measure

SOURCE = ((1_000, 1_298.0), (1_443, 1_800.0))
"""Trades and seconds that the source publishes: its Figure 17 at 1,000, and what it extrapolates to 30 minutes."""
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "shoal", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}


def measures(rounds: Iterable[Round], cycles: Iterable[Mapping[str, Any]]) -> list[Measure]:
    """What can be compared with another run."""
    found = []
    for seen in rounds:
        found.append(Measure(f"{seen.label} rate", "tx/s", "higher", (round(seen.per_second, 2),)))
        found.append(Measure(f"{seen.label} failed", "share", "lower", (round(seen.failed_share, 4),)))
        if (p95 := seen.percentile_ms(0.95)) is not None:
            found.append(Measure(f"{seen.label} p95", "ms", "lower", (p95,)))
    found += [
        Measure(f"cycle of {c['volume']}", "s", "lower", (round(c["seconds"], 3),)) for c in cycles if not c["failure"]
    ]
    return found


def round_table(rounds: Iterable[Round]) -> Table:
    """A row a round."""
    table = Table("round", "succeeded", "failed", "tx/s", "p50, ms", "p95, ms", "p99, ms", title_justify="left")
    for seen in rounds:
        cells = ("–" if (v := seen.percentile_ms(share)) is None else f"{v:.0f}" for share in (0.5, 0.95, 0.99))
        style = "red" if seen.failed else None
        table.add_row(seen.label, str(seen.succeeded), str(seen.failed), f"{seen.per_second:.1f}", *cells, style=style)
    return table


def cycle_table(cycles: Sequence[Mapping[str, Any]]) -> Table:
    """A row a stage, a column a volume; the source's time below where it has one."""
    table = Table("seconds", *(f"{cycle['volume']:,}" for cycle in cycles), title="whole cycles, by trades")
    for stage in dict.fromkeys(stage for cycle in cycles for stage in cycle["stages"]):
        table.add_row(stage, *(f"{cycle['stages'].get(stage, 0):.2f}" for cycle in cycles))
    whole = (cycle["failure"] or f"{cycle['seconds']:.2f}" for cycle in cycles)
    table.add_row("whole cycle", *whole, style="bold")
    table.add_row("trades", *(str(cycle["trades"]) for cycle in cycles))
    table.add_row("transactions (repeated)", *(f"{c['transactions']} ({c['repeated']})" for c in cycles))
    published = dict(SOURCE)
    table.add_row("the source", *(f"{published[v]:,.0f}" if (v := c["volume"]) in published else "" for c in cycles))
    return table


def draw(cycles: Iterable[Mapping[str, Any]], about: str, file: Path) -> Path:
    """Seconds by trades, logarithmic both, beside the source's."""
    done = [cycle for cycle in cycles if not cycle["failure"]]
    with rc_context(STYLE):
        figure = Figure(figsize=(8, 5), layout="constrained")
        axes = figure.add_subplot()
        if done:
            axes.plot([c["volume"] for c in done], [c["seconds"] for c in done], marker="o", label="Shoal, whole cycle")
            chain = [c["seconds"] - c["stages"]["post lists"] for c in done]
            axes.plot([c["volume"] for c in done], chain, marker=".", label="Shoal, without the posting of lists")
        volumes, seconds = zip(*SOURCE, strict=True)
        axes.plot(volumes, seconds, marker="*", markersize=10, color="red", label="the source (Fig. 17, extrapolated)")
        axes.axhline(1800, color="gray", linestyle="dashed", linewidth=1, label="30 minutes")
        axes.set(xscale="log", yscale="log", xlabel="trades", ylabel="seconds", title="A whole cycle by its trades")
        axes.legend(fontsize=7)
        figure.supxlabel(about, fontsize=7, color="gray")
        figure.savefig(file, metadata={"Date": None, "Creator": None})
    # matplotlib leaves blanks at line ends
    file.write_text("".join(f"{line.rstrip()}\n" for line in file.read_text("utf-8").splitlines()), encoding="utf-8")
    return file
