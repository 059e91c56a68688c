"""Compatibility and Eq. (2): by hand, and the array form against the plain one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Lot, Parameters
from matching.kernels.arcs import Arcs
from matching.rules import (
    arc_value,
    compatible,
    constraint,
    constraint_factors,
    limit_price,
    unit_price,
    unit_weight,
)
from matching.rules_array import compatible_pairs, limit_prices, two_sides
from matching.solver import StepProblem

from .strategies import extreme_lots, lots, parameters

PARAMS = Parameters("midpoint", 50, 300)
DEMAND = Lot("d", "buyer", "Eel", 120, 1_000_000, 1, 30_000)
SUPPLY = Lot("s", "seller", "Eel", 300, 2_400_000, 3, 60_000)


def test_unit_figures_round_down_and_ignore_what_is_left():
    # 1000 · 1 000 000 / 120 = 8 333 333.3; 1000 · 30 000 / 120 = 250 000
    assert unit_price(DEMAND) == unit_price(replace(DEMAND, left=7)) == 8_333_333
    assert unit_weight(DEMAND) == unit_weight(replace(DEMAND, left=7)) == 250_000


def test_limit_price_adds_the_tolerance_and_rounds_down():
    # 8 333 333 · 1050 / 1000 = 8 749 999.65
    assert limit_price(DEMAND, PARAMS) == 8_749_999


def test_constraint_by_hand():
    # x1 = 10^6 · 8 000 000 // 8 749 999 = 914 285; x2 = 500 000 · 2; x3 = 10^6 · 50 000 // 250 000 = 200 000
    assert constraint_factors(DEMAND, SUPPLY, PARAMS) == (914_285, 1_000_000, 200_000)
    # (400 · 914 285 + 300 · 1 000 000 + 300 · 200 000) // 1000 = 725 714
    assert constraint(DEMAND, SUPPLY, PARAMS) == 725_714
    assert arc_value(DEMAND, SUPPLY, PARAMS) == 2_000_000 - 725_714


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"breed": "Carp"}, "another breed"),
        ({"company_id": "buyer"}, "the same company"),
        ({"price_fen": 2_625_000}, "dearer than the limit: 8 750 000 > 8 749 999"),
        ({"weight_g": 52_499}, "too light: 1000 · (250 000 − 174 996) > 300 · 250 000"),
        ({"weight_g": 107_143}, "too heavy: 1000 · (357 143 − 250 000) > 300 · 357 143"),
    ],
)
def test_incompatible(change, why):
    supply = replace(SUPPLY, **change)
    assert not compatible(DEMAND, supply, PARAMS), why
    assert arc_value(DEMAND, supply, PARAMS) == 0


def test_goods_less_fresh_than_wanted_are_incompatible():
    assert not compatible(replace(DEMAND, freshness=3), replace(SUPPLY, freshness=2), PARAMS)


@pytest.mark.parametrize("change", [{"price_fen": 2_624_999}, {"weight_g": 52_500}, {"weight_g": 107_142}])
def test_compatible_up_to_the_limit_itself(change):
    assert compatible(DEMAND, replace(SUPPLY, **change), PARAMS)


def test_weight_does_not_matter_when_the_tolerance_is_off():
    assert compatible(DEMAND, replace(SUPPLY, weight_g=9_000_000_000), replace(PARAMS, weight_tolerance_permille=None))


def assert_arrays_agree(demands, supplies, params):
    columns_d, columns_s = two_sides(demands, supplies)
    assert limit_prices(columns_d, params).tolist() == [limit_price(d, params) for d in demands]
    allowed = compatible_pairs(columns_d, columns_s, params).tolist()
    assert allowed == [[compatible(d, s, params) for s in supplies] for d in demands]
    values = compiled_values(columns_d, columns_s, params)
    for d, row in zip(demands, values, strict=True):
        for s, value in zip(supplies, row, strict=True):
            assert value == arc_value(d, s, params) or d.breed != s.breed  # a step has one breed


def compiled_values(demands, supplies, params):
    sides = ((limit_prices(demands, params), demands), (supplies.unit_price, supplies))
    figures = [one for price, c in sides for one in (price, c.unit_weight, c.freshness, c.company)]
    off = params.weight_tolerance_permille is None
    rates = (params.epsilon_permille, params.phi_permille, params.gamma_permille)
    rates = np.array([*rates, -1 if off else params.weight_tolerance_permille], np.int64)
    count = len(demands.freshness)
    nobody = np.zeros(count + 1, np.int64), np.zeros(0, np.int64)
    arcs = Arcs(np.empty((0, 0), np.int32), False, *figures, rates, *nobody)
    ones = np.ones(count, np.int64), np.ones(len(supplies.freshness), np.int64)
    return StepProblem(*ones, arcs).value.tolist()


@given(lots("d"), lots("s"), parameters)
def test_arrays_equal_plain_integers(demands, supplies, params):
    assert_arrays_agree(demands, supplies, params)


@given(st.lists(extreme_lots(), min_size=1, max_size=5), st.lists(extreme_lots(), min_size=1, max_size=5), parameters)
def test_arrays_equal_plain_integers_at_the_limits(demands, supplies, params):
    assert_arrays_agree(demands, supplies, params)


@given(extreme_lots(), extreme_lots(), parameters)
def test_every_value_of_a_compatible_pair_lies_between_one_and_two_million(demand, supply, params):
    if compatible(demand, supply, params):
        assert 1_000_000 <= arc_value(demand, supply, params) <= 2_000_000
