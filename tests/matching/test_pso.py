"""The particle swarm: it learns, and it asks its stopping rule once an iteration."""

import numpy as np
import pytest

from matching.solver import check_fills
from matching.solvers.pso import Swarm, SwarmParameters
from matching.stopping import Budget

from .oracle import optimum
from .steps import random_step, step_problem


class Told:
    """A stopping rule that keeps what it was told."""

    def __init__(self, after=None):
        self.scores, self._after = [], after

    def __call__(self, best_score, bound=None):
        self.scores.append(best_score)
        return self._after is not None and len(self.scores) >= self._after

    def seconds_left(self):
        return None


def step_of(seed):
    return random_step(np.random.default_rng(seed), 20, 25)


def test_the_best_never_gets_worse_and_gets_better():
    gains = 0
    for seed in range(5):
        told = Told()
        fills = Swarm().solve(step_of(seed), np.random.default_rng(seed), told)
        assert told.scores == sorted(told.scores)
        assert fills.score(step_of(seed)) == told.scores[-1] <= optimum(step_of(seed))
        gains += told.scores[-1] > told.scores[0]
    assert gains >= 4


def test_it_comes_near_the_optimum_of_small_steps():
    for seed in range(5):
        step = random_step(np.random.default_rng(seed), 5, 6)
        fills = Swarm().solve(step, np.random.default_rng(seed), Budget())
        assert fills.score(step) >= 0.97 * optimum(step)


@pytest.mark.parametrize("after", [1, 4])
def test_it_stops_when_told(after):
    told = Told(after)
    fills = Swarm().solve(step_of(1), np.random.default_rng(0), told)
    assert (fills.iterations, len(told.scores)) == (after, after)
    check_fills(step_of(1), fills)


def test_it_ends_by_itself_after_its_iterations():
    told = Told()
    assert Swarm(SwarmParameters(iterations=7)).solve(step_of(1), np.random.default_rng(0), told).iterations == 7
    assert len(told.scores) == 7


def test_chance_is_the_generators_alone():
    answers = [Swarm().solve(step_of(2), np.random.default_rng(seed), Told(5)) for seed in (1, 1, 2)]
    assert answers[0].amount.tolist() == answers[1].amount.tolist()
    assert answers[0].supply.tolist() == answers[1].supply.tolist()
    assert [a.score(step_of(2)) for a in answers[1:]] != [answers[0].score(step_of(2))] * 2


def test_a_single_pair():
    step = step_problem([4], [7], [[1_200_000]])
    assert Swarm().solve(step, np.random.default_rng(0), Told(2)).score(step) == 4_800_000
