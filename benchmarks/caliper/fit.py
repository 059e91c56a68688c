"""A plan of Caliper's sized by time: how long its rounds take, and which are left out where time is short."""

from dataclasses import astuple
from typing import Any

from benchmarks.caliper.needs import Needs

PAUSE_S = 5.0
"""Caliper's own, between rounds."""
START_S = 10.0
"""Of its manager and its workers, and of its report."""
MORE = 1.1
"""Rounds begin and end somewhat later than their rate says."""


def seconds_of(entry: dict[str, Any]) -> float:
    """What a round takes, the pause behind it included. A rate that isn't reached takes longer."""
    if "txDuration" in entry:
        return MORE * float(entry["txDuration"]) + PAUSE_S
    arguments = entry["workload"].get("arguments", {})
    if "seconds" in arguments:  # a whole cycle says itself
        return float(arguments["seconds"]) + PAUSE_S
    options = entry["rateControl"]["opts"]
    rate = options["tps"] if "tps" in options else (options["startingTps"] + options["finishingTps"]) / 2
    return MORE * float(entry["txNumber"] / rate) + PAUSE_S


def seconds_of_plan(plan: dict[str, Any]) -> float:
    """From the launch to Caliper's end."""
    return START_S + sum(map(seconds_of, plan["test"]["rounds"]))


def preparing_s(needs: Needs) -> float:
    """What making a plan's market takes: most of it is the users' CA's work."""
    return 6.0 + 0.12 * needs.newcomers + 0.004 * (needs.matches + needs.contracts) if any(astuple(needs)) else 0.0


def fitted(plan: dict[str, Any], seconds: float) -> tuple[dict[str, Any], list[str]]:
    """The plan without the rounds that don't fit, and these rounds' labels.

    Of each workload one round stays, the shortest way to have measured every transaction; of the others the last goes
    first.
    """
    rounds: list[dict[str, Any]] = list(plan["test"]["rounds"])
    left_out: list[str] = []
    for entry in reversed(plan["test"]["rounds"]):
        if START_S + sum(map(seconds_of, rounds)) <= seconds:
            break
        if any(other is not entry and _same_workload(other, entry) for other in rounds):
            rounds = [other for other in rounds if other is not entry]
            left_out.insert(0, entry["label"])
    return plan | {"test": plan["test"] | {"rounds": rounds}}, left_out


def _same_workload(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["workload"]["module"] == other["workload"]["module"])
