"""The exact solver agrees with HiGHS and with the network simplex, and its prices prove it."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.solver import check_fills
from matching.solvers.exact import Exact
from matching.solvers.greedy import Greedy
from matching.solvers.simplex import Basis, bound, optimise
from matching.stopping import Budget

from .oracle import assert_proof, optimum
from .steps import random_step, step_problem, step_problems

RNG = np.random.default_rng(0)


def exact(step, stop=None):
    return Exact().solve(step, RNG, stop or Budget())


def assert_exact(step):
    answer = exact(step)
    check_fills(step, answer)
    Basis(step, answer)  # refuses what is no forest with one unfinished list a tree at most
    assert_proof(step, answer.prices)
    best = optimum(step)
    assert answer.score(step) == bound(step, answer.prices) == best
    assert optimise(step, Greedy().solve(step, RNG, Budget()), Budget()).score(step) == best


@pytest.fixture
def few_pairs_at_a_time(monkeypatch):
    """Small steps, too, begin with some of their pairs."""
    monkeypatch.setattr("matching.solvers.exact._ALL_PAIRS", 0)
    monkeypatch.setattr("matching.solvers.exact._BEST", 1)
    monkeypatch.setattr("matching.solvers.exact._SPREAD", 1)


def random_steps(count, size, seed):
    rng = np.random.default_rng(seed)
    for _ in range(count):
        shape = int(rng.integers(1, size)), int(rng.integers(1, size))
        yield random_step(rng, *shape, density=rng.random(), top=int(rng.choice([1, 2, 50])))


def test_agrees_with_another_program_on_200_steps():
    for step in random_steps(200, 25, seed=5):
        assert_exact(step)


@pytest.mark.usefixtures("few_pairs_at_a_time")
def test_agrees_with_another_program_when_pairs_are_added_as_their_prices_ask_for_them():
    rounds = set()
    for step in random_steps(60, 25, seed=6):
        assert_exact(step)
        rounds.add(exact(step).iterations)
    assert max(rounds) > 2


@settings(max_examples=150)
@given(step_problems())
def test_agrees_where_much_is_alike(step):
    assert_exact(step)


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (30, 1), (5, 90), (90, 5), (50, 50)])
@pytest.mark.parametrize("amounts", [1, 2, 100_000_000])
@pytest.mark.usefixtures("few_pairs_at_a_time")
def test_everything_equal(shape, amounts):
    step = step_problem([amounts] * shape[0], [amounts] * shape[1], np.full(shape, 1_234_567))
    assert_exact(step)
    assert exact(step).score(step) == amounts * min(shape) * 1_234_567


@pytest.mark.usefixtures("few_pairs_at_a_time")
def test_no_pairs():
    step = step_problem([3, 5], [9], [[0], [0]])
    assert len(exact(step).amount) == 0
    assert_exact(step)


def test_large_amounts_and_many_lists_stay_exact():
    """Totals near 2⁴⁰: the floating-point answer is still the integer one."""
    rng = np.random.default_rng(8)
    value = rng.integers(1_000_000, 2_000_001, (150, 120)) * (rng.random((150, 120)) < 0.6)
    assert_exact(step_problem(rng.integers(1, 100_000_001, 150), rng.integers(1, 100_000_001, 120), value))


@pytest.mark.usefixtures("few_pairs_at_a_time")
def test_interrupted_it_gives_a_valid_answer_and_a_valid_bound():
    cut_short = 0
    for step in random_steps(60, 25, seed=7):
        answer = exact(step, Budget(cancelled=lambda: True))
        check_fills(step, answer)
        Basis(step, answer)
        assert_proof(step, answer.prices)
        assert answer.score(step) <= optimum(step) <= bound(step, answer.prices)
        cut_short += answer.score(step) < optimum(step)
    assert cut_short > 5
