"""Every solver on single steps: feasible, nothing tradable left, orderable, and never above the optimum."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import MatchingError, Parameters
from matching.breed import Options, match_lists
from matching.scheme import ordered
from matching.solver import Fills, check_fills
from matching.solvers import SOLVER_NAMES, solver_named
from matching.solvers.greedy import Greedy
from matching.solvers.simplex import bound
from matching.stopping import Budget

from .oracle import assert_proof, optimum
from .steps import budget, fills_of, random_step, step_problem, step_problems, triples
from .test_whole_market import random_market

every_solver = pytest.mark.parametrize("name", SOLVER_NAMES)


def ordered_triples(step, fills, *, exhausting):
    order = ordered(step, fills, exhausting=exhausting)
    columns = (fills.demand[order].tolist(), fills.supply[order].tolist(), fills.amount[order].tolist())
    return list(zip(*columns, strict=True))


def solve(name, step, seed=0, iterations=10):
    return solver_named(name).solve(step, np.random.default_rng(seed), budget(iterations))


few = settings(max_examples=40)
"""Of each solver; there are nine."""


@every_solver
@few
@given(step_problems(), st.integers(0, 5))
def test_fills_are_feasible_and_leave_nothing_tradable(name, step, seed):
    fills = solve(name, step, seed)
    check_fills(step, fills)
    assert len(fills.amount) <= sum(step.value.shape) - 1


@every_solver
@few
@given(step_problems())
def test_fills_can_be_ordered_so_that_each_uses_up_a_list(name, step):
    fills = solve(name, step)
    left = [*step.demand_left.tolist(), *step.supply_left.tolist()]
    written = ordered_triples(step, fills, exhausting=True)
    assert sorted(written) == triples(fills) == ordered_triples(step, fills, exhausting=False)
    for row, column, amount in written:
        assert amount in (left[row], left[len(step.demand_left) + column])
        left[row] -= amount
        left[len(step.demand_left) + column] -= amount


@every_solver
@few
@given(step_problems())
def test_nobody_beats_the_optimum(name, step):
    assert solve(name, step).score(step) <= optimum(step)


@given(step_problems())
def test_aco_is_optimal_on_small_steps(step):
    """With so few lists the network simplex runs to its end."""
    assert solve("aco", step).score(step) == optimum(step)


@every_solver
def test_the_same_chance_gives_the_same_fills(name):
    step = random_step(np.random.default_rng(6), 12, 9)
    first, again = solve(name, step, seed=3), solve(name, step, seed=3)
    for part in ("demand", "supply", "amount"):
        assert np.array_equal(getattr(first, part), getattr(again, part))
    assert first.iterations == again.iterations


@every_solver
@pytest.mark.parametrize("shape", [(1, 1), (1, 12), (12, 1), (3, 12), (12, 3), (9, 9)])
@pytest.mark.parametrize("amounts", [1, 2, 100_000_000])
def test_where_everything_is_equal_all_is_traded(name, shape, amounts):
    step = step_problem([amounts] * shape[0], [amounts] * shape[1], np.full(shape, 1_500_000))
    fills = solve(name, step)
    check_fills(step, fills)
    assert fills.amount.sum() == amounts * min(shape)


@every_solver
def test_prices_given_with_an_answer_prove_their_bound(name):
    for seed in range(10):
        step = random_step(np.random.default_rng(seed), 15, 12)
        fills = solve(name, step, seed)
        if fills.prices is not None:
            assert_proof(step, fills.prices)
            assert bound(step, fills.prices) >= optimum(step)


@every_solver
def test_out_of_time_the_best_so_far_is_still_maximal(name):
    step = random_step(np.random.default_rng(7), 30, 30)
    fills = solver_named(name).solve(step, np.random.default_rng(0), Budget(50, deadline=time.monotonic()))
    check_fills(step, fills)


@every_solver
def test_values_worked_out_when_needed_give_the_same_scheme_as_values_held_in_memory(name):
    market, barred = random_market(160, 1, seed=11), (np.array([0, 3]), np.array([5, 2]))
    ranks = (market.ratings[side.company] // 3 for side in (market.demand, market.supply))
    columns = (market.demand, market.supply, *ranks)
    held, fly = (
        match_lists("eel", *columns, Parameters.midpoint(), Options(solver_named(name), 5, hold_pairs=pairs), barred)
        for pairs in (1 << 25, 0)
    )
    for part in ("demand", "supply", "amount", "price_fen", "weight_g"):
        assert np.array_equal(getattr(held.trades, part), getattr(fly.trades, part))
    assert (held.score, held.bound) == (fly.score, fly.bound)
    assert held.certificate.argument() == fly.certificate.argument()
    assert len(held.trades) > 40


def test_greedy_by_hand():
    # best arc 1–1 takes 4, then 0–0 at 9 takes 3, then 1–0 at 8: supply 0 has 2 left, demand 1 has 1
    step = step_problem([3, 5], [5, 4], [[9, 7], [8, 10]])
    fills = Greedy().solve(step, np.random.default_rng(0), budget())
    assert triples(fills) == [(0, 0, 3), (1, 0, 1), (1, 1, 4)]
    assert fills.score(step) == 27 + 8 + 40


def test_exact_sees_what_greedy_misses():
    # greedy takes 10 + 1, the other diagonal has 9 + 9
    step = step_problem([1, 1], [1, 1], [[10, 9], [9, 1]])
    assert solve("greedy", step).score(step) == 11
    assert solve("exact", step).score(step) == solve("aco", step).score(step) == 18


@pytest.mark.parametrize(
    ("fills", "message"),
    [
        ([(0, 0, 3), (0, 0, 1)], "twice"),
        ([(0, 0, 4)], "over-allocated"),
        ([(0, 1, 1)], "may not trade"),
        ([(0, 0, 0)], "not positive"),
        ([(0, 0, 3)], "tradable is left"),
    ],
)
def test_a_broken_answer_is_caught(fills, message):
    step = step_problem([3, 5], [9, 4], [[1, 0], [1, 1]])
    with pytest.raises(AssertionError, match=message):
        check_fills(step, fills_of(fills))


def test_fills_that_no_order_prices_are_refused():
    """Two unfinished demands share a supply: nobody sets the price of the first trade."""
    step = step_problem([5, 5], [7], [[1], [1]])
    with pytest.raises(AssertionError, match="can't be ordered"):
        ordered(step, fills_of([(0, 0, 3), (1, 0, 4)]), exhausting=True)


def test_ordering_waits_with_a_fill_until_it_uses_up_a_list():
    # 0–0 first would use up neither: demand 0 has 5, supply 0 has 4
    step = step_problem([5, 1], [4, 2], [[1, 1], [1, 0]])
    fills = fills_of([(0, 0, 3), (0, 1, 2), (1, 0, 1)])
    assert ordered_triples(step, fills, exhausting=True) == [(0, 1, 2), (0, 0, 3), (1, 0, 1)]


def test_budget_stops_after_iterations_or_without_improvement():
    assert [Budget(3)(score) for score in (1,)] == [False]
    stop = Budget(3)
    assert [stop(1), stop(2), stop(3)] == [False, False, True]
    patient = Budget(100, patience=2)
    assert [patient(5), patient(5), patient(6), patient(6), patient(6)] == [False, False, False, False, True]
    assert Budget(100, deadline=time.monotonic() - 1)(1)
    assert Budget(1).seconds_left() is None


def test_unknown_solver():
    with pytest.raises(MatchingError):
        solver_named("")


def test_transposing_twice_changes_nothing():
    step = random_step(np.random.default_rng(8), 3, 5)
    fills = Fills(np.array([2]), np.array([4]), np.array([1]))
    assert fills.transposed().score(step.transposed()) == fills.score(step)
    assert np.array_equal(step.transposed().transposed().value, step.value)
