"""The fairness check against its definition, and against the steps: two independent oracles."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Lot, Parameters, Trade, envy, match_breed
from matching.certificate import verify
from matching.fairness import posting
from matching.rules import compatible

from .strategies import markets, parameters

FREE = Parameters("midpoint", 1000, None)


def envy_by_definition(demands, supplies, ratings, trades, params):
    """Section by section as the rule is worded: every pair, every partner, plain integers."""

    def prefers(lot, other, partners, filled):
        return filled < lot.open_amount or any(ratings[p.company_id] > ratings[other.company_id] for p in partners)

    by_id = {lot.id: lot for lot in [*demands, *supplies]}
    for d in sorted(demands, key=posting):
        for s in sorted(supplies, key=posting):
            if not compatible(d, s, params):
                continue
            of_d = [t for t in trades if t.demand_id == d.id]
            of_s = [t for t in trades if t.supply_id == s.id]
            wants_s = prefers(d, s, [by_id[t.supply_id] for t in of_d], sum(t.amount for t in of_d))
            wants_d = prefers(s, d, [by_id[t.demand_id] for t in of_s], sum(t.amount for t in of_s))
            if wants_s and wants_d:
                return d.id, s.id
    return None


def every_step_ends_with_nothing_tradable(demands, supplies, ratings, trades, params):
    """Replay: after step (i, j) no compatible pair of these ratings has something left on both lists."""
    left_d, left_s = ({lot.id: lot.open_amount for lot in side} for side in (demands, supplies))
    rating = {lot.id: ratings[lot.company_id] for lot in [*demands, *supplies]}
    for i in range(5):
        for j in range(5):
            for t in trades:
                if (rating[t.demand_id], rating[t.supply_id]) == (i, j):
                    left_d[t.demand_id] -= t.amount
                    left_s[t.supply_id] -= t.amount
            for d in demands:
                for s in supplies:
                    here = (rating[d.id], rating[s.id]) == (i, j)
                    if here and left_d[d.id] and left_s[s.id] and compatible(d, s, params):
                        return False
    return True


def random_scheme(rng, demands, supplies, params):
    """Any feasible scheme: pairs in random order, often filled to the end, sometimes not."""
    left = {lot.id: lot.open_amount for lot in [*demands, *supplies]}
    pairs = [(d, s) for d in demands for s in supplies if compatible(d, s, params)]
    rng.shuffle(pairs)
    trades = []
    for d, s in pairs[: rng.randint(0, len(pairs))]:
        most = min(left[d.id], left[s.id])
        amount = most if rng.random() < 0.8 else rng.randint(0, most)
        if amount:
            left[d.id] -= amount
            left[s.id] -= amount
            trades.append(Trade(d.id, s.id, amount, 0, 0, 1))
    return trades


def random_market(rng):
    """Up to three lists a side and up to three ratings: small enough that random schemes are often fair."""
    ratings = {f"c{k}": rng.randrange(rng.randint(1, 3)) for k in range(6)}

    def side(kind):
        return [
            Lot(f"{kind}{k}", rng.choice(list(ratings)), "Eel", n := rng.randint(1, 3), 100 * n, rng.randint(1, 2), n)
            for k in range(rng.randint(1, 3))
        ]

    return side("d"), side("s"), ratings


def test_a_scheme_is_fair_exactly_when_its_steps_leave_nothing_tradable():
    rng = random.Random(1)
    fair = 0
    for _ in range(4000):
        demands, supplies, ratings = random_market(rng)
        trades = random_scheme(rng, demands, supplies, FREE)
        found = envy(demands, supplies, ratings, trades, FREE)
        assert (found is None) == every_step_ends_with_nothing_tradable(demands, supplies, ratings, trades, FREE)
        fair += found is None
    assert 400 < fair < 3600, "the sample must hold plenty of both"


@given(markets(), parameters, st.randoms(use_true_random=False))
def test_names_the_same_pair_as_the_definition(market, params, rng):
    demands, supplies, ratings = market
    trades = random_scheme(rng, demands, supplies, params)
    expected = envy_by_definition(demands, supplies, ratings, trades, params)
    assert envy(demands, supplies, ratings, trades, params) == expected


@given(markets(), parameters, st.randoms(use_true_random=False))
def test_serving_a_worse_rated_company_first_is_found(market, params, rng):
    """Take from a fair scheme one whole trade and give nothing instead: its two lists now envy."""
    demands, supplies, ratings = market
    trades = list(match_breed(demands, supplies, ratings, params, "greedy").trades)
    if trades:
        trades.pop(rng.randrange(len(trades)))
        assert envy(demands, supplies, ratings, trades, params) is not None


@pytest.mark.parametrize("block_pairs", [1, 3, 5])
def test_looking_at_pairs_in_blocks_finds_the_same_pair(monkeypatch, block_pairs):
    monkeypatch.setattr("matching.fairness._BLOCK_PAIRS", block_pairs)
    rng = random.Random(2)
    for _ in range(200):
        demands, supplies, ratings = random_market(rng)
        trades = random_scheme(rng, demands, supplies, FREE)
        expected = envy_by_definition(demands, supplies, ratings, trades, FREE)
        assert envy(demands, supplies, ratings, trades, FREE) == expected


@given(markets(), parameters, st.randoms(use_true_random=False))
def test_pairs_that_refused_each_other_neither_trade_nor_envy(market, params, rng):
    demands, supplies, ratings = market
    first = match_breed(demands, supplies, ratings, params, "greedy").trades
    barred = {(t.demand_id, t.supply_id) for t in first if rng.random() < 0.5}
    again = match_breed(demands, supplies, ratings, params, "aco", barred=barred)
    assert not barred & {(t.demand_id, t.supply_id) for t in again.trades}
    assert envy(demands, supplies, ratings, again.trades, params, barred) is None
    steps = verify(demands, supplies, ratings, again.trades, again.certificate, params, barred)
    assert sum(score for score, _ in steps.values()) == again.score == again.bound
