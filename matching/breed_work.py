"""All of `shoal match` that one breed needs: match, prove, compare, explain, and write down as lines of JSON.

A task carries its own breed's lists only and its answer is bytes and a few numbers, so that tasks can run in other
processes and on other machines: what Python does for each match and list then uses every core.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from matching.breed import Options, match_lists
from matching.comparison import Comparison, compare
from matching.explain.breed import explain_breed
from matching.files.schemes import Pieces, lines
from matching.lists import Lists, Market
from matching.market import Parameters
from matching.report import step_rows, surplus, trade_rows, unmatched_rows
from matching.rules_array import Ints
from matching.scheme import BreedResult, StepResult, Trades

POOLED_FROM = 1 << 20
"""Pairs of a breed from which its steps are worth a pool."""


@dataclass(frozen=True, slots=True)
class BreedTask:
    """A breed's lists with their companies' ids and ratings, by local codes. Lists may be on one side only."""

    breed: str
    demand: Lists
    supply: Lists
    rank_d: Ints
    rank_s: Ints
    companies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of a breed. `gains` is Σ fill · (u_d − u_s) in thousandths of a fen; `exact` None: not asked for."""

    breed: str
    pieces: Pieces
    steps: tuple[StepResult, ...]
    trades: int
    volume: int
    gains: int
    exact: Comparison | None


def breed_tasks(market: Market) -> Iterator[BreedTask]:
    """A task for each breed: first those that can be matched, then those with lists on one side only, each by name."""
    rows = market.rows_by_breed()
    by_name = sorted(range(len(market.breeds)), key=market.breeds.__getitem__)
    for two_sided in (True, False):
        for code in by_name:
            here = [side[code] for side in rows]
            if any(map(len, here)) and all(map(len, here)) == two_sided:
                yield _task(market, market.breeds[code], market.demand.take(here[0]), market.supply.take(here[1]))


def work(task: BreedTask, params: Parameters, options: Options, *, exact: bool, pool: Executor | None = None) -> Worked:
    """Do a task. `exact`: also solve each of its steps by another engine and compare."""
    result = matched(task, params, options, pool)
    explained = explain_breed(result, params, companies=task.companies)
    return Worked(
        task.breed,
        Pieces(lines(trade_rows(explained)), lines(unmatched_rows(explained)), lines(step_rows(result))),
        result.steps,
        len(result.trades),
        result.volume,
        surplus(result),
        compare([result], params) if exact and not (options.cancelled and options.cancelled()) else None,
    )


def matched(task: BreedTask, params: Parameters, options: Options, pool: Executor | None = None) -> BreedResult:
    """The task's scheme; an empty one where there are lists on one side only."""
    lists = (task.breed, task.demand, task.supply, task.rank_d, task.rank_s)
    if len(task.demand) and len(task.supply):
        large = len(task.demand) * len(task.supply) >= POOLED_FROM
        return match_lists(*lists, params, options, pool=pool if large else None)
    return BreedResult(*lists, Trades(*[np.zeros(0, np.int64)] * 5), (), None, 0.0)


def _task(market: Market, breed: str, demand: Lists, supply: Lists) -> BreedTask:
    codes, local = np.unique(np.concatenate([demand.company, supply.company]), return_inverse=True)
    local_d, local_s = np.split(local.astype(np.int64), [len(demand)])
    ranks = market.ratings[demand.company], market.ratings[supply.company]
    names = [market.companies[code] for code in codes.tolist()]
    return BreedTask(breed, replace(demand, company=local_d), replace(supply, company=local_s), *ranks, names)
