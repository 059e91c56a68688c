"""What a plan of Caliper's needs of the market: read from the plan itself, so that both can't differ."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Needs:
    """Companies that are not registered yet, and matches and contracts that nobody has decided or evaluated."""

    newcomers: int
    matches: int
    contracts: int


def read_plan(file: Path) -> dict[str, Any]:
    """A plan as Caliper reads it."""
    plan: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return plan


def needs_of(plan: dict[str, Any]) -> Needs:
    """Counted over all rounds; those about matches or contracts name them by place, `from` and `to`. Appeals are of
    contracts that an earlier round evaluates.
    """
    items = {"decisions": 0, "evaluations": 0}
    newcomers = 0
    for entry in plan["test"]["rounds"]:
        kind = Path(entry["workload"]["module"]).stem
        if kind == "register":
            newcomers += entry["txNumber"]
        elif kind in items:
            items[kind] = max(items[kind], entry["workload"]["arguments"]["to"])
    return Needs(newcomers, items["decisions"], items["evaluations"])
