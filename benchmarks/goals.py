"""What a run must reach, and whether it did."""

import argparse
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from benchmarks.printing import Table


@dataclass(frozen=True)
class Goal:
    """`option` is its name on the command line, without `--goal-`; a ratio has no `unit`."""

    option: str
    text: str
    unit: str
    keep: Literal["at most", "at least"]
    limit: float

    def holds(self, measured: float | None) -> bool | None:
        """None where it was not measured: that is no failure, and no success."""
        if measured is None:
            return None
        return measured <= self.limit if self.keep == "at most" else measured >= self.limit


def add_options(arguments: argparse.ArgumentParser, goals: Iterable[Goal]) -> None:
    """`--goal-…` for each of them."""
    for goal in goals:
        arguments.add_argument(
            f"--goal-{goal.option}", type=float, default=goal.limit,
            metavar=(goal.unit or "ratio").upper().replace(" ", "-"),
            help=f"{goal.text}, {goal.keep} (default {goal.limit:g})",
        )  # fmt: skip


def as_given(goals: Iterable[Goal], given: argparse.Namespace) -> list[Goal]:
    """The goals with the limits of the command line."""
    limits = vars(given)
    return [
        Goal(goal.option, goal.text, goal.unit, goal.keep, limits[f"goal_{goal.option.replace('-', '_')}"])
        for goal in goals
    ]


def verdicts(goals: Iterable[Goal], measured: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """Each goal with what was `measured` (by its option) and a `verdict`: `reached`, `MISSED` or `not measured`."""
    words = {True: "reached", False: "MISSED", None: "not measured"}
    found = ((goal, measured.get(goal.option)) for goal in goals)
    return [asdict(goal) | {"measured": value, "verdict": words[goal.holds(value)]} for goal, value in found]


def goal_table(goals: Iterable[Mapping[str, Any]]) -> Table:
    """What was to be reached, of verdicts."""
    rows = [
        (
            goal["text"],
            f"{goal['keep']} {_figure(goal['limit'])} {goal['unit']}".rstrip(),
            "–" if goal["measured"] is None else _figure(goal["measured"]),
            goal["verdict"],
        )
        for goal in goals
    ]
    return Table("goals", ("what", "goal", "measured", ""), rows)


def _figure(value: float) -> str:
    """Five digits, but never a power of ten: 249,960 must not look like 250,000."""
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.5g}"


def exit_code(results: Mapping[str, Any]) -> int:
    """1 where any of the results' `goals` was missed, or a `failure` ended the run."""
    return int(bool(results["failure"]) or any(goal["verdict"] == "MISSED" for goal in results["goals"]))
