"""Matching one breed step by step: the better rating chooses first, and chooses the best-rated partners."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.errors import MatchingError, require_range
from matching.fairness import posting
from matching.market import RATINGS, Lot, Parameters
from matching.pricing import price_trades
from matching.rules_array import Ints, arc_values, rating_array, two_sides
from matching.scheme import BreedScheme, StepResult, ordered_fills
from matching.solver import Budget, Solver, StepProblem, check_fills
from matching.solvers import solver_named

Progress = Callable[[StepResult], None]


@dataclass(frozen=True, slots=True)
class _Fill:
    demand_id: str
    supply_id: str
    amount: int


def match_breed(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    solver: str | Solver = "aco",
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> BreedScheme:
    """The fair scheme of one breed's open lists; `ratings` gives each company's rating 0 (A) … 4 (E).

    The same lists, ratings, parameters, solver and seed give the same scheme, unless a time limit cuts it short.
    `progress` is called after each step. Raises MatchingError MARKET_INVALID (two breeds, an id twice, a company
    without a rating) or SOLVER_UNKNOWN.
    """
    started = time.perf_counter()
    deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
    bids, asks = sorted(demands, key=posting), sorted(supplies, key=posting)
    check_market(bids, asks, ratings)
    chosen = solver_named(solver) if isinstance(solver, str) else solver
    breed = bids[0].breed if bids else ""
    market = _Market(bids, asks, ratings, params)
    fills: list[_Fill] = []
    steps: list[StepResult] = []
    for i in range(RATINGS):
        for j in range(RATINGS):
            result = market.step(i, j, chosen, step_rng(seed, breed, i, j), deadline, fills)
            if result is not None:
                steps.append(result)
                if progress is not None:
                    progress(result)
    trades = price_trades(fills, bids, asks, params)
    return BreedScheme(
        trades,
        tuple(steps),
        score=sum(step.score for step in steps),
        volume=sum(trade.amount for trade in trades),
        seconds=time.perf_counter() - started,
    )


def step_rng(seed: int, breed: str, i: int, j: int) -> np.random.Generator:
    """The step's own source of chance: SHA-256 of market seed, breed and ratings, whatever other steps drew."""
    name = f"shoal/step/1\n{seed}\n{i}\n{j}\n{breed}".encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(name).digest(), "big"))


def check_market(demands: Sequence[Lot], supplies: Sequence[Lot], ratings: Mapping[str, int]) -> None:
    """Refuse a market that is not one breed with distinct ids and known ratings (MARKET_INVALID)."""
    breeds = {lot.breed for side in (demands, supplies) for lot in side}
    if len(breeds) > 1:
        raise MatchingError("MARKET_INVALID", f"match one breed at a time, not {sorted(breeds)}")
    for name, side in (("demand", demands), ("supply", supplies)):
        seen: set[str] = set()
        for lot in side:
            if lot.id in seen:
                raise MatchingError("MARKET_INVALID", f"{name} list {lot.id!r} appears twice")
            seen.add(lot.id)
            if lot.company_id not in ratings:
                raise MatchingError(
                    "MARKET_INVALID", f"{name} list {lot.id!r}: no rating of company {lot.company_id!r}"
                )
            company_rating = ratings[lot.company_id]
            require_range("MARKET_INVALID", f"rating of company {lot.company_id!r}", company_rating, 0, RATINGS - 1)


def iteration_limit(step: StepProblem) -> int:
    """Iterations worth spending on a step: many on a small one, few on a large one, where each costs more."""
    return max(3, min(6, 10_000 // step.value.size))


class _Market:
    """A breed's lists as arrays, with what the steps so far have left of them."""

    def __init__(
        self, bids: Sequence[Lot], asks: Sequence[Lot], ratings: Mapping[str, int], params: Parameters
    ) -> None:
        self._bids, self._asks = bids, asks
        self._exhausting = params.price_rule == "residual"
        demand, supply = two_sides(bids, asks)
        self._value = arc_values(demand, supply, params)
        self._left_d, self._left_s = demand.left, supply.left
        self._rating_d, self._rating_s = rating_array(bids, ratings), rating_array(asks, ratings)

    def step(
        self, i: int, j: int, solver: Solver, rng: np.random.Generator, deadline: float | None, fills: list[_Fill]
    ) -> StepResult | None:
        """Solve step (i, j), append its fills and take them off the lists. None where no pair can trade."""
        rows = np.flatnonzero((self._rating_d == i) & (self._left_d > 0))
        columns = np.flatnonzero((self._rating_s == j) & (self._left_s > 0))
        rows, columns = self._tradable(rows, columns)
        if not len(rows):
            return None
        started = time.perf_counter()
        problem = StepProblem(self._left_d[rows], self._left_s[columns], self._value[np.ix_(rows, columns)])
        limit = iteration_limit(problem)
        found = solver.solve(problem, rng, Budget(limit, patience=3, deadline=deadline))
        check_fills(problem, found)
        for d, s, amount in ordered_fills(problem, found, exhausting=self._exhausting):
            row, column = int(rows[d]), int(columns[s])
            self._left_d[row] -= amount
            self._left_s[column] -= amount
            fills.append(_Fill(self._bids[row].id, self._asks[column].id, amount))
        seconds = time.perf_counter() - started
        return StepResult(i, j, found.score(problem), len(found.amount), solver.name, found.iterations, seconds)

    def _tradable(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """Only the lists that have a partner in this step."""
        pairs = self._value[np.ix_(rows, columns)] > 0
        return rows[pairs.any(axis=1)], columns[pairs.any(axis=0)]
