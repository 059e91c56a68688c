"""Compiling all kernels ahead of their first use: tiny markets run through everything that is compiled."""

from collections.abc import Callable

import numpy as np

from matching.kernels.jit import cache_folder
from matching.market import Lot, Parameters
from matching.ratings import LETTERS

_MARK = "complete"
_COMPILED = ("aco", "aco-history", "greedy", "pso")
"""Solvers that use all kernels between them."""


def is_compiled() -> bool:
    """Whether this version of the kernels has been compiled here before."""
    return (cache_folder() / _MARK).exists()


def compile_kernels(told: Callable[[str], None] = lambda _: None) -> None:
    """Compile what isn't yet, and say what is being compiled; a minute the first time, a second after."""
    from matching.breed import Options
    from matching.breed_work import breed_tasks, work
    from matching.lists import market_of
    from matching.solvers import solver_named

    chance = np.random.default_rng(0)
    demands, supplies = ([_lot(side, k, chance) for k in range(40)] for side in ("d", "s"))
    ratings = {lot.company_id: k % len(LETTERS) for k, lot in enumerate([*demands, *supplies])}
    market = market_of(demands, supplies, ratings)
    for params in (Parameters.midpoint(), Parameters.residual()):
        for name in _COMPILED:
            told(f"compiling the matcher, once: {name}, {params.price_rule}")
            for hold_pairs in (0, 1 << 20):
                options = Options(solver_named(name), hold_pairs=hold_pairs, iterations=3)
                for task in breed_tasks(market):
                    work(task, params, options, exact=False)
    cache_folder().mkdir(parents=True, exist_ok=True)
    (cache_folder() / _MARK).touch()


def _lot(side: str, k: int, chance: np.random.Generator) -> Lot:
    price, freshness = int(chance.integers(9000, 11000)), int(chance.integers(1, 4))
    return Lot(f"{side}{k}", f"C{side}{k}", "any", 10 + k, price, freshness, 1000, order=k)


if __name__ == "__main__":
    compile_kernels(print)
