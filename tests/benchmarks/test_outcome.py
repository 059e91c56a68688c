"""What the benchmark says of a solver: score, bound and gap step by step, totals, its limit, its iterations."""

import numpy as np
import pytest

from benchmarks.matching.colony_study import gaps_by_iteration
from benchmarks.matching.instances import KINDS, instance
from benchmarks.matching.outcome import OverTime, Watched, solved
from matching.breed import match_breed
from matching.market import Lot, Parameters
from matching.rules import arc_value
from matching.solvers import solver_named


def lots(side, market):
    return [
        Lot(side.ids[k], market.companies[side.company[k]], market.breeds[side.breed[k]], *figures, order=k)
        for k, figures in enumerate(
            zip(
                side.amount.tolist(),
                side.price_fen.tolist(),
                side.freshness.tolist(),
                side.weight_g.tolist(),
                strict=True,
            )
        )
    ]


def by_lots(made, solver):
    """The same market matched breed by breed from lots."""
    market = made.market
    ratings = dict(zip(market.companies, market.ratings.tolist(), strict=True))
    demands, supplies = lots(market.demand, market), lots(market.supply, market)
    for breed in market.breeds:
        sides = [[lot for lot in side if lot.breed == breed] for side in (demands, supplies)]
        yield from ((trade, sides) for trade in match_breed(*sides, ratings, Parameters.midpoint(), solver).trades)


@pytest.mark.parametrize("kind", KINDS)
def test_totals_are_those_of_the_scheme(kind):
    made = instance(kind, 60, 2, 4)
    outcome = solved(made, solver_named("greedy"))
    score = volume = trades = surplus = 0
    for trade, (demands, supplies) in by_lots(made, "greedy"):
        bid = next(lot for lot in demands if lot.id == trade.demand_id)
        ask = next(lot for lot in supplies if lot.id == trade.supply_id)
        score += trade.amount * arc_value(bid, ask, Parameters.midpoint())
        surplus += trade.amount * (1000 * bid.price_fen // bid.amount - 1000 * ask.price_fen // ask.amount)
        volume, trades = volume + trade.amount, trades + 1
    assert trades > 0
    assert (outcome.score, outcome.volume, outcome.trades) == (score, volume, trades)
    assert outcome.surplus_fen == surplus // 1000
    assert (outcome.lists, outcome.breeds) == (60, 1 if kind == "one-breed" else 2)


def test_the_gap_of_a_solver_that_proves_its_optimum_is_0_and_greedys_is_not():
    made = instance("newcomers", 400, 2, 1)
    best, quick = solved(made, solver_named("aco")), solved(made, solver_named("greedy"))
    assert best.gap_percent == 0
    assert best.score == best.bound == quick.bound  # one step a breed, so both start from the same lists
    assert quick.gap_percent == pytest.approx(100 * (1 - quick.score / best.score))
    assert quick.gap_percent > 0.01


class Slow:
    """Asks its stopping rule for ever."""

    name = "slow"

    def solve(self, step, rng, stop):
        while not stop(1):
            pass
        return solver_named("greedy").solve(step, rng, stop)


def test_a_solver_over_its_limit_has_no_outcome():
    with pytest.raises(OverTime, match="slow"):
        solved(instance("spread", 60, 2, 4), Slow(), 0.05)


class Rising:
    """Three iterations; then the greedy answer."""

    name = "rising"

    def solve(self, step, rng, stop):
        for score in (5, 3, 8):
            if stop(score):
                break
        return solver_named("greedy").solve(step, rng, stop)


@pytest.mark.parametrize(("iterations", "trace"), [(None, [5, 5, 8]), (2, [5, 5])])
def test_best_scores_are_noted_by_iteration(iterations, trace):
    watched = Watched(Rising(), iterations=iterations)
    outcome = solved(instance("spread", 60, 2, 4), watched)
    assert len(watched.traces) == outcome.steps
    assert all(found[: len(trace)] == trace for found in watched.traces)


def test_gaps_by_iteration_hold_a_step_that_has_ended_at_its_last():
    assert gaps_by_iteration([[50, 80], [60, 60, 100]], 200) == pytest.approx([45.0, 30.0, 10.0])


def test_no_trade_no_gap():
    made = instance("equal", 2, 1, 0)
    market = made.market
    market.demand.company[:] = market.supply.company[:] = 0  # a company doesn't trade with itself
    assert solved(made, solver_named("greedy")).gap_percent == 0
    assert np.array_equal(market.demand.company, market.supply.company)
