"""The genetic algorithm: the best live on, children come from two parents, the rule is asked once a generation."""

import numpy as np
import pytest

from matching.solver import check_fills
from matching.solvers.ga import Genetic, GeneticParameters
from matching.stopping import Budget

from .oracle import optimum
from .steps import random_step, step_problem
from .test_pso import Told, step_of


def test_the_best_never_gets_worse_and_gets_better():
    gains = 0
    for seed in range(5):
        told = Told()
        fills = Genetic().solve(step_of(seed), np.random.default_rng(seed), told)
        assert told.scores == sorted(told.scores)
        assert fills.score(step_of(seed)) == told.scores[-1] <= optimum(step_of(seed))
        gains += told.scores[-1] > told.scores[0]
    assert gains >= 4


def test_it_comes_near_the_optimum_of_small_steps():
    for seed in range(5):
        step = random_step(np.random.default_rng(seed), 5, 6)
        fills = Genetic().solve(step, np.random.default_rng(seed), Budget())
        assert fills.score(step) >= 0.97 * optimum(step)


@pytest.mark.parametrize("after", [1, 4])
def test_it_stops_when_told(after):
    told = Told(after)
    fills = Genetic().solve(step_of(1), np.random.default_rng(0), told)
    assert (fills.iterations, len(told.scores)) == (after, after)
    check_fills(step_of(1), fills)


def test_it_ends_by_itself_after_its_generations():
    told = Told()
    assert Genetic(GeneticParameters(generations=7)).solve(step_of(1), np.random.default_rng(0), told).iterations == 7
    assert len(told.scores) == 7


def test_a_child_has_each_key_from_one_of_its_parents_or_from_nowhere():
    given = GeneticParameters(population=10, elite=3, mutants=2, inheritance=0.7, mutation=0.1)
    people = np.repeat(np.arange(10.0)[:, None], 4000, axis=1)  # a key says whose it is; drawn keys are below 1
    children = Genetic(given)._children(people + 1, np.random.default_rng(0))
    assert children.shape == (5, 4000)
    for child in children:
        parents, counts = np.unique(child[child >= 1], return_counts=True)
        better, other = parents - 1
        assert better < 3 <= other
        assert counts[0] / counts.sum() == pytest.approx(0.7, abs=0.05)
        assert (child < 1).mean() == pytest.approx(0.1, abs=0.03)


def test_a_single_pair():
    step = step_problem([4], [7], [[1_200_000]])
    assert Genetic().solve(step, np.random.default_rng(0), Told(2)).score(step) == 4_800_000
