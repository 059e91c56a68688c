"""Matching one breed step by step: the better rating chooses first, and chooses the best-rated partners."""

import hashlib
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching.breed_state import BreedState, OpenStep
from matching.certificate import Certificate, Pair, StepPrices
from matching.errors import MatchingError, require_range
from matching.fairness import posting
from matching.lists import Lists, market_of
from matching.market import RATINGS, Lot, Parameters
from matching.rules_array import Ints
from matching.scheme import BreedResult, BreedScheme, StepResult, ordered, scheme_of
from matching.solver import Fills, Solver, check_fills
from matching.solvers import solver_named
from matching.solvers.simplex import bound, optimise
from matching.stopping import Budget, StoppingRule

Progress = Callable[[str, StepResult], None]
"""Called after each step with the breed."""
NOBODY: tuple[Ints, Ints] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
"""No barred pairs."""


@dataclass(frozen=True, slots=True)
class Options:
    """How schemes are looked for; what a good scheme is, `Parameters` say.

    `deadline` is in time.monotonic seconds; `iterations`, `patience` and `gap` as for Budget. `certify`: prove a bound
    also for solvers that don't prove one themselves (costs what finding the optimum costs).
    """

    solver: Solver
    seed: int = 0
    deadline: float | None = None
    iterations: int | None = None
    patience: int | None = None
    gap: float | None = None
    cancelled: Callable[[], bool] | None = None
    certify: bool = True
    progress: Progress | None = None
    hold_pairs: int = 1 << 25
    """Values of a step are held in memory up to so many pairs (4 bytes each); beyond, they are worked out as needed."""

    def stopping(self) -> StoppingRule:
        """A fresh rule for one step."""
        return Budget(self.iterations, self.patience, self.deadline, self.gap, self.cancelled)


def match_breed(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    solver: str | Solver = "aco",
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[StepResult], None] | None = None,
    barred: Collection[Pair] = frozenset(),
    cancelled: Callable[[], bool] | None = None,
    certify: bool = True,
) -> BreedScheme:
    """The fair scheme of one breed's open lists; `ratings` gives each company's rating 0 (A) … 4 (E).

    The same lists, ratings, parameters, solver and seed give the same scheme, unless a time limit or `cancelled` cuts
    it short. `barred` are pairs of list ids (demand, supply) that may not trade. `progress` is called after each step.
    Raises MatchingError MARKET_INVALID (two breeds, an id twice, a company without a rating) or SOLVER_UNKNOWN.
    """
    bids, asks = sorted(demands, key=posting), sorted(supplies, key=posting)
    check_market(bids, asks, ratings)
    options = Options(
        solver_named(solver) if isinstance(solver, str) else solver,
        seed,
        None if time_limit_s is None else time.monotonic() + time_limit_s,
        cancelled=cancelled,
        certify=certify,
        progress=None if progress is None else lambda _, step: progress(step),
    )
    market = market_of(bids, asks, ratings)
    rank_d, rank_s = market.ratings[market.demand.company], market.ratings[market.supply.company]
    breed = (bids or asks)[0].breed if bids or asks else ""
    places = _places(bids, asks, barred)
    return scheme_of(match_lists(breed, market.demand, market.supply, rank_d, rank_s, params, options, places))


def _places(bids: Sequence[Lot], asks: Sequence[Lot], barred: Collection[Pair]) -> tuple[Ints, Ints]:
    """Barred pairs of ids as positions; pairs of lists that are not on offer are of no account."""
    row, column = {lot.id: k for k, lot in enumerate(bids)}, {lot.id: k for k, lot in enumerate(asks)}
    pairs = sorted((row[d], column[s]) for d, s in barred if d in row and s in column)
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def match_lists(
    breed: str,
    demand: Lists,
    supply: Lists,
    rank_d: Ints,
    rank_s: Ints,
    params: Parameters,
    options: Options,
    barred: tuple[Ints, Ints] = NOBODY,
    pool: Executor | None = None,
) -> BreedResult:
    """The scheme of one breed over columns, which stand in posting order; companies' codes mean the same on both sides.

    `rank_d` and `rank_s` are ratings 0 … 4 per list, `barred` positions of demands and supplies that may not trade.
    Steps that share no list are solved side by side in `pool`, where one is given.
    """
    started = time.perf_counter()
    state = BreedState(demand, supply, rank_d, rank_s, params, barred, options.hold_pairs)
    solved: list[_Solved] = []
    for wave in range(2 * RATINGS - 1):  # no two steps (i, j) of one i + j share a list
        together = [state.step(i, wave - i) for i in range(RATINGS) if 0 <= wave - i < RATINGS]
        work = partial(_solve, breed, state, options=options, exhausting=params.price_rule == "residual")
        for answer in (map if pool is None else pool.map)(work, [step for step in together if step is not None]):
            state.take(answer.step, answer.fills)
            solved.append(answer)
            if options.progress is not None:
                options.progress(breed, answer.result)
    solved.sort(key=lambda answer: (answer.step.i, answer.step.j))
    prices = [answer.prices for answer in solved if answer.prices is not None]
    return BreedResult(
        breed,
        demand,
        supply,
        rank_d,
        rank_s,
        state.priced(*_columns(solved)),
        tuple(answer.result for answer in solved),
        Certificate(tuple(prices)) if len(prices) == len(solved) else None,
        time.perf_counter() - started,
    )


@dataclass(frozen=True, slots=True)
class _Solved:
    """A step with its fills in the order in which they are written."""

    step: OpenStep
    fills: Fills
    result: StepResult
    prices: StepPrices | None


def _solve(breed: str, state: BreedState, step: OpenStep, *, options: Options, exhausting: bool) -> _Solved:
    started = time.perf_counter()
    problem = step.problem
    found = options.solver.solve(problem, step_rng(options.seed, breed, step.i, step.j), options.stopping())
    check_fills(problem, found)
    seconds = time.perf_counter() - started
    prices = found.prices
    if prices is None and options.certify:
        prices = optimise(problem, found, options.stopping()).prices
    order = ordered(problem, found, exhausting=exhausting)
    result = StepResult(
        step.i,
        step.j,
        found.score(problem),
        None if prices is None else bound(problem, prices),
        len(order),
        options.solver.name,
        found.iterations,
        seconds,
    )
    fills = Fills(found.demand[order], found.supply[order], found.amount[order], found.iterations)
    return _Solved(step, fills, result, None if prices is None else step.prices(state, *prices))


def _columns(solved: Sequence[_Solved]) -> tuple[Ints, Ints, Ints]:
    """Demand, supply (positions in the breed) and amount of all fills, step after step."""
    if not solved:
        none = np.zeros(0, np.int64)
        return none, none, none
    return (
        np.concatenate([answer.step.rows[answer.fills.demand] for answer in solved]),
        np.concatenate([answer.step.columns[answer.fills.supply] for answer in solved]),
        np.concatenate([answer.fills.amount for answer in solved]),
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
