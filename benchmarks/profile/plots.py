"""The profile's plots. Pure functions of results' JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.machine import in_words
from benchmarks.profile import cycle_model, ledger_model
from benchmarks.profile.tables import costs
from benchmarks.trading.picture import picture

Row = dict[str, Any]
UP_TO = 400


def draw_all(results: Row, folder: Path) -> list[Path]:
    """Those that a profile alone has the figures for."""
    return [draw_processes(results, folder / "profile-processes"), draw_machines(results, folder / "profile-machines")]


def draw_processes(results: Row, path: Path) -> Path:
    """Milliseconds of processor a trade by process, stacked over the stages."""
    stages = cycle_model.stages_of(results["rounds"])
    totals: dict[str, float] = {}
    for _, cpu in stages.values():
        for name, seconds in cpu.items():
            totals[name] = totals.get(name, 0.0) + seconds
    names = sorted((name for name in totals if totals[name] >= 0.002 * sum(totals.values())), key=lambda n: totals[n])
    with picture(path, in_words(results), size=(8, 3.6)) as figure:
        axes, left = figure.add_subplot(), [0.0] * len(names)
        for stage, (_, cpu) in stages.items():
            width = [1000 * cpu.get(name, 0.0) / results["trades"] for name in names]
            axes.barh(names, width, left=left, label=stage)
            left = [start + more for start, more in zip(left, width, strict=True)]
        axes.set(xlabel="milliseconds of processor a trade", title=f"{results['trades']:,} trades: who computes when")
        axes.legend(fontsize=7)
    return path.with_suffix(".svg")


def draw_machines(results: Row, path: Path) -> Path:
    """Seconds of 1,000 trades on other machines, by what keeps them."""
    stages, cores = cycle_model.stages_of(results["rounds"]), results["machine"]["cores"]
    here = cycle_model.Layout(f"{cores} cores", (cycle_model.Machine(cores),))
    found = [cycle_model.foretell(stages, here, layout) for layout in reversed(cycle_model.layouts())]
    kinds = dict.fromkeys(kind for one in found for kind in one.by)
    with picture(path, in_words(results), size=(8, 3.6)) as figure:
        axes, left = figure.add_subplot(), [0.0] * len(found)
        for kind in kinds:
            width = [1000 * one.by.get(kind, 0.0) / results["trades"] for one in found]
            axes.barh([one.layout for one in found], width, left=left, label=kind)
            left = [start + more for start, more in zip(left, width, strict=True)]
        axes.set(xlabel="seconds per 1,000 trades, foretold", title="What another machine would make of it")
        axes.legend(fontsize=7)
    return path.with_suffix(".svg")


def draw_check(results: Row, measured: Mapping[int, tuple[float, float, float]], about: str, path: Path) -> Path:
    """Transactions a second by number in flight: the model's line, the measured medians with lowest and highest."""
    known, cores = costs(results), results["machine"]["cores"]
    levels = sorted({*(round(UP_TO ** (k / 30)) for k in range(31)), *measured})
    with picture(path, about) as figure:
        axes = figure.add_subplot()
        model = [ledger_model.foretell(known, cores, level).per_second for level in levels]
        axes.plot(levels, model, linestyle="dashed", color="black", label=f"model, {cores} cores")
        at = sorted(measured)
        middle = [measured[level][0] for level in at]
        errors = ([measured[n][0] - measured[n][1] for n in at], [measured[n][2] - measured[n][0] for n in at])
        axes.errorbar(at, middle, yerr=errors, marker="o", capsize=3, linestyle="none", label="measured, our client")
        axes.set(xscale="log", xlabel="transactions in flight", ylabel="committed a second", ylim=(0, None))
        axes.set_title("The ledger: model beside measurement")
        axes.legend(fontsize=8)
    return path.with_suffix(".svg")
