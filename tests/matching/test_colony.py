"""Equations (1) and (3) and the heuristic against figures worked out by hand, and the colony's loop."""

from dataclasses import replace

import numpy as np
import pytest

from matching import MatchingError
from matching.solvers.colony import Colony, LiteralColony
from matching.solvers.heuristic import distances, goal_distances, heuristic
from matching.solvers.parameters import ColonyParameters
from matching.solvers.trail import Walked, literal_update, max_min_update
from matching.solvers.walk import walk

from .steps import budget, random_step, step_problem

# X = 200 000, 800 000 and, below, 0 and 500 000; the pair (1, 1) may not trade in CLOSED
STEP = step_problem([2, 6], [4, 8], [[1_800_000, 1_200_000], [2_000_000, 1_500_000]])
CLOSED = step_problem([2, 6], [4, 8], [[1_800_000, 1_200_000], [2_000_000, 0]])


class TestHeuristic:
    def test_distance_is_x_in_units(self):
        assert distances(STEP.value) == pytest.approx(np.array([[0.2, 0.8], [0.0, 0.5]]))

    def test_goal_distance_is_the_square_of_what_the_rows_ask_of_a_column(self):
        # each row may take from both columns, 12 pieces: 2/12 + 6/12 of each column is asked for
        assert goal_distances(STEP) == pytest.approx([(8 / 12) ** 2] * 2)

    def test_goal_distance_counts_only_the_columns_that_a_row_may_take(self):
        # row 1 has only column 0: 2/12 + 6/4 of it is asked for, 2/12 of column 1
        assert goal_distances(CLOSED) == pytest.approx([(2 / 12 + 6 / 4) ** 2, (2 / 12) ** 2])

    def test_eta_is_the_reciprocal_of_all_three_terms_and_0_where_nothing_may_trade(self):
        goal = goal_distances(CLOSED)
        assert heuristic(CLOSED)[0, 0] == pytest.approx(1 / (1 + 0.2 + goal[0]))
        assert heuristic(CLOSED)[1, 1] == 0


class TestWalk:
    def test_first_choices_follow_equation_1(self):
        """One row and three columns that all serve it whole: shares of the first choice are those of the attraction."""
        step = step_problem([1], [1, 1, 1], [[1_500_000] * 3])
        attraction = np.array([[1.0, 2.0, 5.0]])
        walks = walk(step, attraction, 40_001, np.random.default_rng(1))
        shares = np.bincount(walks.column[walks.ant > 0], minlength=3) / 40_000
        assert shares == pytest.approx([1 / 8, 2 / 8, 5 / 8], abs=0.01)

    def test_the_second_choice_follows_equation_1_over_the_columns_not_yet_visited(self):
        step = step_problem([2], [1, 1, 1], [[1_500_000] * 3])
        walks = walk(step, np.array([[1.0, 2.0, 5.0]]), 40_001, np.random.default_rng(2))
        chosen = walks.column.reshape(-1, 2)[1:]
        after_last = chosen[chosen[:, 0] == 2, 1]
        assert (after_last == 1).mean() == pytest.approx(2 / 3, abs=0.01)

    def test_the_first_ant_takes_the_highest_probability(self):
        step = step_problem([1], [1, 1, 1], [[1_500_000] * 3])
        for seed in range(20):
            rows, columns, amounts = walk(step, np.array([[1.0, 2.0, 5.0]]), 2, np.random.default_rng(seed)).of(0)
            assert (rows.tolist(), columns.tolist(), amounts.tolist()) == ([0], [2], [1])

    def test_scores_are_those_of_the_fills(self):
        step = random_step(np.random.default_rng(3), 7, 9)
        walks = walk(step, heuristic(step), 5, np.random.default_rng(4))
        for ant in range(5):
            rows, columns, amounts = walks.of(ant)
            assert walks.scores[ant] == pytest.approx((step.value[rows, columns] * amounts).sum() / 1e6)
            assert np.bincount(rows, amounts, 7).max() <= step.demand_left.max()
            assert (np.bincount(columns, amounts, 9) <= step.supply_left).all()

    def test_walking_in_blocks_of_rows_stays_feasible(self, monkeypatch):
        monkeypatch.setattr("matching.solvers.walk._BLOCK", 1)
        step = random_step(np.random.default_rng(5), 7, 9)
        walks = walk(step, heuristic(step), 3, np.random.default_rng(4))
        for ant in range(3):
            rows, columns, amounts = walks.of(ant)
            assert (np.bincount(rows, amounts, 7) <= step.demand_left).all()
            assert (np.bincount(columns, amounts, 9) <= step.supply_left).all()


