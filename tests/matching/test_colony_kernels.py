"""Equations (1), (2) and (3) as the kernels have them, against figures worked out by hand; candidates and holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Lot, Parameters, match_breed
from matching.kernels.arcs import pair_values
from matching.kernels.colony_candidates import CLOSED, choose, choose_all, empty_candidates
from matching.kernels.colony_forest import as_forest
from matching.kernels.colony_holds import drive_out, fills, hold, no_holds, release
from matching.kernels.colony_trail import (
    BEST,
    WORST,
    literal_update,
    mark,
    max_min_update,
    refresh_pull,
    remember,
)
from matching.kernels.colony_walk import Rule, nearest, pick, serve_rest, shuffle, uniform, walk, weigh
from matching.solver import Fills, check_fills, product
from matching.solvers.simplex import Basis

from .steps import random_step, step_problem, step_problems

SEED = 88_172_645_463_325_252
SURE = Rule(0.5, 2.0, np.int32(2_000_000), np.int32(1000), np.int32(0), True, False)
DRAWING = SURE._replace(draws=True)


def listed(step, price=None, k=None):
    """The candidates of a step at these prices, and the desk."""
    rows, columns = step.shape
    candidates, desk = empty_candidates(rows, columns, k or columns)
    choose_all(step.arcs, np.zeros(columns, np.int32) if price is None else np.array(price, np.int32), candidates, desk)
    refresh_pull(candidates, 1.0, 0.0)
    return candidates, desk


def by_column(candidates, row, figures):
    """A row's figures in the order of the columns that they belong to."""
    found = dict(zip(candidates.column[row].tolist(), figures.tolist(), strict=False))
    return [found[c] for c in sorted(found)]


class TestEquation1:
    # X = 200 000 and 500 000; the distances from the columns to the goal are 400 000 and 0
    STEP = step_problem([1], [1, 1], [[1_800_000, 1_500_000]])
    PRICE = np.array([400_000, 0], np.int32)

    def shares(self, trail=(1.0, 1.0), alpha=1.0, rule=SURE):
        candidates, _ = listed(self.STEP)
        for c, tau in enumerate(trail):
            candidates.trail[0, candidates.column[0] == c] = tau
        refresh_pull(candidates, alpha, 0.0)
        _, best = nearest(candidates, 0, self.PRICE)
        weight = np.zeros(2)
        total = weigh(candidates, 0, self.PRICE, best, rule, weight)
        assert total == pytest.approx(weight.sum())
        return by_column(candidates, 0, weight / total)

    def test_both_distances_count(self):
        # δ_ij + δ_jg = 0.2 + 0.4 and 0.5 + 0: detours 0.1 and 0; η² = (0.5/0.6)² = 25/36 and 1
        assert self.shares() == pytest.approx([25 / 61, 36 / 61])

    def test_without_the_goal_the_nearer_node_is_preferred(self):
        free = np.zeros(2, np.int32)
        candidates, _ = listed(self.STEP)
        weight = np.zeros(2)
        weigh(candidates, 0, free, 1_800_000, SURE, weight)
        # detours 0 and 0.3: η² = 1 and (0.5/0.8)²
        assert by_column(candidates, 0, weight) == pytest.approx([1.0, 25 / 64])

    def test_the_trail_multiplies_with_its_exponent(self):
        # α = 2: τ^α = 1 and 0.25, times 25/36 and 1
        assert self.shares(trail=(1.0, 0.5), alpha=2.0) == pytest.approx([25 / 34, 9 / 34])

    def test_beta_0_leaves_the_trail_alone(self):
        assert self.shares(trail=(0.2, 0.6), rule=SURE._replace(beta=0.0)) == pytest.approx([0.25, 0.75])

    def test_a_way_beyond_reach_or_a_price_above_the_value_is_not_allowed(self):
        assert self.shares(rule=SURE._replace(reach=np.int32(99_999))) == [0.0, 1.0]
        candidates, _ = listed(self.STEP)
        weight = np.zeros(2)
        weigh(candidates, 0, np.array([1_800_000, 0], np.int32), 1_500_000, SURE, weight)
        assert by_column(candidates, 0, weight) == [0.0, 1.0]

    def test_draws_follow_the_shares_and_the_sure_ant_takes_the_greatest(self):
        weight, state = np.array([1.0, 0.0, 5.0, 2.0]), np.array([SEED], np.uint64)
        drawn = np.bincount([pick(weight, 4, 8.0, DRAWING, state) for _ in range(20_000)], minlength=4)
        assert drawn / 20_000 == pytest.approx([1 / 8, 0, 5 / 8, 2 / 8], abs=0.015)
        assert pick(weight, 4, 8.0, SURE, state) == 2

    def test_a_first_choice_of_a_walk_is_drawn_by_equation_1(self):
        step, state = self.STEP, np.array([SEED], np.uint64)
        taken = [0, 0]
        for _ in range(4000):
            candidates, desk = listed(step)
            order, start = np.zeros(1, np.int32), np.zeros(2, np.int32)
            _, columns, *_ = walk(
                step.arcs, step.demand_left, step.supply_left, order, start, candidates, desk, DRAWING, state
            )
            taken[columns[0]] += 1
        assert taken[1] / 4000 == pytest.approx(25 / 89, abs=0.025)  # weights 1 and 25/64


