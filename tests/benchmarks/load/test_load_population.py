"""The companies: how their sizes fall, who is where, what they trade."""

import random
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load import lots, population
from benchmarks.load.plan import FULL, QUICK, Plan


@given(count=st.integers(1, 300), largest=st.integers(1, 1000), skew=st.floats(0.5, 2.0))
def test_sizes_fall_with_the_rank_and_nobody_posts_nothing(count: int, largest: int, skew: float) -> None:
    sizes = population.sizes(count, largest, skew)
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], len(sizes), min(sizes) >= 1) == (largest, count, True)


def test_a_tenth_of_the_companies_posts_half_of_the_lists() -> None:
    sizes = population.sizes(FULL.companies, FULL.largest, FULL.skew)
    tenth = sum(sizes[: len(sizes) // 10])
    assert tenth > sum(sizes) / 2


@pytest.mark.parametrize("plan", [QUICK, FULL])
def test_both_sides_have_large_companies_that_work_in_bulk_and_are_never_idle(plan: Plan) -> None:
    companies = population.population(plan, random.Random(1))
    large = [company for company in companies if company.bulk]
    assert {company.side for company in large} == {"demand", "supply"}
    assert not any(company.idle for company in large)
    assert any(company.idle for company in companies)
    assert len({company.code for company in companies}) == len({c.name for c in companies}) == plan.companies


@given(count=st.integers(0, 20), comers=st.integers(2, 200))
def test_newcomers_are_small_and_all_of_them_come(count: int, comers: int) -> None:
    companies = population.population(replace(QUICK, users=comers, spike_users=comers), random.Random(1))
    places = population.newcomers(companies, count, comers)
    assert len(places) == min(count, comers - comers // 2)
    assert all(comers // 2 <= place < comers for place in places)


def test_the_file_with_passwords_is_for_its_owner_and_gives_them_back(tmp_path: Path) -> None:
    companies = population.population(QUICK, random.Random(1))
    population.write(companies, tmp_path / "companies.json")
    assert stat.S_IMODE((tmp_path / "companies.json").stat().st_mode) == 0o600
    assert population.read(tmp_path / "companies.json") == companies


@given(seed=st.integers(), side=st.sampled_from(["demand", "supply"]))
def test_a_lot_is_one_that_the_floor_takes(seed: int, side: population.ListSide) -> None:
    lot = lots.lot(side, random.Random(seed))
    assert lot["breed"] in lots.BREEDS
    assert lot["price_fen"] * 1000 >= lot["amount"] <= lot["weight_g"] * 1000
    assert 1 <= lot["freshness"] <= 3


def test_most_bids_meet_most_asks() -> None:
    chance = random.Random(1)
    bids, asks = ([lots.lot(side, chance) for _ in range(200)] for side in ("demand", "supply"))
    meet = sum(
        bid["price_fen"] / bid["amount"] >= ask["price_fen"] / ask["amount"] and bid["freshness"] <= ask["freshness"]
        for bid, ask in zip(bids, asks, strict=True)
    )
    assert meet > 150


def test_a_plan_comes_back_from_its_file_and_one_that_cannot_be_is_refused(tmp_path: Path) -> None:
    QUICK.write(tmp_path / "plan.json")
    assert Plan.read(tmp_path / "plan.json") == QUICK
    for wrong in ({"users": 99}, {"spike_cycle": 4}, {"workers": 0}, {"users": 0}):
        with pytest.raises(SystemExit):
            replace(QUICK, **wrong)
