"""Matching all breeds of a market side by side: lists of different breeds never meet."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass

from matching.breed import Options, match_lists
from matching.lists import Lists, Market
from matching.market import Parameters
from matching.rules_array import Ints
from matching.scheme import BreedResult


@dataclass(frozen=True, slots=True)
class MarketScheme:
    """A scheme per breed that has lists on both sides, breeds in alphabetical order.

    `rows_d[k]` and `rows_s[k]` say where the lists of breeds[k] stand in the market's.
    """

    market: Market
    breeds: tuple[BreedResult, ...]
    rows_d: tuple[Ints, ...]
    rows_s: tuple[Ints, ...]

    @property
    def score(self) -> int:
        """Σ fill · (2 000 000 − X)."""
        return sum(breed.score for breed in self.breeds)

    @property
    def bound(self) -> int | None:
        """What no scheme made by the same steps exceeds; None where a breed has no proof."""
        bounds = [breed.bound for breed in self.breeds]
        return None if None in bounds else sum(bound or 0 for bound in bounds)

    @property
    def volume(self) -> int:
        """Pieces traded."""
        return sum(breed.volume for breed in self.breeds)


def match_market(
    market: Market, params: Parameters, options: Options, executor: Executor | None = None, workers: int | None = None
) -> MarketScheme:
    """Match every breed that has lists on both sides. The scheme doesn't depend on `workers` or `executor`.

    Breeds, the largest first, go to `executor`, anything with the interface of concurrent.futures (a cluster's, too);
    then `options` must be picklable. Without one, `workers` threads (default: a thread a core) share the breeds and the
    steps within a breed: the compiled loops let each other run.
    """
    parts = list(_parts(market))
    if executor is not None:
        return _joined(market, parts, _spread(executor, market, parts, params, options))
    count = workers or len(os.sched_getaffinity(0))
    if count == 1:
        return _joined(market, parts, [match_lists(*_lists(market, part), params, options) for part in parts])
    with ThreadPoolExecutor(count) as breeds, ThreadPoolExecutor(count) as steps:
        # A breed waits for its steps: in one pool with them it could hold the thread that they need.
        return _joined(market, parts, _spread(breeds, market, parts, params, options, steps))


_Part = tuple[str, Ints, Ints]


def _parts(market: Market) -> Iterator[_Part]:
    """Name, demand rows and supply rows of each breed with two sides, by name."""
    demand, supply = market.rows_by_breed()
    for code in sorted(range(len(market.breeds)), key=market.breeds.__getitem__):
        if len(demand[code]) and len(supply[code]):
            yield market.breeds[code], demand[code], supply[code]


def _lists(market: Market, part: _Part) -> tuple[str, Lists, Lists, Ints, Ints]:
    """What `match_lists` needs of a breed."""
    breed, rows_d, rows_s = part
    demand, supply = market.demand.take(rows_d), market.supply.take(rows_s)
    return breed, demand, supply, market.ratings[demand.company], market.ratings[supply.company]


def _spread(
    executor: Executor,
    market: Market,
    parts: list[_Part],
    params: Parameters,
    options: Options,
    pool: Executor | None = None,
) -> list[BreedResult]:
    """Every breed's result in the order of `parts`; each task carries its own breed's lists only."""
    futures = {}
    for k in sorted(range(len(parts)), key=lambda k: -len(parts[k][1]) * len(parts[k][2])):
        futures[k] = executor.submit(match_lists, *_lists(market, parts[k]), params, options, pool=pool)
    return [futures[k].result() for k in range(len(parts))]


def _joined(market: Market, parts: list[_Part], results: list[BreedResult]) -> MarketScheme:
    rows = tuple(part[1] for part in parts), tuple(part[2] for part in parts)
    return MarketScheme(market, tuple(results), *rows)
