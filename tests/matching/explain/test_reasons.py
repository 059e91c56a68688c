"""Each reason in an example small enough to work out by hand; the numbers below are worked out, not copied."""

from dataclasses import astuple

import numpy as np
import pytest

from matching import Lot, MatchingError, Parameters, Trade
from matching.certificate import Certificate, StepPrices
from matching.explain import Explainer, explain_list
from matching.explain.facts import (
    FreshnessMissed,
    NoCounterpart,
    OtherList,
    OwnCompany,
    PriceMissed,
    Quote,
    RefusedPair,
    SoldOut,
    WeightMissed,
)

ANY_WEIGHT = Parameters("midpoint", 0, None)


def lot(list_id, amount=10, price=10_000, freshness=2, weight=5_000, company=None):
    """Unit price 1 000 000 (10 yuan) and 500 g a piece unless said otherwise; the company is named after the list."""
    return Lot(list_id, company or f"of {list_id}", "Eel", amount, price, freshness, weight)


def why(side, list_id, demands, supplies, params=ANY_WEIGHT, trades=(), certificate=None, barred=(), **ratings):
    rated = {lot.company_id: ratings.get(lot.id, 2) for lot in [*demands, *supplies]}
    return explain_list(side, list_id, demands, supplies, rated, params, list(trades), certificate, barred).rest


def trade(demand, supply, amount):
    return Trade(demand, supply, amount, 1, 1, 2)


def other(found, list_id, price=1_000_000, weight=500_000, freshness=2, rating=2):
    assert found == OtherList(list_id, f"of {list_id}", rating, price, weight, freshness)


def test_nobody_on_the_other_side():
    assert why("demand", "d", [lot("d")], []) == NoCounterpart()
    assert why("supply", "s", [], [lot("s")]) == NoCounterpart()


def test_only_the_own_company():
    supplies = [lot("s1", company="us"), lot("s2", company="us")]
    assert why("demand", "d", [lot("d", company="us")], supplies) == OwnCompany(2)


def test_not_fresh_enough():
    demands, supplies = [lot("d", freshness=3)], [lot("s1", freshness=1), lot("s2", freshness=2)]
    found = why("demand", "d", demands, supplies)
    assert found == FreshnessMissed(2, 3, found.nearest)
    other(found.nearest, "s2")
    found = why("supply", "s1", [*demands, lot("d2", freshness=2)], supplies, trades=[trade("d2", "s2", 10)])
    assert found == FreshnessMissed(2, 1, found.nearest)
    other(found.nearest, "d2")


def test_the_lowest_ask_is_above_the_limit():
    """Bid 10 yuan, with 50 ‰ up to 10.50; asks of 12 and 11 yuan. Least bid: 1 100 000·1000/1050 = 1 047 619.05, so
    1 047 620 a piece, 10 477 fen for ten. It would not fit by weight: 500 g against 100 g, 800 ‰ apart."""
    params = Parameters("midpoint", 50, 300)
    supplies = [lot("s1", price=12_000), lot("s2", price=11_000, weight=1_000), lot("s3", price=5_000, freshness=1)]
    found = why("demand", "d", [lot("d")], supplies, params)
    assert found == PriceMissed(2, 1_000_000, 1_050_000, 1_100_000, 50_000, found.nearest, 1_047_620, 10_477, False)
    other(found.nearest, "s2", 1_100_000, 100_000)


def test_the_highest_limit_is_below_the_ask():
    """Ask 12 yuan for 9 pieces (10 800 fen); bids of 10 and 11 yuan. At most 9·1 100 001 − 1 thousandths: 9 900 fen."""
    demands = [lot("d1"), lot("d2", price=11_000)]
    found = why("supply", "s", demands, [lot("s", amount=9, price=10_800, weight=4_500)])
    assert found == PriceMissed(2, 1_200_000, 1_100_000, 1_200_000, 100_000, found.nearest, 1_100_000, 9_900, True)
    other(found.nearest, "d2", 1_100_000)


def test_no_total_reaches_the_price():
    """A list may bid 9·10⁹ fen at most; and one piece for a thousandth of a fen has no total in whole fen."""
    dear = lot("s", amount=1, price=9_000_000_000, weight=500)
    crowd = lot("d", amount=100_000_000, price=9_000_000_000, weight=9_000_000_000)
    assert why("demand", "d", [crowd], [dear]).reached_fen is None
    cheap = lot("d", amount=1000, price=1)
    found = why("supply", "s", [cheap], [lot("s", amount=1, price=10)])
    assert (found.limit, found.reached_unit_price, found.reached_fen) == (1, 1, None)


