"""One solver on one market: what its scheme is worth, how far it is from the optimum, and what it cost."""

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from benchmarks.matching.instances import Instance
from matching.breed import Options
from matching.market import Parameters
from matching.scheme import BreedResult
from matching.solver import Fills, Solver, StepProblem, product
from matching.stopping import Budget, StoppingRule
from matching.whole_market import match_market


@dataclass(frozen=True, slots=True)
class Outcome:
    """`bound` is what the same steps could have scored at most on what the solver's own earlier steps left. The simplex
    that proves it has ended, so it is each step's exact optimum, and `gap_percent` = 100 · (1 − Σ score / Σ bound).

    `surplus_fen` is Σ fill · (u_d − u_s); `seconds` those of the solver alone, without the proof, of all
    workers together.
    """

    solver: str
    kind: str
    lists: int
    breeds: int
    seed: int
    score: int
    bound: int
    volume: int
    surplus_fen: int
    trades: int
    steps: int
    iterations: int
    seconds: float

    @property
    def gap_percent(self) -> float:
        """0 where nothing could be traded."""
        return 100 * (self.bound - self.score) / self.bound if self.bound else 0.0

    def as_dict(self) -> dict[str, Any]:
        """As plain data, with the gap."""
        return asdict(self) | {"gap_percent": self.gap_percent}


class OverTime(Exception):
    """The solver did not end within its limit."""


class Watched:
    """A solver whose seconds are counted over all steps of a market, and whose best scores are noted by iteration.

    `limit_s` is for all steps together; a solver that needs more is told to stop, and OverTime raised.
    """

    def __init__(self, solver: Solver, limit_s: float | None = None, iterations: int | None = None) -> None:
        self.name = solver.name
        self._solver, self._limit_s, self._iterations = solver, limit_s, iterations
        self._adding = threading.Lock()  # steps may be solved side by side
        self.seconds = 0.0
        self.traces: list[list[int]] = []

    def solve(self, step: StepProblem, rng: np.random.Generator, stop: StoppingRule) -> Fills:  # noqa: ARG002 (its own rule)
        started = time.perf_counter()
        deadline = None if self._limit_s is None else time.monotonic() + max(0.0, self._limit_s - self.seconds)
        rule = _Noting(Budget(self._iterations, deadline=deadline))
        found = self._solver.solve(step, rng, rule)
        with self._adding:
            self.seconds += time.perf_counter() - started
            self.traces.append(rule.best)
        if self._limit_s is not None and self.seconds >= self._limit_s:
            raise OverTime(f"{self.name}: {self.seconds:.1f} s and not done")
        return found


class _Noting:
    """A stopping rule that keeps the best score after each iteration."""

    def __init__(self, rule: StoppingRule) -> None:
        self._rule = rule
        self.best: list[int] = []

    def __call__(self, best_score: int, bound: int | None = None) -> bool:
        self.best.append(max(best_score, self.best[-1] if self.best else 0))
        return self._rule(best_score, bound)

    def seconds_left(self) -> float | None:
        return self._rule.seconds_left()


def solved(made: Instance, solver: Solver, limit_s: float | None = None, workers: int | None = 1) -> Outcome:
    """The outcome of a solver on a market: one step after the other on one core, or with more workers side by side,
    which changes nothing but the time. Raises OverTime."""
    watched = solver if isinstance(solver, Watched) else Watched(solver, limit_s)
    scheme = match_market(made.market, Parameters.midpoint(), Options(watched, made.seed), workers=workers)
    return outcome_of(made, watched.name, scheme.breeds, watched.seconds)


def outcome_of(made: Instance, solver: str, results: Sequence[BreedResult], seconds: float) -> Outcome:
    """Totals over the breeds. Every step must carry a bound."""
    steps = [step for result in results for step in result.steps]
    bounds = [step.bound for step in steps if step.bound is not None]
    if len(bounds) != len(steps):
        raise AssertionError("a step without a bound")
    market = made.market
    return Outcome(
        solver,
        made.kind,
        len(market.demand) + len(market.supply),
        len(market.breeds),
        made.seed,
        sum(step.score for step in steps),
        sum(bounds),
        sum(result.volume for result in results),
        sum(_surplus(result) for result in results) // 1000,
        sum(len(result.trades) for result in results),
        len(steps),
        sum(step.iterations for step in steps),
        seconds,
    )


def _surplus(result: BreedResult) -> int:
    """Σ fill · (u_d − u_s), thousandths of a fen."""
    trades = result.trades
    gains = result.demand.unit_price[trades.demand] - result.supply.unit_price[trades.supply]
    return product(trades.amount, gains)