def test_equation_2_is_the_distance_of_an_edge():
    """ε = φ = 0.4 and 0.3, γ = 0.3: x₁ = 8/10, x₂ = 1/2, x₃ = 1/5: X = 320 000 + 150 000 + 60 000."""
    demand = Lot("d", "buyer", "Eel", amount=1, price_fen=1000, freshness=1, weight_g=800)
    supply = Lot("s", "seller", "Eel", amount=1, price_fen=800, freshness=2, weight_g=1000)
    scheme = match_breed([demand], [supply], {"buyer": 0, "seller": 0}, Parameters.midpoint(), solver="aco-colony")
    assert scheme.score == 2_000_000 - 530_000


class TestEquation3:
    # X = 200 000, 800 000, 0 and 500 000
    STEP = step_problem([2, 6], [4, 8], [[1_800_000, 1_200_000], [2_000_000, 1_500_000]])
    TAU = ([0.8, 0.4], [0.6, 0.2])

    def updated(self, update, *figures, best=((0, 0),), worst=((0, 1),)):
        candidates, _ = listed(self.STEP)
        for r, row in enumerate(self.TAU):
            for c, tau in enumerate(row):
                candidates.trail[r, candidates.column[r] == c] = tau
        marks = np.zeros(candidates.column.shape, np.int8)
        for edges, sign in ((best, BEST), (worst, WORST)):
            rows, columns = np.array(edges, np.int64).T.copy()
            mark(candidates, rows, columns, sign, marks)
        update(candidates, marks, *figures)
        return [by_column(candidates, r, candidates.trail[r]) for r in range(2)]

    def test_each_case(self):
        # best: 0.9 · 0.8 / 1.2 + 0.1 = 0.7; worst: 0.9 · 0.4 / 1.8 − 0.1 = 0.1
        # elsewhere: 0.9 · 0.6 / 1.0 = 0.54 and 0.9 · 0.2 / 1.5 = 0.12
        first, second = self.updated(max_min_update, 0.1, 0.1, 0.05)
        assert first == pytest.approx([0.7, 0.1])
        assert second == pytest.approx([0.54, 0.12])

    def test_the_trail_stays_between_its_limits(self):
        assert self.updated(max_min_update, 0.1, 1.0, 0.05)[0] == pytest.approx([1.0, 0.05])

    def test_an_edge_of_both_walks_counts_as_the_best(self):
        first, second = self.updated(max_min_update, 0.1, 0.1, 0.05, worst=((0, 0), (1, 1)))
        assert first[0] == pytest.approx(0.7)
        assert second[1] == pytest.approx(0.05)  # 0.12 − 0.1 is below the floor

    def test_to_the_letter(self):
        # 0.9 · 0.8 / 0.2 + 0.1 = 3.7; 0.9 · 0.4 / 0.8 − 0.1 = 0.35; 0 otherwise
        first, second = self.updated(literal_update, 0.1, 0.1)
        assert first == pytest.approx([3.7, 0.35])
        assert second == [0.0, 0.0]

    def test_to_the_letter_it_goes_negative_and_divides_by_zero(self):
        first, second = self.updated(literal_update, 0.1, 0.85, best=((1, 0),))
        assert second[0] == np.inf
        assert first[1] == pytest.approx(0.45 - 0.85)

    def test_what_the_letter_leaves_is_still_a_probability(self):
        candidates, _ = listed(self.STEP)
        candidates.trail[0] = [-0.4, np.inf]
        refresh_pull(candidates, 1.0, 0.0)
        assert candidates.pull[0].tolist() == pytest.approx([1e-12, 1e12])

    def test_history_counts_leaders_and_fades(self):
        candidates, _ = listed(self.STEP)
        marks = np.array([[BEST, 0], [0, WORST]], np.int8)
        remember(candidates, marks, 0.5)
        remember(candidates, marks, 0.5)
        assert candidates.past.tolist() == [[2.5, 1.0], [1.0, 1.0]]
        candidates.trail[0, 0] = 0.5
        refresh_pull(candidates, 1.0, 2.0)
        assert candidates.pull[0, 0] == pytest.approx(0.5 * 2.5**2)


