"""The source's example, Tables 2 and 3: why its third buyer got nothing, and how the others' matches came about."""

import pytest

from matching import Lot, Parameters, match_breed
from matching.explain import explain_list, explain_match, text
from matching.explain.facts import MatchFacts, PriceFacts, SoldOut, WeightFacts

BIDS = [
    ("Lobster", 100, 8000, 3, 20),
    ("Lobster", 120, 10000, 3, 30),
    ("Lobster", 400, 32000, 3, 110),
    ("Perch", 200, 5000, 2, 300),
    ("Carp", 600, 7000, 2, 400),
]
ASKS = [
    ("Crab", 100, 3000, 3, 160),
    ("Lobster", 120, 10000, 3, 30),
    ("Carp", 400, 1000, 2, 100),
    ("Perch", 500, 8000, 3, 600),
    ("Crucian", 1600, 10000, 2, 620),
]


def side(kind, rows):
    return [
        Lot(f"{kind}{k}", f"company {kind}{k}", breed, amount, 100 * yuan, freshness, 1000 * kg, order=k)
        for k, (breed, amount, yuan, freshness, kg) in enumerate(rows, 1)
    ]


DEMANDS, SUPPLIES = side("b", BIDS), side("s", ASKS)
RATINGS = {lot.company_id: 2 for lot in DEMANDS + SUPPLIES} | {"company b1": 0, "company b2": 1}
TOLERANT = Parameters("midpoint", 50, None)


def market(params, breed="Lobster"):
    bids, asks = ([lot for lot in lots if lot.breed == breed] for lots in (DEMANDS, SUPPLIES))
    scheme = match_breed(bids, asks, RATINGS, params)
    return DEMANDS, SUPPLIES, RATINGS, params, scheme.trades, scheme.certificate


def test_b3_without_tolerance_bids_too_little():
    """80 a piece against 83.33333; 8 333 333·400/1000 = 3 333 333.2, so 33 333.34 yuan would have reached the ask."""
    facts = explain_list("demand", "b3", *market(Parameters.midpoint()))
    assert (facts.rest.reason, facts.rest.missed, facts.rest.reached_fen) == ("PRICE", 333_333, 3_333_334)
    assert facts.rest.otherwise_compatible
    assert text(facts, "en") == (
        "This demand list got nothing of its 400 pieces. It bids 80.00 yuan a piece; the lowest ask among 1 supply "
        "list fresh enough, that of list s2 of company company s2 (rating C), is 83.33333 yuan: 3.33333 yuan too much. "
        "A bid of 33,333.34 yuan for all 400 pieces (at least 83.33333 yuan a piece) would have reached it."
    )
    assert text(facts.anonymous(), "zh") == (
        "本求购单拟购 400 件，未成交。本单买价为每件 80.00 元；鲜度合格的 1 张供应单中，最低卖价为每件 83.33333 元"
        "（某信用 C 级企业的挂单），高出 3.33333 元。若 400 件的总买价为 33,333.34 元"
        "（每件不低于 83.33333 元），即可达到该卖价。"
    )


@pytest.mark.parametrize("params", [TOLERANT, Parameters.residual()], ids=["midpoint", "residual"])
def test_b3_within_tolerance_comes_after_better_rated_buyers(params):
    """84 reaches 83.33, but the A company took 100 of the 120 pieces and the B company 20."""
    facts = explain_list("demand", "b3", *market(params))
    assert facts.rest == SoldOut("BETTER_RATED", 1, 120, 0, 2, 2, 120, 0, 0, 0, True, None)
    assert facts.left == facts.offered == 400
    assert (
        "120 of them went to 2 lists of 2 companies rated better than C, because better-rated companies choose first"
        in text(facts, "en")
    )


def test_b2_got_what_the_better_rated_left():
    facts = explain_list("demand", "b2", *market(TOLERANT))
    assert (facts.matched, facts.left, facts.matched_price_fen, facts.matched_weight_g) == (20, 100, 166_667, 5_000)
    assert facts.rest == SoldOut("BETTER_RATED", 1, 120, 20, 1, 1, 100, 0, 0, 0, True, None)


def test_b5_and_s3_differ_in_weight():
    """666.666 g against 250 g: 416 666/666 666 = 624.999 ‰."""
    for name, list_id in (("demand", "b5"), ("supply", "s3")):
        rest = explain_list(name, list_id, *market(Parameters.midpoint(), "Carp")).rest
        assert (rest.reason, rest.difference_permille, rest.tolerance_permille) == ("WEIGHT", 625, 300)


def test_s1_has_no_buyer():
    assert explain_list("supply", "s1", *market(TOLERANT, "Crab")).rest.reason == "NO_COUNTERPART"


def match(price, weight, price_fen, weight_g):
    """b1 × s2. x₁ = ⌊10⁶·8 333 333/8 400 000⌋, x₃ = 50/250 g, X = 0.4·992 063 + 0.3·200 000."""
    return MatchFacts(
        *("b1", "s2", "Lobster", 0, 2, 100, price_fen, weight_g, 3, 3),
        *(8_000_000, 8_333_333, 8_400_000, 200_000, 250_000),
        *(400, 300, 300, 992_063, 0, 200_000, 456_825, 1_543_175),
        *(price, weight, None, None),
    )


def test_b1_and_s2_meet_halfway_and_outside_both_limits():
    """(8 000 000 + 8 333 333)·100/2000 rounds to 816 667; b1 bids 800 000 for the hundred, s2 asks ⌊833 333.3⌋."""
    price = PriceFacts("midpoint", None, None, None, 100, 120, 800_000, 833_333, 16_667, 16_666)
    weight = WeightFacts("SHARE", 30_000, 120, 25_000, 30_000)
    facts = explain_match("b1", "s2", *market(TOLERANT))
    assert facts == match(price, weight, 816_667, 25_000)
    assert "166.67 yuan above the buyer's own bid for so many pieces (8,000.00 yuan)" in text(facts, "en")
    assert "166.66 yuan below the seller's own ask for so many pieces (8,333.33 yuan)" in text(facts, "en")


def test_b1_sets_price_and_weight_under_the_published_rule():
    price = PriceFacts("residual", "demand", 800_000, 800_000, 100, 120, 800_000, 833_333, 0, 33_333)
    weight = WeightFacts("SETTER", 30_000, 120, 25_000, 20_000)
    assert explain_match("b1", "s2", *market(Parameters.residual())) == match(price, weight, 800_000, 20_000)


def test_b2_pays_what_is_left_of_the_ask_under_the_published_rule():
    """2000 yuan were left of s2's 10 000: 100 a piece, where b2 bids ⌈10 000·20/120⌉ = 1666.67 for twenty."""
    facts = explain_match("b2", "s2", *market(Parameters.residual()))
    assert facts.price == PriceFacts("residual", "supply", 1_000_000, 200_000, 120, 20, 166_667, 166_666, 33_333, 0)
    assert facts.weight == WeightFacts("SETTER", 30_000, 120, 5_000, 10_000)
    assert "333.33 yuan above the buyer's own bid" in text(facts, "en")


def test_the_last_fill_takes_the_supply_s_rest():
    facts = explain_match("b2", "s2", *market(TOLERANT))
    assert facts.weight == WeightFacts("REST", 30_000, 120, 5_000, 5_000)
    assert (facts.price.demand_open, facts.price.supply_open) == (120, 20)
