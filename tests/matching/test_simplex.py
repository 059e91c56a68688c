"""The network simplex: the tree stays a basic solution, the score never falls, the end is the optimum and proves it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.solver import check_fills, leftovers
from matching.solvers.greedy import Greedy
from matching.solvers.simplex import Basis, bound, optimise
from matching.stopping import Budget

from .oracle import assert_proof, optimum
from .steps import budget, fills_of, random_step, step_problem, step_problems, triples

RNG = np.random.default_rng(0)
NOTHING = fills_of([])


def greedy(step):
    return Greedy().solve(step, RNG, budget())


def assert_basic_solution(step, basis):
    """Every node reaches the root, amounts are conserved, prices add up along the tree, an empty arc leads up."""
    tree, (rows, columns) = basis._tree, step.shape
    root = rows + columns
    used = [0] * root
    for node in range(root):
        above, steps = node, 0
        while above != root:
            above, steps = tree.parent[above], steps + 1
            assert steps <= root, "a cycle"
        assert tree.depth[node] == steps
        children, child = set(), tree.first[tree.parent[node]]
        while child >= 0:
            children.add(int(child))
            child = tree.next[child]
        assert node in children
        flow, parent = int(tree.flow[node]), int(tree.parent[node])
        assert flow > 0 or (flow == 0 and node < rows), "an empty arc leads down: not strongly feasible"
        used[node] += flow
        if parent == root:
            assert tree.potential[node] == 0
        else:
            used[parent] += flow
            row, column = sorted((node, parent))
            assert tree.potential[row] + tree.potential[column] == step.value[row, column - rows] == tree.worth[node]
    assert used == [*step.demand_left.tolist(), *step.supply_left.tolist()]


@given(step_problems())
def test_fills_become_the_tree_they_came_from(step):
    fills = greedy(step)
    basis = Basis(step, fills)
    assert_basic_solution(step, basis)
    assert triples(basis.fills()) == triples(fills)
    assert basis.score() == fills.score(step)


@given(step_problems(), st.booleans())
def test_each_pivot_keeps_a_basic_solution_and_never_lowers_the_score(step, from_greedy):
    basis = Basis(step, greedy(step) if from_greedy else NOTHING)
    score = basis.score()
    for _ in range(500):
        before = basis.pivots
        basis.run(1)
        assert_basic_solution(step, basis)
        assert basis.score() >= score
        score = basis.score()
        assert basis.optimal == (basis.pivots == before)
        if basis.optimal:
            break
    assert basis.optimal
    assert score == optimum(step)


@given(step_problems())
def test_prices_of_the_optimum_prove_it(step):
    answer = optimise(step, NOTHING, Budget())
    assert_proof(step, answer.prices)
    assert bound(step, answer.prices) == answer.score(step)


@given(step_problems(), st.integers(0, 6), st.booleans())
def test_prices_of_an_unfinished_tree_still_prove_a_bound(step, pivots, from_greedy):
    basis = Basis(step, greedy(step) if from_greedy else NOTHING)
    basis.run(pivots + 1)
    prices = basis.prices()
    assert_proof(step, prices)
    assert bound(step, prices) >= optimum(step) >= basis.score()


@given(step_problems(), st.booleans())
def test_told_to_stop_at_once_it_still_leaves_nothing_tradable(step, from_greedy):
    start = greedy(step) if from_greedy else NOTHING
    answer = optimise(step, start, Budget(cancelled=lambda: True))
    check_fills(step, answer)
    assert answer.score(step) >= start.score(step)
    assert len(answer.amount) <= sum(step.shape) - 1
    assert_proof(step, answer.prices)
    assert bound(step, answer.prices) >= optimum(step)


@pytest.mark.parametrize("pivots", [1, 3, 10, 40, 150])
def test_cut_short_in_the_middle_it_gives_valid_fills_and_a_valid_bound(monkeypatch, pivots):
    monkeypatch.setattr("matching.solvers.simplex._PIVOTS_A_CALL", pivots)
    step = random_step(np.random.default_rng(pivots), 40, 50)
    asked = iter([False])
    answer = optimise(step, greedy(step), Budget(cancelled=lambda: next(asked, True)))
    check_fills(step, answer)
    assert_proof(step, answer.prices)
    assert greedy(step).score(step) <= answer.score(step) <= optimum(step) <= bound(step, answer.prices)


def test_a_cycle_by_hand():
    # greedy took 10 + 1; entering 0–1 pushes the one piece round 0–1, 1–1, 1–0, 0–0
    step = step_problem([1, 1], [1, 1], [[10, 9], [9, 1]])
    answer = optimise(step, fills_of([(0, 0, 1), (1, 1, 1)]), Budget())
    assert triples(answer) == [(0, 1, 1), (1, 0, 1)]
    assert bound(step, answer.prices) == 18


@pytest.mark.parametrize("fills", [[(0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 1)], [(0, 0, 1), (1, 0, 2)]])
def test_what_is_no_basic_solution_is_refused(fills):
    """A cycle, and two unfinished lists in one tree."""
    step = step_problem([2, 4], [3, 2], [[1, 1], [1, 1]])
    with pytest.raises(AssertionError, match="no forest"):
        Basis(step, fills_of(fills))


@pytest.mark.parametrize("shape", [(60, 60), (60, 40), (40, 60)])
@pytest.mark.parametrize("amounts", [1, 2, 7])
@pytest.mark.parametrize("from_greedy", [True, False])
def test_where_everything_is_equal_no_sequence_of_pivots_cycles(shape, amounts, from_greedy):
    step = step_problem([amounts] * shape[0], [amounts] * shape[1], np.full(shape, 1_500_000))
    basis = Basis(step, greedy(step) if from_greedy else NOTHING)
    basis.run(20_000)
    assert basis.optimal
    assert_basic_solution(step, basis)
    assert basis.score() == amounts * min(shape) * 1_500_000


@pytest.mark.parametrize("kind", ["two values", "assignment", "thin", "sparse"])
def test_degenerate_steps_end(kind):
    rng = np.random.default_rng(4)
    value = {
        "two values": rng.choice([1_000_000, 2_000_000], (80, 80)),
        "assignment": rng.integers(1_000_000, 1_000_010, (80, 80)),
        "thin": np.full((3, 200), 1_700_000),
        "sparse": np.where(rng.random((80, 80)) < 0.03, 2_000_000, 0),
    }[kind]
    step = step_problem(np.ones(value.shape[0]), np.ones(value.shape[1]), value)
    basis = Basis(step, greedy(step))
    basis.run(100_000)
    assert basis.optimal
    assert_basic_solution(step, basis)
    assert basis.score() == optimum(step)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (3, 30), (30, 3)])
def test_any_shape(shape):
    step = random_step(np.random.default_rng(2), *shape)
    answer = optimise(step, greedy(step), Budget())
    check_fills(step, answer)
    assert answer.score(step) == bound(step, answer.prices) == optimum(step)


def test_without_a_pair_there_is_nothing_to_do():
    step = step_problem([3, 5], [9], [[0], [0]])
    answer = optimise(step, NOTHING, Budget())
    assert (len(answer.amount), bound(step, answer.prices)) == (0, 0)


def test_walks_in_any_order_are_improved_to_the_same_optimum():
    rng = np.random.default_rng(3)
    for _ in range(30):
        step = random_step(rng, int(rng.integers(2, 20)), int(rng.integers(2, 20)))
        left = [step.demand_left.copy(), step.supply_left.copy()]
        walk = []
        for pair in rng.permutation(step.value.size):
            row, column = divmod(int(pair), step.shape[1])
            fill = min(left[0][row], left[1][column]) if step.value[row, column] else 0
            if fill:
                walk.append((row, column, fill))
                left[0][row] -= fill
                left[1][column] -= fill
        fills = fills_of(walk)
        check_fills(step, fills)
        improved = optimise(step, fills, Budget())
        assert improved.score(step) == optimum(step)
        assert min(part.min() for part in leftovers(step, improved)) >= 0