class TestCandidates:
    @given(st.integers(1, 8), st.integers(1, 90), st.integers(1, 20), st.integers(0, 10**6))
    def test_they_are_the_best_of_the_row_and_beyond_bounds_the_others(self, rows, columns, k, seed):
        rng = np.random.default_rng(seed)
        step = random_step(rng, rows, columns, density=rng.random())
        price = rng.integers(0, 1_500_000, columns).astype(np.int32)
        k = min(k, columns)
        candidates, _ = listed(step, price, k)
        for r in range(rows):
            offers = np.where(step.value[r] > 0, step.value[r] - price, CLOSED)
            kept = candidates.column[r, : candidates.count[r]]
            assert len(set(kept.tolist())) == len(kept) == min(k, int((step.value[r] > 0).sum()))
            assert sorted(offers[kept], reverse=True) == sorted(offers, reverse=True)[: len(kept)]
            assert candidates.value[r, : len(kept)].tolist() == step.value[r, kept].tolist()
            others = np.delete(offers, kept)
            assert candidates.beyond[r] >= (others.max() if len(others) else CLOSED)

    def test_lots_of_equals_are_shared_out_over_the_rows(self):
        step = step_problem([1] * 100, [1] * 100, np.full((100, 100), 1_500_000))
        candidates, _ = listed(step, k=16)
        assert len(np.unique(candidates.column)) == 100

    def test_a_column_keeps_its_trail_when_the_list_is_made_anew(self):
        step = step_problem([1], [1, 1, 1], [[1_900_000, 1_800_000, 1_700_000]])
        candidates, desk = listed(step, k=2)
        candidates.trail[0, candidates.column[0] == 1] = 0.25
        choose(step.arcs, 0, np.array([500_000, 0, 0], np.int32), candidates, desk)
        assert by_column(candidates, 0, candidates.trail[0]) == [0.25, 1.0]
        assert sorted(candidates.column[0].tolist()) == [1, 2]


