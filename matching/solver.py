"""The small interface between a step of the matching and whatever solves it: problem → solver → fills."""

import time
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from matching.rules_array import Ints


@dataclass(frozen=True, slots=True)
class StepProblem:
    """One step: lists of one pair of ratings with what earlier steps left. A transportation problem.

    `demand_left` (d) and `supply_left` (s) are pieces, all positive; `value` (d × s) is what one piece of the pair
    scores, 0 where the two may not trade. Rows and columns stand in posting order: among equals the earlier goes first.
    """

    demand_left: Ints
    supply_left: Ints
    value: Ints

    def transposed(self) -> "StepProblem":
        """The same step with the sides exchanged."""
        return StepProblem(self.supply_left, self.demand_left, np.ascontiguousarray(self.value.T))


@dataclass(frozen=True, slots=True)
class Fills:
    """A solver's answer: row, column and pieces of each fill (int64 arrays, one length), and the iterations spent."""

    demand: Ints
    supply: Ints
    amount: Ints
    iterations: int = 1

    def score(self, step: StepProblem) -> int:
        """Σ fill · value. A Python int: with 46,000 full lists the sum would leave 64 bits."""
        values = step.value[self.demand, self.supply]
        return sum(int(v) * int(a) for v, a in zip(values, self.amount, strict=True))

    def transposed(self) -> "Fills":
        """The same fills of the step with the sides exchanged."""
        return Fills(self.supply, self.demand, self.amount, self.iterations)


class StoppingRule(Protocol):
    """When a solver has done enough."""

    def __call__(self, best_score: int) -> bool:
        """Asked once after each iteration with the best score so far."""
        ...

    def seconds_left(self) -> float | None:
        """Seconds until the time limit (0 when it has passed), None without one."""
        ...


class Solver(Protocol):
    """Solves one step. Uses no randomness but `rng`, leaves nothing tradable, returns its best when told to stop."""

    name: str

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills: ...


class Budget:
    """Stops after `iterations`, after `patience` iterations without improvement, or at `deadline` (time.monotonic)."""

    def __init__(self, iterations: int, patience: int | None = None, deadline: float | None = None) -> None:
        self._iterations = iterations
        self._patience = iterations if patience is None else patience
        self._deadline = deadline
        self._best = -1
        self._idle = 0

    def __call__(self, best_score: int) -> bool:
        self._iterations -= 1
        self._idle = 0 if best_score > self._best else self._idle + 1
        self._best = max(self._best, best_score)
        return self._iterations <= 0 or self._idle >= self._patience or self.seconds_left() == 0

    def seconds_left(self) -> float | None:
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())


def check_fills(step: StepProblem, fills: Fills) -> None:
    """Refuse a solver's answer that over-allocates, pairs what may not trade, repeats a pair, or leaves a trade undone.

    These are mistakes of the solver, not of the input, hence AssertionError with what is wrong.
    """
    if np.any(fills.amount <= 0):
        raise AssertionError("a fill is not positive")
    pairs = fills.demand * len(step.supply_left) + fills.supply
    if len(np.unique(pairs)) != len(pairs):
        raise AssertionError("a pair appears twice")
    if np.any(step.value[fills.demand, fills.supply] <= 0):
        raise AssertionError("a fill joins lists that may not trade")
    demand_left, supply_left = leftovers(step, fills)
    if np.any(demand_left < 0) or np.any(supply_left < 0):
        raise AssertionError("a list is over-allocated")
    if np.any(step.value[np.ix_(demand_left > 0, supply_left > 0)]):
        raise AssertionError("something tradable is left")


def leftovers(step: StepProblem, fills: Fills) -> tuple[Ints, Ints]:
    """What the fills leave of each demand and of each supply."""
    demand_left, supply_left = step.demand_left.copy(), step.supply_left.copy()
    np.subtract.at(demand_left, fills.demand, fills.amount)
    np.subtract.at(supply_left, fills.supply, fills.amount)
    return demand_left, supply_left
