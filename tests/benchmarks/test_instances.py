"""The measured markets are the same every time, and each has what its kind says."""

import numpy as np
import pytest

from benchmarks.matching.instances import KINDS, OPENING_CREDIT, TOP_AMOUNT, TOP_TAIL_AMOUNT, instance, write_csv
from matching.files.markets import read_market
from matching.market import MAX_PRICE_FEN
from matching.ratings import rating

COLUMNS = ("ids", "company", "breed", "amount", "left", "price_fen", "freshness", "weight_g")


def sides(made):
    return made.market.demand, made.market.supply


def same(one, other):
    return all(
        np.array_equal(getattr(a, name), getattr(b, name))
        for a, b in zip(sides(one), sides(other), strict=True)
        for name in COLUMNS
    ) and np.array_equal(one.credit_tenths, other.credit_tenths)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_market_and_another_seed_another(kind):
    assert same(instance(kind, 400, 5, 7), instance(kind, 400, 5, 7))
    assert not same(instance(kind, 400, 5, 7), instance(kind, 400, 5, 8))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lists", [2, 5, 400])
def test_figures_are_those_of_a_market(kind, lists):
    made = instance(kind, lists, 5, 3)
    market = made.market
    assert len(market.demand) + len(market.supply) == lists
    assert len(market.companies) == len(made.credit_tenths) == max(2, lists // 4)
    assert market.ratings.tolist() == [rating(credit) for credit in made.credit_tenths.tolist()]
    for side in sides(made):
        assert len(set(side.ids)) == len(side) > 0
        assert sorted(side.ids) == list(side.ids)
        assert set(side.freshness) <= {1, 2, 3}
        assert side.amount.min() >= 1
        assert side.price_fen.max() <= MAX_PRICE_FEN
        assert side.unit_price.min() >= 1
        assert side.unit_weight.min() >= 1
        assert side.company.max() < len(market.companies)
        assert side.breed.max() < len(market.breeds)


def test_the_csv_files_are_what_the_columns_say(tmp_path):
    made = instance("long-tails", 200, 4, 1)
    write_csv(made, tmp_path)
    read = read_market(*(tmp_path / f"{name}.csv" for name in ("demand", "supply", "companies")))
    assert list(read.companies) == list(made.market.companies)
    assert read.ratings.tolist() == made.market.ratings.tolist()
    for there, here in zip((read.demand, read.supply), sides(made), strict=True):
        assert [read.breeds[k] for k in there.breed] == [made.market.breeds[k] for k in here.breed]
        assert list(there.ids) == list(here.ids)
        for column in ("company", "amount", "left", "price_fen", "open_price_fen", "freshness", "weight_g"):
            assert getattr(there, column).tolist() == getattr(here, column).tolist()


def test_spread():
    made = instance("spread", 2000, 20, 1)
    demand, supply = sides(made)
    assert len(demand) == len(supply) == 1000
    for side in (demand, supply):
        assert np.bincount(side.breed, minlength=20).tolist() == [50] * 20
        assert side.amount.max() > 0.9 * TOP_AMOUNT
        assert set(side.freshness) == {1, 2, 3}
        for breed in range(20):
            price = side.unit_price[side.breed == breed]
            assert price.max() / price.min() < 1.25 / 0.75 * 1.1  # rounding to whole fen leaves a little
    assert set(made.market.ratings) == {0, 1, 2, 3, 4}
    assert made.credit_tenths.min() == 1
    assert made.credit_tenths.max() == 50


@pytest.mark.parametrize(("seed", "crowded_side"), [(0, 0), (1, 1)])
def test_crowded(seed, crowded_side):
    counts = [len(side) for side in sides(instance("crowded", 1000, 10, seed))]
    assert counts[crowded_side] == 3 * counts[1 - crowded_side] == 750


def test_one_breed():
    made = instance("one-breed", 1000, 20, 1)
    assert len(made.market.breeds) == 1
    assert not made.market.demand.breed.any()


def test_small_lots():
    for side in sides(instance("small-lots", 1000, 10, 1)):
        assert set(side.amount) == {1, 2}


def test_equal():
    demand, supply = sides(instance("equal", 1000, 10, 1))
    for breed in range(10):
        figures = {
            (price, weight, amount, freshness)
            for side in (demand, supply)
            for price, weight, amount, freshness, of in zip(
                side.unit_price, side.unit_weight, side.amount, side.freshness, side.breed, strict=True
            )
            if of == breed
        }
        assert len(figures) == 1
    assert len(set(demand.company)) > 100


def test_long_tails():
    for side in sides(instance("long-tails", 10_000, 10, 1)):
        assert np.median(side.amount) < 25
        assert TOP_TAIL_AMOUNT >= side.amount.max() > 1000
        level = np.array([np.median(side.unit_price[side.breed == breed]) for breed in range(10)])
        assert (side.unit_price / level[side.breed]).max() > 4


def test_newcomers():
    made = instance("newcomers", 1000, 10, 1)
    assert set(made.credit_tenths) == {OPENING_CREDIT}
    assert len(set(made.market.ratings)) == 1


@pytest.mark.parametrize(
    "wrong", [("other", 10, 1, 1), ("spread", 1, 1, 1), ("spread", 10, 0, 1), ("spread", 10, 1, -1)]
)
def test_what_is_no_market_is_refused(wrong):
    with pytest.raises(ValueError, match="not"):
        instance(*wrong)
