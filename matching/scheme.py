"""The result of matching one breed, and the order in which its trades are written down."""

from dataclasses import dataclass

from matching.market import Trade
from matching.solver import Fills, StepProblem


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step, the pair of ratings (i, j): its score (millionths · pieces), number of trades, and what it cost."""

    i: int
    j: int
    score: int
    trades: int
    solver: str
    iterations: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BreedScheme:
    """A breed's ordered, priced trades. `steps` holds the steps that had a compatible pair; `volume` is in pieces."""

    trades: tuple[Trade, ...]
    steps: tuple[StepResult, ...]
    score: int
    volume: int
    seconds: float


def ordered_fills(step: StepProblem, fills: Fills, *, exhausting: bool) -> list[tuple[int, int, int]]:
    """The fills as (row, column, amount), by row, then column: the order in which a step is written.

    `exhausting` (rule `residual`): each fill in turn must use up one of its lists, or it has no price. Then the first
    fill by row and column that does so comes next, again and again. Fills that form a forest with one
    unfinished list per tree at most (all solvers here give such) always have such an order: a tree has two leaves,
    and one of them is finished by its only fill.
    """
    table = sorted(zip(fills.demand.tolist(), fills.supply.tolist(), fills.amount.tolist(), strict=True))
    if not exhausting:
        return table
    demand, supply = step.demand_left.tolist(), step.supply_left.tolist()
    ordered = []
    while table:
        place = next((k for k, (d, s, amount) in enumerate(table) if amount in (demand[d], supply[s])), None)
        if place is None:
            raise AssertionError("the fills of a step can't be ordered so that each uses up a list")
        d, s, amount = table.pop(place)
        demand[d] -= amount
        supply[s] -= amount
        ordered.append((d, s, amount))
    return ordered
