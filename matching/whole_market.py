"""Matching all breeds of a market, one after the other: lists of different breeds never meet."""

import time
from collections.abc import Mapping, Sequence

from matching.breed import Progress, match_breed
from matching.fairness import posting
from matching.market import Lot, Parameters
from matching.scheme import BreedScheme
from matching.solver import Solver


def match_market(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    params: Parameters,
    solver: str | Solver = "aco",
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Progress | None = None,
) -> dict[str, BreedScheme]:
    """A scheme per breed that has lists on both sides, breeds in alphabetical order.

    Arguments and errors as for `match_breed`; the time limit is for all breeds together.
    """
    deadline = None if time_limit_s is None else time.monotonic() + time_limit_s
    bids, asks = by_breed(demands), by_breed(supplies)
    schemes = {}
    for breed in sorted(bids.keys() & asks.keys()):
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        schemes[breed] = match_breed(bids[breed], asks[breed], ratings, params, solver, seed, left, progress)
    return schemes


def by_breed(lots: Sequence[Lot]) -> dict[str, list[Lot]]:
    """The lots of each breed, in posting order."""
    groups: dict[str, list[Lot]] = {}
    for lot in sorted(lots, key=posting):
        groups.setdefault(lot.breed, []).append(lot)
    return groups
