"""A run over time, with the cycles' stages marked (SVG and PNG). Pure functions of the results' JSON."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.load.summary import TOTAL
from benchmarks.machine import in_words

Row = dict[str, Any]
STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "shoal", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
SHADES = {"frozen": "C0", "matched": "C1", "second_round": "C3", "settling": "C2", "closed": "none"}
SLOWEST = 15


def draw_all(results: Row, folder: Path) -> list[Path]:
    """Each plot in both forms; only those that there are figures for."""
    folder.mkdir(parents=True, exist_ok=True)
    plots: tuple[tuple[str, bool, Callable[[Axes, Row], None]], ...] = (
        ("latency", bool(results["by_second"]), latency),
        ("throughput", bool(results["by_second"]), throughput),
        ("processes", bool(results["samples"]), processes),
        ("endpoints", bool(results["endpoints"]), slowest),
    )
    return [path for name, drawable, plot in plots if drawable for path in _draw(results, folder / name, plot)]


def _draw(results: Row, path: Path, plot: Callable[[Axes, Row], None]) -> list[Path]:
    svg, png = path.with_suffix(".svg"), path.with_suffix(".png")
    with rc_context(STYLE):
        figure = Figure(figsize=(10, 5), layout="constrained")
        plot(figure.add_subplot(), results)
        figure.supxlabel(in_words(results), fontsize=7, color="gray")
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
        figure.savefig(png, dpi=120, metadata={"Software": None})
    # matplotlib leaves blanks at line ends
    svg.write_text("".join(f"{line.rstrip()}\n" for line in svg.read_text("utf-8").splitlines()), encoding="utf-8")
    return [svg, png]


def latency(axes: Axes, results: Row) -> None:
    """Median and 95th percentile of the requests of each second."""
    rows = [row for row in results["by_second"] if "p50_ms" in row]
    for share in ("p50", "p95"):
        axes.plot([row["second"] for row in rows], [row[f"{share}_ms"] for row in rows], label=share)
    axes.set(yscale="log", xlabel="seconds", ylabel="milliseconds", title="Latency of the requests of each second")
    _stages(axes, results)


def throughput(axes: Axes, results: Row) -> None:
    """Requests by second, refusals below, and how many users there were."""
    rows = results["by_second"]
    seconds = [row["second"] for row in rows]
    axes.plot(seconds, [row["requests"] for row in rows], label="requests")
    axes.plot(seconds, [row["expected"] for row in rows], label="refused, as is right", color="C4")
    axes.plot(seconds, [row["unexpected"] for row in rows], label="failed", color="red")
    samples = results["samples"]
    axes.plot([s["at"] for s in samples], [s["users"] for s in samples], "k--", linewidth=1, label="users wanted")
    axes.set(xlabel="seconds", ylabel="a second (users: number)", title="Requests by second")
    _stages(axes, results)


def processes(axes: Axes, results: Row) -> None:
    """Cores in use by process; the gateway's memory beside."""
    samples = results["samples"]
    seconds = [sample["at"] for sample in samples]
    names = sorted({name for sample in samples for name in sample["core_s"]})
    used = {
        name: [sample["core_s"].get(name, 0.0) / max(sample["seconds"], 0.001) for sample in samples] for name in names
    }
    shown = sorted(names, key=lambda name: -sum(used[name]))[:8]
    axes.stackplot(seconds, [used[name] for name in shown], labels=shown, alpha=0.7)
    axes.set(xlabel="seconds", ylabel="cores", title="Cores in use by process, and the gateway's memory")
    memory = axes.twinx()
    memory.plot(seconds, [sample["gateway_mib"] for sample in samples], "k:", label="gateway, MiB")
    memory.set(ylabel="MiB resident (dotted)", ylim=(0, None))
    memory.grid(visible=False)
    _stages(axes, results)


def slowest(axes: Axes, results: Row) -> None:
    """Median, 95th percentile and maximum of the endpoints with the highest 95th percentile."""
    rows = sorted((row for row in results["endpoints"] if row["name"] != TOTAL), key=lambda row: -row["p95_ms"])[
        :SLOWEST
    ]
    places = list(range(len(rows)))
    for share, marker in (("p50_ms", "o"), ("p95_ms", "s"), ("p99_ms", "d"), ("max_ms", "x")):
        axes.scatter([row[share] for row in rows], places, marker=marker, label=share.removesuffix("_ms"))
    axes.set_yticks(places, [row["name"] for row in rows])
    axes.invert_yaxis()
    axes.set(xscale="log", xlabel="milliseconds", title="The slowest endpoints")
    axes.legend(fontsize=7)


def _stages(axes: Axes, results: Row) -> None:
    """Shades from the entering of a state to that of the next one; a line where the next cycle begins to take lists."""
    began, named = results["began"], set[str]()
    for stage, following in pairwise(results["stages"]):
        state = stage["state"]
        if state == "frozen":
            axes.axvline(stage["began"] - began, color="black", linewidth=0.8)
            axes.annotate(
                f"cycle {stage['cycle'] + 1}", (stage["began"] - began, 1), xycoords=("data", "axes fraction"),
                fontsize=6, rotation=90, va="top", ha="right",
            )  # fmt: skip
        if following["cycle"] == stage["cycle"]:
            label = None if state in named else state.replace("_", " ")
            named.add(state)
            ends = following["began"] - began
            axes.axvspan(stage["began"] - began, ends, color=SHADES.get(state, "gray"), alpha=0.1, label=label)
    axes.legend(fontsize=7, loc="upper left", ncols=2)
