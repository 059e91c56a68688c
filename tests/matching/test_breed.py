"""What holds for the scheme of any market, whichever solver made it."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Lot, MatchingError, Parameters, envy, match_breed, match_market, price_trades
from matching.breed import Options, step_rng
from matching.fairness import posting
from matching.lists import market_of
from matching.market import MAX_AMOUNT
from matching.rules import arc_value, compatible
from matching.scheme import scheme_of
from matching.solver import Fills, StepProblem
from matching.solvers import SOLVER_NAMES, solver_named

from .strategies import markets, parameters

solvers = st.sampled_from(SOLVER_NAMES)


@settings(max_examples=150)
@given(markets(), parameters, solvers)
def test_the_scheme_is_feasible_fair_and_priced_by_the_rule(market, params, solver):
    demands, supplies, ratings = market
    scheme = match_breed(demands, supplies, ratings, params, solver)
    lots = {lot.id: lot for lot in [*demands, *supplies]}
    filled = Counter()
    for trade in scheme.trades:
        filled[trade.demand_id] += trade.amount
        filled[trade.supply_id] += trade.amount
        assert trade.amount >= 1
        assert compatible(lots[trade.demand_id], lots[trade.supply_id], params)
        assert trade.freshness == lots[trade.supply_id].freshness
    assert all(filled[lot.id] <= lot.open_amount for lot in lots.values())
    assert len({(t.demand_id, t.supply_id) for t in scheme.trades}) == len(scheme.trades)
    assert envy(demands, supplies, ratings, scheme.trades, params) is None
    assert price_trades(scheme.trades, demands, supplies, params) == scheme.trades
    assert scheme.volume == sum(t.amount for t in scheme.trades)
    values = {(d.id, s.id): arc_value(d, s, params) for d in demands for s in supplies}
    assert scheme.score == sum(t.amount * values[t.demand_id, t.supply_id] for t in scheme.trades)
    assert scheme.score == sum(step.score for step in scheme.steps)
    assert len(scheme.trades) == sum(step.trades for step in scheme.steps) < len(lots)


@given(markets(), solvers)
def test_grams_add_up_under_midpoint(market, solver):
    demands, supplies, ratings = market
    scheme = match_breed(demands, supplies, ratings, Parameters("midpoint", 50, None), solver)
    for supply in supplies:
        mine = [t for t in scheme.trades if t.supply_id == supply.id]
        start = supply.weight_g * supply.open_amount // supply.amount
        sold = sum(t.weight_g for t in mine)
        assert sold == start if sum(t.amount for t in mine) == supply.open_amount else sold <= start


@given(markets(), parameters, solvers)
def test_no_trade_costs_more_than_its_lists_stand_for_under_residual(market, params, solver):
    demands, supplies, ratings = market
    scheme = match_breed(demands, supplies, ratings, replace(params, price_rule="residual"), solver)
    posted = {lot.id: lot.price_fen * lot.open_amount // lot.amount for lot in [*demands, *supplies]}
    assert all(t.price_fen <= max(posted[t.demand_id], posted[t.supply_id]) for t in scheme.trades)


@given(markets(), parameters, solvers, st.integers(0, 3))
def test_the_same_seed_gives_the_same_scheme_whatever_the_order_of_the_arguments(market, params, solver, seed):
    demands, supplies, ratings = market
    first = match_breed(demands, supplies, ratings, params, solver, seed)
    again = match_breed(demands[::-1], supplies[::-1], dict(reversed(ratings.items())), params, solver, seed)
    assert first.trades == again.trades


@given(markets(), parameters)
def test_steps_run_in_an_order_in_which_the_better_rating_comes_first(market, params):
    demands, supplies, ratings = market
    seen = []
    scheme = match_breed(demands, supplies, ratings, params, "greedy", progress=seen.append)
    pairs = [(step.i, step.j) for step in scheme.steps]
    assert pairs == sorted(pairs)
    assert sorted(seen, key=lambda step: (step.i, step.j)) == list(scheme.steps)
    done = [(step.i, step.j) for step in seen]
    for k, (i, j) in enumerate(done):
        assert all(later[0] > i or later[1] > j for later in done[k + 1 :])
    rating = {lot.id: ratings[lot.company_id] for lot in [*demands, *supplies]}
    by_step = [(rating[t.demand_id], rating[t.supply_id]) for t in scheme.trades]
    assert by_step == sorted(by_step)
    if params.price_rule == "midpoint":
        order = [(*step, t.demand_id, t.supply_id) for step, t in zip(by_step, scheme.trades, strict=True)]
        assert order == sorted(order)


@settings(max_examples=50)
@given(markets(), parameters)
def test_earlier_steps_leave_the_later_ones_untouched(market, params):
    """A step depends on its residuals and seed only: without the lists rated D and E the steps of A–C are the same."""
    demands, supplies, ratings = market
    whole = match_breed(demands, supplies, ratings, params)
    good = [[lot for lot in side if ratings[lot.company_id] < 3] for side in (demands, supplies)]
    part = match_breed(*good, ratings, params)
    kept = {lot.id for side in good for lot in side}
    chosen = tuple((t.demand_id, t.supply_id, t.amount) for t in whole.trades if {t.demand_id, t.supply_id} <= kept)
    assert chosen == tuple((t.demand_id, t.supply_id, t.amount) for t in part.trades)


def test_among_equals_the_list_posted_earlier_is_served():
    demands = [Lot(f"d{k}", f"b{k}", "Eel", 5, 500, 1, 50, order=9 - k) for k in range(4)]
    supply = Lot("s", "seller", "Eel", 5, 500, 1, 50)
    ratings = dict.fromkeys(["b0", "b1", "b2", "b3", "seller"], 2)
    scheme = match_breed(demands, [supply], ratings, Parameters.midpoint(), "greedy")
    assert [t.demand_id for t in scheme.trades] == ["d3"]


def test_a_time_limit_of_nothing_still_gives_a_fair_scheme():
    rng = random.Random(3)
    ratings = {f"c{k}": k % 5 for k in range(40)}
    demands, supplies = (
        [
            Lot(f"{kind}{k}", f"c{rng.randrange(40)}", "Eel", n := rng.randint(1, 90), n * rng.randint(90, 110), 1, n)
            for k in range(60)
        ]
        for kind in "ds"
    )
    for solver in SOLVER_NAMES:
        scheme = match_breed(demands, supplies, ratings, Parameters.midpoint(), solver, time_limit_s=0)
        assert scheme.trades
        assert envy(demands, supplies, ratings, scheme.trades, Parameters.midpoint()) is None


def test_an_empty_side_is_an_empty_scheme():
    scheme = match_breed([], [Lot("s", "c", "Eel", 1, 1, 1, 1)], {"c": 0}, Parameters.midpoint())
    assert (scheme.trades, scheme.steps, scheme.score, scheme.volume) == ((), (), 0, 0)


def test_step_seeds_differ_in_every_part_and_never_change():
    """The literal pins the derivation: another machine must reproduce a scheme from its seed."""
    firsts = {
        tuple(step_rng(*name).integers(0, 1 << 30, 4))
        for name in [(0, "Eel", 0, 0), (1, "Eel", 0, 0), (0, "Carp", 0, 0), (0, "Eel", 1, 0), (0, "Eel", 0, 1)]
    }
    assert len(firsts) == 5
    assert step_rng(7, "Lobster", 1, 2).integers(0, 1000, 4).tolist() == [276, 412, 402, 482]


EEL = Lot("d", "c", "Eel", 1, 1, 1, 1)


@pytest.mark.parametrize(
    ("demands", "supplies", "ratings"),
    [
        ([EEL], [replace(EEL, breed="Carp")], {"c": 0}),
        ([EEL, EEL], [], {"c": 0}),
        ([], [EEL, EEL], {"c": 0}),
        ([EEL], [], {}),
        ([EEL], [], {"c": 5}),
        ([EEL], [], {"c": -1}),
    ],
    ids=["two breeds", "a demand twice", "a supply twice", "no rating", "rating too bad", "rating too good"],
)
def test_refuses_a_market(demands, supplies, ratings):
    with pytest.raises(MatchingError) as caught:
        match_breed(demands, supplies, ratings, Parameters.midpoint())
    assert caught.value.code == "MARKET_INVALID"


def test_refuses_an_unknown_solver():
    with pytest.raises(MatchingError, match="choose one of aco, ") as caught:
        match_breed([EEL], [EEL], {"c": 0}, Parameters.midpoint(), "wolves")
    assert caught.value.code == "SOLVER_UNKNOWN"


@settings(max_examples=40)
@given(markets(), markets(), parameters)
def test_breeds_of_a_market_are_matched_as_if_alone(eels, carps, params):
    demands, supplies, ratings = eels
    others = [[replace(lot, id=f"x{lot.id}", breed="Carp") for lot in side] for side in carps[:2]]
    sides = [sorted([*mine, *theirs], key=posting) for mine, theirs in zip((demands, supplies), others, strict=True)]
    whole = match_market(market_of(*sides, ratings), params, Options(solver_named("aco")), workers=2)
    assert [breed.breed for breed in whole.breeds] == ["Carp", "Eel"]
    carp, eel = (scheme_of(breed) for breed in whole.breeds)
    assert eel.trades == match_breed(demands, supplies, ratings, params, "aco").trades
    assert carp.trades == match_breed(*others, ratings, params, "aco").trades
    assert whole.score == carp.score + eel.score == whole.bound
    assert whole.volume == carp.volume + eel.volume


def test_scores_beyond_64_bits_are_exact():
    """46,000 fills of the greatest amount leave 64 bits; so blocks of products are added up in Python integers."""
    step = StepProblem.of_matrix(np.array([MAX_AMOUNT]), np.array([MAX_AMOUNT]), np.array([[2_000_000]]))
    none = np.zeros(50_000, np.int64)
    assert Fills(none, none, none + MAX_AMOUNT).score(step) == 50_000 * MAX_AMOUNT * 2_000_000 > 1 << 63
