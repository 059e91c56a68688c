"""The certificate: real results pass the independent check, and every way to tamper with one is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Lot, MatchingError, Parameters, match_breed
from matching.certificate import Certificate, verify
from matching.rules import arc_value
from matching.solvers import SOLVER_NAMES

from .strategies import markets, parameters

MIDPOINT = Parameters.midpoint()


def market(seed=1, size=24):
    """Lists that compete, companies of two ratings."""
    rng = np.random.default_rng(seed)
    ratings = {f"c{k}": k % 2 for k in range(9)}

    def lot(name, price):
        amount = int(rng.integers(1, 30))
        return Lot(name, f"c{rng.integers(9)}", "Eel", amount, amount * price, int(rng.integers(1, 4)), amount * 50)

    demands = [lot(f"d{k}", int(rng.integers(90, 110))) for k in range(size)]
    return demands, [lot(f"s{k}", int(rng.integers(90, 110))) for k in range(size)], ratings


def matched(seed=1):
    demands, supplies, ratings = market(seed)
    scheme = match_breed(demands, supplies, ratings, MIDPOINT, "exact")
    assert len(scheme.steps) == 4
    return demands, supplies, ratings, scheme


def check(demands, supplies, ratings, scheme, steps, trades=None):
    return verify(demands, supplies, ratings, trades or scheme.trades, Certificate(tuple(steps)), MIDPOINT)


@settings(max_examples=60)
@given(markets(), parameters, st.sampled_from(SOLVER_NAMES))
def test_every_solvers_certificate_is_accepted(lists, params, solver):
    demands, supplies, ratings = lists
    scheme = match_breed(demands, supplies, ratings, params, solver)
    found = verify(demands, supplies, ratings, scheme.trades, scheme.certificate, params)
    assert {(step.i, step.j): (step.score, step.bound) for step in scheme.steps} == found
    assert sum(score for score, _ in found.values()) == scheme.score
    assert sum(bound for _, bound in found.values()) == scheme.bound >= scheme.score
    if solver in ("aco", "exact"):
        assert scheme.bound == scheme.score


@settings(max_examples=40)
@given(markets(), parameters)
def test_certified_prices_leave_no_gain(lists, params):
    """Complementary slackness: who trades pays the two prices exactly, and who has a price sells out."""
    demands, supplies, ratings = lists
    scheme = match_breed(demands, supplies, ratings, params, "aco")
    bids, asks = {lot.id: lot for lot in demands}, {lot.id: lot for lot in supplies}
    left = {lot.id: lot.open_amount for lot in [*demands, *supplies]}
    for step in scheme.certificate.steps:
        price = dict(zip([*step.demand_ids, *step.supply_ids], [*step.demand, *step.supply], strict=True))
        for t in scheme.trades:
            rated = ratings[bids[t.demand_id].company_id], ratings[asks[t.supply_id].company_id]
            if rated == (step.i, step.j):
                assert price[t.demand_id] + price[t.supply_id] == arc_value(
                    bids[t.demand_id], asks[t.supply_id], params
                )
                left[t.demand_id] -= t.amount
                left[t.supply_id] -= t.amount
        assert all(left[name] == 0 for name, worth in price.items() if worth)


def test_without_certification_there_is_no_certificate():
    demands, supplies, ratings = market()
    scheme = match_breed(demands, supplies, ratings, MIDPOINT, "greedy", certify=False)
    assert (scheme.certificate, scheme.bound) == (None, None)


def test_the_chains_form():
    *_, scheme = matched()
    steps = scheme.certificate.argument()["steps"]
    assert [(step["buyer_rating"], step["seller_rating"]) for step in steps] == [
        ("A", "A"),
        ("A", "B"),
        ("B", "A"),
        ("B", "B"),
    ]
    assert all(type(price) is int for step in steps for price in [*step["demand"], *step["supply"]])


@pytest.mark.parametrize("side", ["demand", "supply"])
def test_any_price_lowered_where_it_is_tight_is_refused(side):
    """A traded list's price is needed in full: a millionth less, and its pair is worth more than the two prices."""
    demands, supplies, ratings, scheme = matched()
    refused = 0
    for k, step in enumerate(scheme.certificate.steps):
        for place in np.flatnonzero(getattr(step, side)):
            prices = getattr(step, side).copy()
            prices[place] -= 1
            steps = list(scheme.certificate.steps)
            steps[k] = replace(step, **{side: prices})
            try:
                check(demands, supplies, ratings, scheme, steps)
            except MatchingError as error:
                assert error.code == "SCHEME_BOUND"
                assert getattr(step, f"{side}_ids")[place] in str(error)
                refused += 1
            else:  # not needed for the proof then: but no traded list is such
                named = {getattr(trade, f"{side}_id") for trade in scheme.trades}
                assert getattr(step, f"{side}_ids")[place] not in named
    assert refused > 3


