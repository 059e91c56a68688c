"""Residual-cycle moves: the tree stays a basic solution, the score never falls, and the end is the optimum."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.solver import Budget, check_fills, leftovers
from matching.solvers.aco import improve, move_limit
from matching.solvers.exact import Exact
from matching.solvers.forest import Forest
from matching.solvers.greedy import Greedy, fills_of
from matching.solvers.walk import walk

from .steps import budget, random_step, step_problem, step_problems

RNG = np.random.default_rng(0)


def assert_basic_solution(step, forest):
    """Every node reaches the root, amounts are conserved, prices add up along the tree."""
    demands, supplies = step.value.shape
    used = np.zeros(forest.root, np.int64)
    for node in range(forest.root):
        above, steps = node, 0
        while above != forest.root:
            above, steps = forest.parent[above], steps + 1
            assert steps <= forest.root, "a cycle"
        assert node in forest.children[forest.parent[node]]
        assert forest.flow[node] >= 0
        used[node] += forest.flow[node]
        if forest.parent[node] == forest.root:
            assert forest.potential[node] == 0
        else:
            used[forest.parent[node]] += forest.flow[node]
            d, s = sorted((node, forest.parent[node]))
            assert forest.potential[d] + forest.potential[s] == step.value[d, s - demands]
    assert used.tolist() == [*step.demand_left.tolist(), *step.supply_left.tolist()]
    assert supplies == len(step.supply_left)


@given(step_problems())
def test_fills_become_the_tree_they_came_from(step):
    fills = Greedy().solve(step, RNG, budget())
    forest = Forest(step, fills)
    assert_basic_solution(step, forest)
    again = forest.fills(1)
    assert sorted(zip(again.demand, again.supply, again.amount, strict=True)) == sorted(
        zip(fills.demand, fills.supply, fills.amount, strict=True)
    )


@given(step_problems())
def test_each_move_keeps_a_basic_solution_and_never_lowers_the_score(step):
    forest = Forest(step, fills_of([]))
    score = 0
    for _ in range(200):
        entering = forest.best_entering()
        if entering is None:
            break
        forest.enter(*entering)
        assert_basic_solution(step, forest)
        before, score = score, forest.fills(1).score(step)
        assert score >= before
    assert entering is None
    assert score == Exact().solve(step, RNG, budget()).score(step)


@given(step_problems())
def test_prices_of_the_optimum_prove_it(step):
    """Linear-programming duality: prices ≥ 0 that cover every pair bound any score, and here they meet it."""
    forest = Forest(step, fills_of([]))
    while (entering := forest.best_entering()) is not None:
        forest.enter(*entering)
    demands = len(step.demand_left)
    u, v = np.array(forest.potential[:demands]), np.array(forest.potential[demands:-1])
    assert (u >= 0).all()
    assert (v >= 0).all()
    assert ((u[:, None] + v[None, :] >= step.value) | (step.value == 0)).all()
    bound = int(step.demand_left @ u + step.supply_left @ v)
    assert bound == forest.fills(1).score(step)


@given(step_problems(), st.integers(0, 6))
def test_cut_short_it_still_leaves_nothing_tradable(step, moves):
    start = Greedy().solve(step, RNG, budget())
    improved = improve(step, start, moves, Budget(1))
    check_fills(step, improved)
    assert improved.score(step) >= start.score(step)
    assert len(improved.amount) <= sum(step.value.shape) - 1


@given(step_problems())
def test_what_is_free_when_the_moves_run_out_is_filled(step):
    check_fills(step, improve(step, fills_of([]), 0, Budget(1)))


def test_a_cycle_by_hand():
    # greedy took 10 + 1; entering 0–1 pushes the one piece round 0–1, 1–1, 1–0, 0–0
    step = step_problem([1, 1], [1, 1], [[10, 9], [9, 1]])
    improved = improve(step, fills_of([(0, 0, 1), (1, 1, 1)]), 10, Budget(1))
    assert sorted(zip(improved.demand.tolist(), improved.supply.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_walks_of_the_colony_are_improved_to_the_optimum():
    rng = np.random.default_rng(3)
    for _ in range(20):
        step = random_step(rng, int(rng.integers(2, 20)), int(rng.integers(2, 20)))
        fills = fills_of(list(zip(*walk(step, (step.value > 0) * 1.0, 1, rng).of(0), strict=True)))
        check_fills(step, fills)
        improved = improve(step, fills, 10_000, Budget(1))
        assert improved.score(step) == Exact().solve(step, rng, budget()).score(step)
        assert min(part.min() for part in leftovers(step, improved)) >= 0


def test_large_steps_get_fewer_moves():
    assert move_limit(random_step(RNG, 5, 5)) == 40
    assert move_limit(random_step(RNG, 1000, 1000)) == 100