def test_the_nearest_weight_is_outside_the_tolerance():
    """500 g against 300 g and 1000 g: 200/500 = 400 ‰ and 500/1000 = 500 ‰ apart, 300 ‰ allowed."""
    supplies = [lot("s1", weight=10_000), lot("s2", weight=3_000), lot("s3", price=12_000)]
    found = why("demand", "d", [lot("d")], supplies, Parameters.midpoint())
    assert found == WeightMissed(2, 500_000, 400, 300, found.nearest)
    other(found.nearest, "s2", weight=300_000)


def test_a_difference_just_beyond_the_tolerance_is_rounded_up():
    """10 000 mg against 7 000 − 1 mg: 300.1 ‰, said as 301 so that it never reads as allowed."""
    supplies = [lot("s", amount=1000, price=10**6, weight=6_999)]
    found = why("demand", "d", [lot("d", amount=1000, price=10**6, weight=10_000)], supplies, Parameters.midpoint())
    assert (found.difference_permille, found.tolerance_permille) == (301, 300)


def test_refused_before():
    supplies = [lot("s1"), lot("s2", amount=4, price=4_000)]
    barred = {("d", "s1"), ("d", "s2")}
    assert why("demand", "d", [lot("d")], supplies, barred=barred) == RefusedPair(2, 14)


def test_better_rated_companies_took_all():
    """d (C) sees 10 + 4 pieces: d1 and d2 of one A company and d3 (B) take 5, 5 and 3, d itself 1."""
    demands = [
        lot("d", amount=9, price=9_000),
        lot("d1", amount=5, price=5_000, company="A"),
        lot("d2", amount=5, price=5_000, company="A"),
        lot("d3", amount=3, price=3_000),
    ]
    supplies = [lot("s1"), lot("s2", amount=4, price=4_000)]
    trades = [trade("d1", "s1", 5), trade("d2", "s1", 5), trade("d3", "s2", 3), trade("d", "s2", 1)]
    rated = {"d1": 0, "d2": 0, "d3": 1}
    found = why("demand", "d", demands, supplies, trades=trades, **rated)
    assert found == SoldOut("BETTER_RATED", 2, 14, 1, 2, 3, 13, 0, 0, 0, False, None)


def test_it_has_all_that_is_compatible_itself():
    demands, supplies = [lot("d", amount=12, price=12_000)], [lot("s1"), lot("s2", price=20_000)]
    found = why("demand", "d", demands, supplies, trades=[trade("d", "s1", 10)])
    assert found == SoldOut("SOLD_OUT", 1, 10, 10, 0, 0, 0, 0, 0, 0, False, None)


def step(demand, supply, rating=2):
    """A certificate of one step, from the prices by list."""
    prices = [(list(side), np.array(list(side.values()), np.int64)) for side in (demand, supply)]
    return Certificate((StepPrices(rating, rating, *prices[0], *prices[1]),))


def test_outscored_and_the_bid_that_would_have_traded():
    """Ask 8; bids 10 (x₁ = 800 000, value 1 680 000) and 9 (x₁ = 888 888, X = 355 555, value 1 644 445); d1 gets all.

    At prices 30 000, 0 and 1 650 000 the pair d2 × s needs X ≤ 349 999, so x₁ ≤ 874 999 and a limit above
    10⁶·800 000/875 000 = 914 285.7: 914 286 a piece, 9 143 fen for ten.
    """
    demands, supplies = [lot("d1"), lot("d2", price=9_000)], [lot("s", price=8_000)]
    certificate = step({"d1": 30_000, "d2": 0}, {"s": 1_650_000})
    found = why("demand", "d2", demands, supplies, trades=[trade("d1", "s", 10)], certificate=certificate)
    quote = Quote(2, 2, found.quote.nearest, 0, 1_650_000, 1_644_445, 914_286, 9_143)
    assert found == SoldOut("OUTSCORED", 1, 10, 0, 0, 0, 0, 1, 1, 10, True, quote)
    other(found.quote.nearest, "s", 800_000)
    bare = why("demand", "d2", demands, supplies, trades=[trade("d1", "s", 10)])
    assert bare == SoldOut("OUTSCORED", 1, 10, 0, 0, 0, 0, 1, 1, 10, False, None)