def test_a_price_raised_only_weakens_the_bound():
    demands, supplies, ratings, scheme = matched()
    steps = list(scheme.certificate.steps)
    steps[0] = replace(steps[0], demand=np.minimum(steps[0].demand + 1000, 2_000_000))
    found = check(demands, supplies, ratings, scheme, steps)
    assert sum(bound for _, bound in found.values()) > scheme.bound


@pytest.mark.parametrize("side", ["demand", "supply"])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda ids, prices: (ids[1:], prices[1:]),
        lambda ids, prices: (ids, prices[1:]),
        lambda ids, prices: ([*ids, "ghost"], np.append(prices, 0)),
        lambda ids, prices: ([*ids, ids[-1]], np.append(prices, 0)),
        lambda ids, prices: (["0ther", *ids[1:]], prices),
        lambda ids, prices: (ids[::-1], prices),
        lambda ids, prices: (ids, np.where(np.arange(len(prices)) == 0, -1, prices)),
        lambda ids, prices: (ids, np.where(np.arange(len(prices)) == 0, 2_000_001, prices)),
    ],
    ids=["missing", "one price short", "one too many", "twice", "wrong id", "wrong order", "below 0", "above the most"],
)
def test_wrong_lists_or_prices_are_refused(side, tamper):
    demands, supplies, ratings, scheme = matched()
    step = scheme.certificate.steps[0]
    ids, prices = tamper(list(getattr(step, f"{side}_ids")), getattr(step, side))
    steps = [replace(step, **{f"{side}_ids": ids, side: prices}), *scheme.certificate.steps[1:]]
    with pytest.raises(MatchingError, match="step AA") as caught:
        check(demands, supplies, ratings, scheme, steps)
    assert caught.value.code == "SCHEME_CERTIFICATE"


def test_a_step_left_out_stands_for_prices_of_nothing():
    demands, supplies, ratings, scheme = matched()
    with pytest.raises(MatchingError, match="step AA") as caught:
        check(demands, supplies, ratings, scheme, scheme.certificate.steps[1:])
    assert caught.value.code == "SCHEME_BOUND"


def test_another_schemes_certificate_does_not_fit():
    """With a trade of the first step left out, more is open in the second than the certificate has prices for."""
    demands, supplies, ratings, scheme = matched()
    with pytest.raises(MatchingError) as caught:
        check(demands, supplies, ratings, scheme, scheme.certificate.steps, trades=scheme.trades[1:])
    assert caught.value.code in ("SCHEME_CERTIFICATE", "SCHEME_BOUND")
    other = match_breed(*market(seed=2), MIDPOINT, "exact")
    with pytest.raises(MatchingError):
        check(demands, supplies, ratings, scheme, other.certificate.steps)


def test_barred_pairs_need_no_price():
    demands, supplies, ratings, scheme = matched()
    barred = {(trade.demand_id, trade.supply_id) for trade in scheme.trades}
    again = match_breed(demands, supplies, ratings, MIDPOINT, barred=barred)
    assert barred.isdisjoint((trade.demand_id, trade.supply_id) for trade in again.trades)
    verify(demands, supplies, ratings, again.trades, again.certificate, MIDPOINT, barred)
    with pytest.raises(MatchingError) as caught:
        verify(demands, supplies, ratings, again.trades, again.certificate, MIDPOINT)
    assert caught.value.code == "SCHEME_BOUND"
