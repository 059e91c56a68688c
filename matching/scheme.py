"""The result of matching: ordered, priced trades, the steps that made them, and the proof of how good they are."""

import heapq
from dataclasses import dataclass

import numpy as np

from matching.certificate import Certificate
from matching.lists import Lists
from matching.market import Trade
from matching.rules_array import Ints
from matching.solver import Fills, StepProblem


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step, the pair of ratings (i, j): its score (millionths · pieces), the bound that no answer to it exceeds
    (None where nothing proved one), number of trades, and what it cost."""

    i: int
    j: int
    score: int
    bound: int | None
    trades: int
    solver: str
    iterations: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades as columns of one length, in the scheme's order; `demand` and `supply` are positions in its lists."""

    demand: Ints
    supply: Ints
    amount: Ints
    price_fen: Ints
    weight_g: Ints

    def __len__(self) -> int:
        return len(self.amount)


@dataclass(frozen=True, slots=True)
class BreedResult:
    """A breed's scheme over columns; `rank_d` and `rank_s` are the lists' ratings 0 … 4 when it was made."""

    breed: str
    demand: Lists
    supply: Lists
    rank_d: Ints
    rank_s: Ints
    trades: Trades
    steps: tuple[StepResult, ...]
    certificate: Certificate | None
    seconds: float

    @property
    def score(self) -> int:
        """Σ fill · (2 000 000 − X)."""
        return sum(step.score for step in self.steps)

    @property
    def bound(self) -> int | None:
        """Σ of the steps' bounds; None where a step has none."""
        bounds = [step.bound for step in self.steps]
        return None if None in bounds else sum(bound or 0 for bound in bounds)

    @property
    def volume(self) -> int:
        """Pieces traded."""
        return int(self.trades.amount.sum())


@dataclass(frozen=True, slots=True)
class BreedScheme:
    """A breed's ordered, priced trades. `steps` holds the steps that had a compatible pair; `volume` is in pieces.

    `bound`: what no scheme made by the same steps exceeds; None where nothing proved one, and then no `certificate`.
    """

    trades: tuple[Trade, ...]
    steps: tuple[StepResult, ...]
    score: int
    volume: int
    seconds: float
    bound: int | None = None
    certificate: Certificate | None = None


def scheme_of(result: BreedResult) -> BreedScheme:
    """The columns as trades that name their lists."""
    found = result.trades
    freshness = result.supply.freshness[found.supply]
    columns = (found.amount, found.price_fen, found.weight_g, freshness)
    trades = tuple(
        Trade(demand, supply, *figures)
        for demand, supply, *figures in zip(
            result.demand.ids[found.demand],
            result.supply.ids[found.supply],
            *(column.tolist() for column in columns),
            strict=True,
        )
    )
    return BreedScheme(
        trades, result.steps, result.score, result.volume, result.seconds, result.bound, result.certificate
    )


def ordered(step: StepProblem, fills: Fills, *, exhausting: bool) -> Ints:
    """The order in which a step's fills are written, as positions: by row, then column.

    `exhausting` (rule `residual`): each fill in turn must use up one of its lists, or it has no price. Then the first
    fill by row and column that does so comes next, again and again. Fills that form a forest with one
    unfinished list per tree at most (all solvers here give such) always have such an order: a tree has two leaves,
    and one of them is finished by its only fill.
    """
    order: Ints = np.lexsort((fills.supply, fills.demand))
    if not exhausting:
        return order
    rows, columns = fills.demand[order].tolist(), (fills.supply[order] + len(step.demand_left)).tolist()
    amounts = fills.amount[order].tolist()
    left = [*step.demand_left.tolist(), *step.supply_left.tolist()]
    of_list: dict[int, list[int]] = {}
    for place, ends in enumerate(zip(rows, columns, strict=True)):
        for end in ends:
            of_list.setdefault(end, []).append(place)
    ready = [k for k, amount in enumerate(amounts) if amount in (left[rows[k]], left[columns[k]])]
    waiting, done = set(range(len(amounts))), []
    while ready:
        place = heapq.heappop(ready)
        if place not in waiting:
            continue
        waiting.discard(place)
        done.append(place)
        for end in (rows[place], columns[place]):
            left[end] -= amounts[place]
            for other in of_list[end] if left[end] else ():
                if other in waiting and amounts[other] == left[end]:
                    heapq.heappush(ready, other)
    if waiting:
        raise AssertionError("the fills of a step can't be ordered so that each uses up a list")
    return order[np.array(done, np.int64)]