def test_outscored_and_the_ask_that_would_have_traded():
    """Bid 10; asks 8 (value 1 680 000) and 9 (x₁ = 900 000, value 1 640 000); s1 sells. At prices 1 650 000, 30 000
    and 0 the pair d × s2 needs x₁ ≤ 874 999, so an ask below 875 000: 874 999 a piece, 8 749 fen for ten."""
    demands, supplies = [lot("d")], [lot("s1", price=8_000), lot("s2", price=9_000)]
    certificate = step({"d": 1_650_000}, {"s1": 30_000, "s2": 0})
    found = why("supply", "s2", demands, supplies, trades=[trade("d", "s1", 10)], certificate=certificate)
    assert found.quote == Quote(2, 2, found.quote.nearest, 0, 1_650_000, 1_640_000, 874_999, 8_749)


def test_an_unsold_list_out_of_reach_is_nearer_than_a_sold_one():
    """As two tests above, with s2 unsold at 9.10 (price 0): a bid of 9.10 would have met it, less than the 9.143."""
    demands, supplies = [lot("d1"), lot("d2", price=9_000)], [lot("s", price=8_000), lot("s2", price=9_100)]
    certificate = step({"d1": 70_000, "d2": 0}, {"s": 1_650_000, "s2": 0})
    trades = [trade("d1", "s", 10)]
    demands[0] = lot("d1", amount=10, price=9_050)
    found = why("demand", "d2", demands, supplies, trades=trades, certificate=certificate)
    assert found.quote == Quote(2, 2, found.quote.nearest, 0, 0, 0, 910_000, 9_100)
    other(found.quote.nearest, "s2", 910_000)


def test_no_bid_would_have_traded():
    """The goods are fresher than wanted (x₂ = 500 000, 150 000 of X): without any price factor the pair scores 1 850
    000."""
    demands, supplies = [lot("d1", freshness=3), lot("d2")], [lot("s", freshness=3)]
    certificate = step({"d1": 0, "d2": 0}, {"s": 1_850_000})
    found = why("demand", "d2", demands, supplies, trades=[trade("d1", "s", 10)], certificate=certificate)
    # 2 000 000 − 400 000 − 150 000: price x₁ = 10⁶ as bid and ask are equal
    assert astuple(found.quote)[3:] == (0, 1_850_000, 1_450_000, None, None)
    other(found.quote.nearest, "s", freshness=3)


def test_no_bid_would_have_brought_a_dearer_list():
    """d took all of s. A bid could come to the ask of s2, but its fresher goods score 1 850 000 of 1 900 000."""
    demands = [lot("d", amount=12, price=12_000), lot("d2", price=12_000, freshness=3)]
    supplies = [lot("s"), lot("s2", price=11_000, freshness=3)]
    certificate = step({"d": 0, "d2": 0}, {"s": 1_600_000, "s2": 1_900_000})
    trades = [trade("d", "s", 10), trade("d2", "s2", 10)]
    found = why("demand", "d", demands, supplies, trades=trades, certificate=certificate)
    assert found.reason == "SOLD_OUT"
    assert astuple(found.quote)[3:] == (0, 1_900_000, 0, None, None)
    other(found.quote.nearest, "s2", 1_100_000, freshness=3)


def test_what_cannot_be_explained_is_refused():
    demands, supplies = [lot("d")], [lot("s")]
    ratings = {"of d": 2, "of s": 2}
    explainer = Explainer(demands, supplies, ratings, ANY_WEIGHT, [])
    for wrong, code in (
        (lambda: explainer.of_list("demand", "s"), "SCHEME_LIST_UNKNOWN"),
        (lambda: explainer.of_match("d", "s"), "SCHEME_LIST_UNKNOWN"),
        (lambda: explainer.of_list("demand", "d"), "SCHEME_UNFAIR"),
        (lambda: explain_list("supply", "d", demands, supplies, ratings, ANY_WEIGHT, []), "SCHEME_LIST_UNKNOWN"),
        (lambda: Explainer(demands, supplies, ratings, ANY_WEIGHT, [trade("d", "x", 1)]), "SCHEME_LIST_UNKNOWN"),
    ):
        with pytest.raises(MatchingError) as error:
            wrong()
        assert error.value.code == code


def test_a_worse_rated_company_served_first_is_unfair():
    demands, supplies = [lot("d"), lot("d2")], [lot("s")]
    with pytest.raises(MatchingError) as error:
        why("demand", "d", demands, supplies, trades=[trade("d2", "s", 10)], d2=3)
    assert error.value.code == "SCHEME_UNFAIR"
