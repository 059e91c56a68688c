"""Compiling all kernels ahead of their first use: tiny markets run through everything that is compiled."""

import random
from collections.abc import Callable

from matching.kernels.jit import cache_folder
from matching.market import Lot, Parameters
from matching.ratings import LETTERS


def is_compiled() -> bool:
    """Whether this version of the kernels has been compiled here before."""
    return (cache_folder() / _MARK).exists()


def compile_kernels(told: Callable[[str], None] = lambda _: None) -> None:
    """Compile what isn't yet, and say what is being compiled; half a minute the first time, a second after."""
    from matching.breed import Options, match_lists
    from matching.lists import market_of

    lots = [[_lot(side, k) for k in range(12)] for side in ("demand", "supply")]
    ratings = {lot.company_id: k % len(LETTERS) for side in lots for k, lot in enumerate(side)}
    market = market_of(*lots, ratings)
    ranks = market.ratings[market.demand.company], market.ratings[market.supply.company]
    from matching.solvers import solver_named

    for params in (Parameters.midpoint(), Parameters.residual()):
        for name in ("aco", "greedy"):
            told(f"{name}, {params.price_rule}")
            match_lists("any", market.demand, market.supply, *ranks, params, Options(solver_named(name)))
    (cache_folder() / _MARK).touch()


_MARK = "complete"


def _lot(side: str, k: int) -> Lot:
    chance = random.Random(f"{side} {k}")  # noqa: S311 (a made-up market, nothing secret)
    price = chance.randint(900, 1100) * 10
    return Lot(f"{side[0]}{k}", f"C{side[0]}{k}", "any", 10 + k, price, chance.randint(1, 3), 1000, order=k)
