"""A scheme never depends on who worked on it, nor on where a step's values are kept."""

import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from matching import Lot, Parameters, match_breed
from matching.breed import Options
from matching.lists import Lists, Market, market_of
from matching.solvers import solver_named
from matching.whole_market import MarketScheme, match_market

MIDPOINT = Parameters.midpoint()


def random_market(lists: int, breeds: int, seed: int) -> Market:
    rng = np.random.default_rng(seed)
    half, companies = lists // 2, max(2, lists // 4)

    def side(letter: str) -> Lists:
        amount = rng.integers(1, 500, half)
        price, weight = amount * rng.integers(8000, 12000, half), amount * rng.integers(400, 600, half)
        ids = np.array([f"{letter}{k}" for k in range(half)], object)
        company, breed, freshness = (
            rng.integers(low, high, half) for low, high in ((0, companies), (0, breeds), (1, 4))
        )
        return Lists(ids, company, breed, amount, amount, price, price, freshness, weight, weight)

    names = [f"C{k}" for k in range(companies)], [f"breed {k}" for k in range(breeds)]
    return Market(side("d"), side("s"), names[0], rng.integers(0, 5, companies), names[1])


def same(one: MarketScheme, other: MarketScheme) -> bool:
    """Equal trades, scores, bounds and prices, breed by breed."""

    def facts(scheme: MarketScheme):
        return [
            (
                breed.breed,
                [getattr(breed.trades, name).tolist() for name in breed.trades.__slots__],
                [(step.i, step.j, step.score, step.bound) for step in breed.steps],
                breed.certificate.argument(),
            )
            for breed in scheme.breeds
        ]

    return facts(one) == facts(other)


@pytest.fixture(scope="module")
def market() -> Market:
    return random_market(600, 4, 1)


@pytest.fixture(scope="module")
def alone(market) -> MarketScheme:
    return match_market(market, MIDPOINT, Options(solver_named("aco"), seed=7), workers=1)


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_threads_makes_the_same_scheme(market, alone, workers):
    assert same(alone, match_market(market, MIDPOINT, Options(solver_named("aco"), seed=7), workers=workers))


def test_processes_make_the_same_scheme(market, alone):
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        assert same(alone, match_market(market, MIDPOINT, Options(solver_named("aco"), seed=7), processes))


def test_values_worked_out_when_needed_make_the_same_scheme(market, alone):
    options = Options(solver_named("aco"), seed=7, hold_pairs=0)
    assert same(alone, match_market(market, MIDPOINT, options, workers=1))


def test_another_seed_changes_no_optimum(market, alone):
    other = match_market(market, MIDPOINT, Options(solver_named("aco"), seed=8), workers=1)
    assert [breed.steps[0].bound for breed in other.breeds] == [breed.steps[0].bound for breed in alone.breeds]


def test_each_breed_is_matched_as_if_it_were_alone():
    lots = [
        [
            Lot(
                f"{letter}{k}",
                f"{letter}{k % 7}",
                ("Eel", "Carp")[k % 2],
                10 + k,
                1000 * (10 + k),
                2,
                900 * (10 + k),
                order=k,
            )
            for k in range(40)
        ]
        for letter in "ds"
    ]
    ratings = {lot.company_id: len(lot.company_id + lot.id) % 5 for side in lots for lot in side}
    scheme = match_market(market_of(*lots, ratings), MIDPOINT, Options(solver_named("aco")))
    assert [breed.breed for breed in scheme.breeds] == ["Carp", "Eel"]
    for breed, rows in zip(scheme.breeds, scheme.rows_d, strict=True):
        own = [[lot for lot in side if lot.breed == breed.breed] for side in lots]
        apart = match_breed(*own, ratings, MIDPOINT)
        assert breed.score == apart.score == apart.bound
        assert breed.demand.ids[breed.trades.demand].tolist() == [trade.demand_id for trade in apart.trades]
        assert [lots[0][row].id for row in rows] == [lot.id for lot in own[0]]


def test_a_cancelled_run_gives_a_whole_and_bounded_scheme(market, alone):
    ended = threading.Event()
    ended.set()
    cut = match_market(market, MIDPOINT, Options(solver_named("aco"), seed=7, cancelled=ended.is_set), workers=2)
    assert cut.volume > 0
    assert cut.score <= cut.bound
    assert [b.breed for b in cut.breeds] == [b.breed for b in alone.breeds]


def test_progress_tells_of_every_step(market, alone):
    told = []
    options = Options(solver_named("greedy"), progress=lambda breed, step: told.append((breed, step.i, step.j)))
    scheme = match_market(market, MIDPOINT, options, workers=2)
    assert sorted(told) == [(breed.breed, step.i, step.j) for breed in scheme.breeds for step in breed.steps]


def test_breeds_with_one_side_have_no_scheme(market):
    nobody = replace(market, supply=market.supply.take(np.flatnonzero(market.supply.breed != 2)))
    assert [b.breed for b in match_market(nobody, MIDPOINT, Options(solver_named("greedy"))).breeds] == [
        "breed 0",
        "breed 1",
        "breed 3",
    ]
