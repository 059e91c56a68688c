"""The colony looked at by itself: how it nears the optimum by iteration, and what each of its parts adds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.matching.clock import Clock
from benchmarks.matching.instances import instance
from benchmarks.matching.outcome import OverTime, Watched, solved
from matching.solvers.colony import Colony
from matching.solvers.parameters import ColonyParameters

PARTS: dict[str, dict[str, Any]] = {
    "whole": {},
    "one iteration": {"n": 1},
    "no pheromone": {"alpha": 0.0},
    "no distance to the goal (classic)": {"goal": False},
    "classic, no pheromone": {"goal": False, "alpha": 0.0},
    "walking from the other side": {"scarcer": False},
    "Eq. (3) to the letter": {"literal": True},
}
"""What is taken out of the colony, or put differently."""


def convergence(
    kinds: tuple[str, ...], lists: int, breeds: int, iterations: int, limit_s: float, clock: Clock
) -> Iterator[dict[str, Any]]:
    """For each kind the gap after each iteration, all steps of the market together, up to so many iterations."""
    for kind in kinds:
        name = f"convergence, {lists:,} / {breeds}, {kind}"
        if not clock.fits(name, limit_s / 2):
            continue
        made = instance(kind, lists, breeds, 1)
        colony = Colony(replace(ColonyParameters(), n=iterations))
        watched = Watched(colony, limit_s, iterations)
        try:
            outcome = solved(made, watched)
        except OverTime:
            clock.say(f"{name}: not done within {limit_s:g} s")
            continue
        gaps = gaps_by_iteration(watched.traces, outcome.bound)
        clock.say(f"{name}: gap {gaps[0]:.3f} % after one iteration, {gaps[-1]:.3f} % after {len(gaps)}")
        yield {"kind": kind, "lists": lists, "breeds": breeds, "seed": 1, "gap_percent": gaps}


def gaps_by_iteration(traces: list[list[int]], bound: int) -> list[float]:
    """The gap of all steps' best answers after each iteration; a step that has ended keeps its last. The bound is that
    of the steps as they were: on what the colony's last answers to earlier steps left."""
    longest = max((len(trace) for trace in traces), default=0)
    sums = [sum(trace[min(k, len(trace) - 1)] for trace in traces) for k in range(longest)]
    return [100 * (bound - score) / bound for score in sums]


def ablation(kinds: tuple[str, ...], lists: int, breeds: int, limit_s: float, clock: Clock) -> Iterator[dict[str, Any]]:
    """A row a part and kind: the gap of the colony without that part."""
    markets = [instance(kind, lists, breeds, 1) for kind in kinds]
    for part, changes in PARTS.items():
        if not clock.fits(f"colony, {part}", limit_s / 2):
            continue
        gaps = []
        for made in markets:
            try:
                outcome = solved(made, Colony(replace(ColonyParameters(), **changes)), limit_s)
            except OverTime:
                clock.say(f"colony, {part}, {made.kind}: not done within {limit_s:g} s")
                continue
            gaps.append(outcome.gap_percent)
            yield outcome.as_dict() | {"part": part}
        clock.say(f"colony, {part}: mean gap {sum(gaps) / max(1, len(gaps)):.3f} % over {len(gaps)} markets")
