"""Explanations of a whole market's scheme, breed by breed."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from matching.explain.breed import BreedExplanation, explain_breed
from matching.market import Parameters
from matching.scheme import BreedResult, Trades
from matching.whole_market import MarketScheme


def explain_market(scheme: MarketScheme, params: Parameters, workers: int | None = None) -> Iterator[BreedExplanation]:
    """Every breed's explanations: first the breeds with a scheme, in its order, then by name those with lists on one
    side only. `workers` threads (default: a thread a core) look through the pairs while the caller uses the answers."""
    count = workers or len(os.sched_getaffinity(0))
    companies = scheme.market.companies
    with ThreadPoolExecutor(count) as pool:
        yield from pool.map(lambda result: explain_breed(result, params, companies=companies), scheme.breeds)
    for result in _one_sided(scheme):
        yield explain_breed(result, params, companies=companies)


def _one_sided(scheme: MarketScheme) -> Iterator[BreedResult]:
    """Empty results of the breeds that nothing could be matched in."""
    market = scheme.market
    demand, supply = market.demand, market.supply
    matched = {result.breed for result in scheme.breeds}
    present = set(np.unique(np.concatenate([demand.breed, supply.breed])).tolist())
    nothing = np.zeros(0, np.int64)
    for code in sorted(present, key=market.breeds.__getitem__):
        if market.breeds[code] not in matched:
            bids = demand.take(np.flatnonzero(demand.breed == code))
            asks = supply.take(np.flatnonzero(supply.breed == code))
            ranks = market.ratings[bids.company], market.ratings[asks.company]
            yield BreedResult(market.breeds[code], bids, asks, *ranks, Trades(*[nothing] * 5), (), None, 0.0)
