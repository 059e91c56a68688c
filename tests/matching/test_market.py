"""What a lot and a set of parameters may be, and credit ratings."""

from dataclasses import replace

import pytest

from matching import Lot, MatchingError, Parameters
from matching.market import MAX_AMOUNT, MAX_PRICE_FEN, MAX_WEIGHT_G
from matching.ratings import LETTERS, rating

LOT = Lot("a", "c", "Eel", 10, 100, 2, 1000)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"company_id": ""}, "company_id"),
        ({"breed": ""}, "breed"),
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": MAX_AMOUNT + 1}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"amount": True}, "amount"),
        ({"price_fen": 0}, "price_fen"),
        ({"price_fen": MAX_PRICE_FEN + 1}, "price_fen"),
        ({"price_fen": float("nan")}, "price_fen"),
        ({"weight_g": 0}, "weight_g"),
        ({"weight_g": MAX_WEIGHT_G + 1}, "weight_g"),
        ({"freshness": 0}, "freshness"),
        ({"freshness": 4}, "freshness"),
        ({"left": 0}, "left"),
        ({"left": 11}, "left"),
        ({"amount": 1001, "price_fen": 1}, "price_fen"),
        ({"amount": 1001, "weight_g": 1}, "weight_g"),
    ],
)
def test_a_lot_refuses(change, field):
    with pytest.raises(MatchingError) as caught:
        replace(LOT, **change)
    assert (caught.value.code, caught.value.field) == ("LOT_INVALID", field)
    assert field in str(caught.value)


def test_a_lot_may_reach_every_limit():
    top = Lot("a", "c", "Eel", MAX_AMOUNT, MAX_PRICE_FEN, 3, MAX_WEIGHT_G, left=MAX_AMOUNT)
    assert top.open_amount == MAX_AMOUNT
    assert Lot("a", "c", "Eel", 1000, 1, 1, 1).open_amount == 1000


@pytest.mark.parametrize(
    "change",
    [
        {"price_rule": "auction"},
        {"price_tolerance_permille": -1},
        {"price_tolerance_permille": 1001},
        {"weight_tolerance_permille": 1001},
        {"epsilon_permille": 401},
        {"gamma_permille": -1},
        {"phi_permille": 0.3},
    ],
)
def test_parameters_refuse(change):
    with pytest.raises(MatchingError) as caught:
        replace(Parameters.midpoint(), **change)
    assert caught.value.code == "PARAMETERS_INVALID"


def test_the_two_markets():
    assert Parameters.midpoint() == Parameters("midpoint", 0, 300, 400, 300, 300)
    assert Parameters.residual() == Parameters("residual", 50, None, 400, 300, 300)


@pytest.mark.parametrize(
    ("tenths", "letter"),
    [(50, "A"), (41, "A"), (40, "B"), (31, "B"), (30, "C"), (21, "C"), (20, "D"), (11, "D"), (10, "E"), (1, "E")],
)
def test_ratings_leave_no_gap(tenths, letter):
    assert LETTERS[rating(tenths)] == letter


@pytest.mark.parametrize("tenths", [0, 51, -1])
def test_a_credit_outside_the_scale_is_refused(tenths):
    with pytest.raises(MatchingError) as caught:
        rating(tenths)
    assert caught.value.code == "CREDIT_INVALID"
