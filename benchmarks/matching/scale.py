"""The sizes with goals: `aco` as a whole process from CSV to JSON, and the gap of the colony alone."""

import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.matching.clock import Clock
from benchmarks.matching.goals import GOALS, Goal
from benchmarks.matching.instances import instance, write_csv
from benchmarks.matching.outcome import OverTime, solved
from benchmarks.matching.whole_process import ProcessRun, run_match
from matching.solvers import solver_named

SEED = 1
TIMES_THE_GOAL = 4
"""A process that takes so many times its goal is ended."""


@dataclass(frozen=True, slots=True)
class Plan:
    """For each size: the kinds that are timed, how often, and the kinds and seeds of the colony alone."""

    goal: Goal
    kinds: tuple[str, ...]
    runs: int
    colony_kinds: tuple[str, ...]
    colony_seeds: tuple[int, ...]


def plans(quick: bool) -> list[Plan]:
    """What is measured, the smallest size first."""
    if quick:
        few = (("newcomers",), ("one-breed",), ("spread",), ())
        return [
            Plan(GOALS[0], GOALS[0].kinds, 1, GOALS[0].kinds, (1,)),
            *(Plan(goal, kinds, 1, kinds, (1,)) for goal, kinds in zip(GOALS[1:], few, strict=True) if kinds),
        ]
    seeds = ((1, 2, 3, 4, 5), (1, 2, 3), (1, 2), (1,), (1,))
    runs = (3, 3, 3, 1, 1)
    largest = GOALS[-1]
    return [
        Plan(goal, goal.kinds, count, ("spread",) if goal is largest else goal.kinds, of)
        for goal, count, of in zip(GOALS, runs, seeds, strict=True)
    ]


def whole_processes(plan: Plan, folder: Path, clock: Clock) -> Iterator[dict[str, Any]]:
    """One row a kind: the medians over the runs."""
    goal = plan.goal
    for kind in plan.kinds:
        name = f"shoal match, {goal.name}, {kind}"
        if not clock.fits(name, goal.seconds * plan.runs):
            continue
        write_csv(instance(kind, goal.lists, goal.breeds, SEED), folder)
        try:
            limit = min(TIMES_THE_GOAL * goal.seconds + 10, clock.left + goal.seconds)
            runs = [run_match(folder, "aco", limit) for _ in range(plan.runs)]
        finally:
            shutil.rmtree(folder)
        row = process_row(goal, kind, runs)
        clock.say(f"{name}: {row['failure'] or _figures(row)}")
        yield row


def process_row(goal: Goal, kind: str, runs: list[ProcessRun]) -> dict[str, Any]:
    """Median seconds, largest memory and largest gap of the runs; the first failure where one failed."""
    gaps = [run.gap_percent for run in runs]
    return {
        "lists": goal.lists,
        "breeds": goal.breeds,
        "kind": kind,
        "seed": SEED,
        "seconds": statistics.median(run.seconds for run in runs),
        "cpu_seconds": statistics.median(run.cpu_seconds for run in runs),
        "all_seconds": [run.seconds for run in runs],
        "peak_mib": max(run.peak_mib for run in runs),
        "gap_percent": None if None in gaps else max(gap for gap in gaps if gap is not None),
        "failure": next((run.failure for run in runs if run.failure is not None), None),
    }


def _figures(row: dict[str, Any]) -> str:
    gap = row["gap_percent"]
    certified = "no certificate" if gap is None else f"certified gap {gap:.4f} %"
    return f"{row['seconds']:.2f} s ({row['cpu_seconds']:.2f} s of the cores), {row['peak_mib']:.0f} MiB, {certified}"


def colony_gaps(plan: Plan, clock: Clock) -> Iterator[dict[str, Any]]:
    """One row a kind and seed: the colony alone on all cores, with the optimum beside it."""
    goal = plan.goal
    for kind in plan.colony_kinds:
        for seed in plan.colony_seeds:
            name = f"aco-colony, {goal.name}, {kind}, seed {seed}"
            if not clock.fits(name, goal.seconds):
                continue
            made = instance(kind, goal.lists, goal.breeds, seed)
            limit_s = TIMES_THE_GOAL * goal.seconds + 10
            try:
                outcome = solved(made, solver_named("aco-colony"), limit_s, workers=None)
            except OverTime as late:
                clock.skipped.append(name)
                clock.say(f"{name}: {late}")
                continue
            clock.say(f"{name}: gap {outcome.gap_percent:.3f} %, {outcome.seconds:.1f} s of all cores together")
            yield outcome.as_dict()