def edges(*pairs):
    rows, columns = zip(*pairs, strict=True)
    return np.array(rows), np.array(columns)


class TestTrail:
    PARAMETERS = ColonyParameters(rho=0.1, mu=0.5, trail_min=0.05)
    TAU = np.array([[0.8, 0.4], [0.6, 0.2]])
    X = np.array([[0.2, 0.8], [0.0, 0.5]])
    WALKED = Walked(best=edges((0, 0)), worst=edges((0, 1)), best_length=0.3, worst_length=0.5)

    def test_each_case_of_equation_3(self):
        after = max_min_update(self.TAU, self.X, self.WALKED, self.PARAMETERS, unit=1.0)
        # best: 0.9 · 0.8 / 1.2 + 0.5 · 0.2 = 0.7; worst: 0.9 · 0.4 / 1.8 − 0.1 = 0.1
        # elsewhere: 0.9 · 0.6 / 1.0 = 0.54 and 0.9 · 0.2 / 1.5 = 0.12
        assert after == pytest.approx(np.array([[0.7, 0.1], [0.54, 0.12]]))

    def test_the_trail_stays_between_its_limits(self):
        after = max_min_update(self.TAU, self.X, self.WALKED, self.PARAMETERS, unit=0.1)
        assert after[0, 0] == 1.0
        assert after[0, 1] == 0.05

    def test_an_edge_of_both_walks_counts_as_the_best(self):
        both = replace(self.WALKED, worst=edges((0, 0), (1, 1)))
        after = max_min_update(self.TAU, self.X, both, self.PARAMETERS, unit=1.0)
        assert after[0, 0] == pytest.approx(0.7)

    def test_the_trail_before_is_left_as_it_was(self):
        before = self.TAU.copy()
        max_min_update(self.TAU, self.X, self.WALKED, self.PARAMETERS, unit=1.0)
        assert np.array_equal(self.TAU, before)

    def test_equation_3_to_the_letter(self):
        after = literal_update(self.TAU, self.X, self.WALKED, self.PARAMETERS, unit=1.0)
        # 0.9 · 0.8 / 0.2 + 0.1 = 3.7; 0.9 · 0.4 / 0.8 − 0.1 = 0.35; 0 otherwise
        assert after == pytest.approx(np.array([[3.7, 0.35], [0.0, 0.0]]))

    def test_to_the_letter_it_goes_negative_and_divides_by_zero(self):
        walked = replace(self.WALKED, best=edges((1, 0)), worst=edges((0, 1)), worst_length=2.0)
        after = literal_update(self.TAU, self.X, walked, self.PARAMETERS, unit=1.0)
        assert after[1, 0] == np.inf
        assert after[0, 1] == pytest.approx(0.45 - 0.85)


class TestColony:
    def test_more_iterations_never_end_worse(self):
        step = random_step(np.random.default_rng(9), 25, 25)
        scores = [
            Colony().solve(step, np.random.default_rng(1), budget(iterations)).score(step) for iterations in (1, 5, 30)
        ]
        assert scores == sorted(scores)
        assert scores[0] < scores[2]

    def test_the_trail_helps(self):
        """The same number of walks without memory (α = 0) does worse, summed over 10 steps."""
        rng = np.random.default_rng(10)
        with_trail = without = 0
        for seed in range(10):
            step = random_step(rng, 20, 20)
            with_trail += Colony().solve(step, np.random.default_rng(seed), budget(30)).score(step)
            blind = Colony(ColonyParameters(alpha=0.0))
            without += blind.solve(step, np.random.default_rng(seed), budget(30)).score(step)
        assert with_trail > without

    def test_n_limits_the_iterations(self):
        step = random_step(np.random.default_rng(11), 5, 5)
        assert Colony(ColonyParameters(n=3)).solve(step, np.random.default_rng(0), budget(50)).iterations == 3

    def test_the_literal_equation_moves_the_trail_otherwise(self):
        step = random_step(np.random.default_rng(12), 15, 15)
        ours, literal = (one().solve(step, np.random.default_rng(0), budget(30)) for one in (Colony, LiteralColony))
        assert ours.score(step) != literal.score(step)


@pytest.mark.parametrize(
    "wrong",
    [
        {"alpha": -1},
        {"beta": -0.1},
        {"rho": 1.0},
        {"n": 0},
        {"m": 0},
        {"mu": 1.5},
        {"trail_min": 0},
        {"mu": float("nan")},
    ],
)
def test_parameters_refuse(wrong):
    with pytest.raises(MatchingError, match=next(iter(wrong))) as caught:
        ColonyParameters(**wrong)
    assert caught.value.code == "COLONY_INVALID"