class TestHolds:
    def test_the_lowest_level_is_driven_out_first_and_only_below_the_new_one(self):
        holds = no_holds(2, 8)
        for row, pieces, level in ((7, 3, 50), (8, 2, 20), (9, 4, 90)):
            hold(holds, 1, row, pieces, level)
        assert drive_out(holds, 1, 50, 5) == (8, 2)
        assert drive_out(holds, 1, 50, 5) == (-1, 0)
        assert drive_out(holds, 1, 51, 2) == (7, 2)
        assert [part.tolist() for part in fills(holds)] == [[7, 9], [1, 1], [1, 4]]

    def test_a_row_lets_go_of_what_it_holds(self):
        holds = no_holds(1, 4)
        hold(holds, 0, 1, 5, 10)
        hold(holds, 0, 2, 6, 10)
        assert (release(holds, 0, 2), release(holds, 0, 2), release(holds, 0, 1)) == (6, 0, 5)
        assert holds.first[0] == -1

    def test_places_are_used_again(self):
        holds = no_holds(1, 2)
        for _ in range(5):
            hold(holds, 0, 1, 1, 10)
            hold(holds, 0, 2, 1, 10)
            assert holds.spare[0] == -1
            release(holds, 0, 1)
            release(holds, 0, 2)


class TestWalk:
    def test_a_row_that_is_driven_out_goes_on_to_the_goal(self):
        """Row 0 takes column 0 for its greater value; row 1 has nothing else and drives it out to column 1."""
        step = step_problem([1, 1], [1, 1], [[1_900_000, 1_500_000], [1_600_000, 0]])
        candidates, desk = listed(step)
        learnt = np.zeros(2, np.int32)
        found = walk(
            step.arcs,
            step.demand_left,
            step.supply_left,
            np.arange(2, dtype=np.int32),
            learnt,
            candidates,
            desk,
            SURE,
            np.array([SEED], np.uint64),
        )
        assert sorted(zip(*(part.tolist() for part in found[:3]), strict=True)) == [(0, 1, 1), (1, 0, 1)]
        # row 1 has no other way than column 0: it bids all that is worth to it, and a stride. Row 0 would rather take
        # column 0 at that price (offer 299 000) than column 1 once this costs 1 201 000; and a stride
        assert learnt.tolist() == [1_601_000, 1_202_000]

    def test_what_is_left_is_filled_most_valuable_first(self):
        step = step_problem([5, 2], [3, 3], [[10, 30], [50, 0]])
        open_, free = step.demand_left.copy(), step.supply_left.copy()
        found = serve_rest(step.arcs, open_, free, np.empty(2, np.int32))
        assert [part.tolist() for part in found] == [[0, 0, 1], [1, 0, 0], [3, 2, 1]]
        assert (open_.tolist(), free.tolist()) == ([0, 1], [0, 0])

    def test_chance_is_uniform_and_orders_are_permutations(self):
        state = np.array([SEED], np.uint64)
        drawn = np.array([uniform(state) for _ in range(20_000)])
        assert drawn.min() >= 0
        assert drawn.max() < 1
        assert np.histogram(drawn, 10, (0, 1))[0] / 20_000 == pytest.approx(np.full(10, 0.1), abs=0.01)
        order = np.arange(50, dtype=np.int32)
        shuffle(order, state)
        assert sorted(order.tolist()) == list(range(50))
        assert order.tolist() != list(range(50))


class TestForest:
    @given(step_problems(), st.integers(0, 10**6))
    def test_any_maximal_fills_become_a_basis_that_scores_no_less(self, step, seed):
        """Pieces are handed out in dribs at random, so that cycles and many unfinished lists are common."""
        rng = np.random.default_rng(seed)
        pairs = np.argwhere(step.value > 0)
        amounts = np.zeros(step.shape, np.int64)
        row_left, column_left = step.demand_left.copy(), step.supply_left.copy()
        for last in (False, True):
            for r, c in rng.permutation(pairs):
                most = min(row_left[r], column_left[c])
                given_ = most if last else most // 2
                amounts[r, c] += given_
                row_left[r] -= given_
                column_left[c] -= given_
        rows, columns = np.nonzero(amounts)
        before = Fills(rows, columns, amounts[rows, columns])
        values = pair_values(step.arcs, rows, columns)
        left = step.demand_left, step.supply_left
        after = Fills(*as_forest(*left, rows, columns, before.amount, values))
        check_fills(step, after)
        assert after.score(step) >= before.score(step) == product(before.amount, values)
        Basis(step, after)  # refuses what is no forest with one unfinished list a tree at most
