"""The gap of a scheme: each step against its optimum on what the scheme's own earlier steps left."""

import numpy as np
import pytest
from hypothesis import given, settings

from matching.breed import Options, match_lists
from matching.comparison import Comparison, compare
from matching.lists import market_of
from matching.market import Lot, Parameters
from matching.solvers.exact import Exact
from matching.solvers.greedy import Greedy
from tests.matching.strategies import markets, parameters


def matched(demands, supplies, ratings, params, solver):
    market = market_of(demands, supplies, ratings)
    ranks = market.ratings[market.demand.company], market.ratings[market.supply.company]
    return match_lists("Eel", market.demand, market.supply, *ranks, params, Options(solver))


def lot(list_id, price, weight):
    return Lot(list_id, f"of {list_id}", "Eel", 1, price, 1, weight)


def test_greedy_stays_behind_by_what_it_gave_away():
    # Pieces are worth 2 000 000 − X, X = 0.4·⌊10⁶·ask/bid⌋ + 0.3·⌊10⁶·|weights|/heavier⌋. Greedy takes the best pair
    # first, d1 × s2, which leaves d2 × s1; crosswise is better.
    demands, supplies = [lot("d1", 1000, 100), lot("d2", 500, 100)], [lot("s1", 500, 100), lot("s2", 250, 80)]
    value = {
        ("d1", "s1"): 2_000_000 - 200_000,
        ("d1", "s2"): 2_000_000 - (100_000 + 60_000),
        ("d2", "s1"): 2_000_000 - 400_000,
        ("d2", "s2"): 2_000_000 - (200_000 + 60_000),
    }
    greedy = value["d1", "s2"] + value["d2", "s1"]
    best = value["d1", "s1"] + value["d2", "s2"]
    assert greedy < best
    ratings = {f"of {name}": 2 for name in ("d1", "d2", "s1", "s2")}
    found = compare(
        [matched(demands, supplies, ratings, Parameters("midpoint", 0, 300), Greedy())], Parameters.midpoint()
    )
    assert found == Comparison(greedy, best)
    assert found.gap_percent == pytest.approx(100 * (best - greedy) / best)


@settings(max_examples=40, deadline=None)
@given(markets(), parameters)
def test_exact_has_no_gap_and_others_none_below_zero(market, params):
    for solver in (Exact(), Greedy()):
        result = matched(*market, params, solver)
        found = compare([result], params)
        assert found.scored == result.score
        assert found.optimal == result.bound
        assert found.gap_percent >= 0
        assert solver.name != "exact" or found.gap_percent == 0


def test_nothing_to_trade_is_no_gap():
    assert compare([], Parameters.midpoint()).gap_percent == 0
    assert np.isfinite(Comparison(0, 0).gap_percent)
