"""What a company does next, given a cycle's state; when users come and go."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.load import shape
from benchmarks.load.acts import ACTS
from benchmarks.load.behaviour import LOOK_AGAIN_S, Act, Desk, mistakes, next_act, pause
from benchmarks.load.mistakes import MISTAKES
from benchmarks.load.plan import QUICK
from benchmarks.load.population import Company

COMPANY = Company("Load 1", "code", "password", "demand", 3, idle=False, wrong=0.0, company_id="C-1")
MATCH = {"match_id": "4.1.Crab"}


def desk(worked: str, left: int = 0, **known: object) -> Desk:
    """Told just now that cycle 5 takes lists and cycle 4 is `worked`."""
    made = Desk()
    made.told(5, worked, 100.0, left)
    for name, value in known.items():
        setattr(made, name, value)
    return made


def acts(company: Company, at: Desk, now: float = 100.0) -> set[Act]:
    """All that chance may make of it."""
    return {next_act(company, at, now, random.Random(seed)) for seed in range(300)}


def test_who_knows_nothing_asks_for_the_cycle_and_asks_again_later() -> None:
    assert acts(COMPANY, Desk()) == {"look"}
    assert acts(COMPANY, desk("frozen", left=3), now=100.0 + LOOK_AGAIN_S + 0.1) == {"look"}


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (desk("frozen", left=3), {"post"}),
        (desk("matched", left=3), {"read_matches"}),
        (desk("matched", left=3, matches_read="5/matched", undecided=["4.1.Crab"]), {"decide"}),
        (desk("second_round", left=3, matches_read="5/matched", undecided=["4.1.Crab"]), {"read_matches"}),
        (desk("matched", left=3, matches_read="5/matched"), {"post"}),
        (desk("settling", left=3), {"post"}),
        (desk("settling"), {"read_contracts"}),
        (desk("settling", undecided=["4.1.Crab"], contracts_read="5/settling", unevaluated=[1], contracts={1: {}}),
         {"preview", "evaluate"}),
        (desk("closed", contracts_read="5/closed", unevaluated=[1], contracts={1: {}}, previewed=(1, 0, "good")),
         {"evaluate"}),
    ],
)  # fmt: skip
def test_what_is_due_comes_first(at: Desk, due: set[Act]) -> None:
    assert acts(COMPANY, at) == due


def test_who_has_nothing_due_reads_and_changes_its_lists_while_they_can_be() -> None:
    free = acts(COMPANY, desk("frozen", posted={"C-1.a": "demand"}))
    assert {"amend", "withdraw", "read_lists", "read_credit", "look"} <= free
    assert not {"post", "decide", "evaluate", "read_partner"} & free
    assert not {"amend", "withdraw"} & acts(COMPANY, desk("frozen"))


def test_who_is_idle_mostly_reads() -> None:
    at, idle = desk("frozen", left=3), replace(COMPANY, idle=True)
    posted = sum(next_act(idle, at, 100.0, random.Random(seed)) == "post" for seed in range(1000))
    assert 50 < posted < 300
    assert pause(idle, at, random.Random(1)) >= 1.5 > pause(COMPANY, at, random.Random(1))


def test_mistakes_are_made_as_often_as_the_company_makes_them_and_only_where_there_is_something_to_be_wrong_about() -> (
    None
):
    assert not acts(COMPANY, desk("frozen", left=3)) & MISTAKES.keys()
    assert acts(replace(COMPANY, wrong=1.0), desk("frozen", left=3)) == set(mistakes(Desk()))
    assert not {"wrong_match", "wrong_history", "wrong_evaluation", "wrong_repetition"} & set(mistakes(Desk()))
    whole = desk("settling", matches={"4.1.Crab": MATCH}, contracts={1: {}}, evaluated=[(1, 0)], unevaluated=[2])
    assert set(mistakes(whole)) == set(MISTAKES)


def test_a_new_cycle_clears_the_desk_and_the_same_one_does_not() -> None:
    at = desk("matched", left=3, posted={"C-1.a": "demand"}, matches={"4.1.Crab": MATCH}, unevaluated=[1])
    at.told(5, "settling", 101.0, 3)
    assert (at.posted, at.matches, at.now_at) == ({"C-1.a": "demand"}, {"4.1.Crab": MATCH}, "5/settling")
    at.left = 0
    at.told(6, "frozen", 102.0, 3)
    assert (at.posted, at.matches, at.left, at.unevaluated) == ({}, {}, 3, [1])


@given(
    worked=st.sampled_from(["", "intake", "frozen", "matched", "second_round", "settling", "closed"]),
    left=st.integers(0, 3), wrong=st.floats(0, 1), idle=st.booleans(), seed=st.integers(),
)  # fmt: skip
def test_every_act_is_one_that_there_is(worked: str, left: int, wrong: float, idle: bool, seed: int) -> None:
    company = replace(COMPANY, wrong=wrong, idle=idle)
    assert next_act(company, desk(worked, left), 100.0, random.Random(seed)) in ACTS | MISTAKES


def test_users_come_in_a_ramp_are_more_in_the_spike_and_go_at_the_end() -> None:
    calm, spike = shape.Signal(), shape.Signal(spike_at=1000.0)
    assert shape.wanted(QUICK, calm, 0.0) == (QUICK.users, QUICK.users / QUICK.ramp_s)
    more = (QUICK.spike_users - QUICK.users) / shape.SPIKE_RAMP_S
    assert shape.wanted(QUICK, spike, 1000.0) == (QUICK.spike_users, more)
    assert shape.wanted(QUICK, spike, 1000.0 + QUICK.spike_s) == (QUICK.users, more)
    assert shape.wanted(QUICK, shape.Signal(1000.0, ended=True), 1001.0) is None
    flat = replace(QUICK, spike_users=QUICK.users)
    assert shape.wanted(flat, spike, 1001.0) == (flat.users, 1.0)


def test_a_signal_is_read_as_it_was_written(tmp_path: Path) -> None:
    for signal in (shape.Signal(), shape.Signal(12.5), shape.Signal(12.5, ended=True)):
        signal.write(tmp_path / "signal.json")
        assert shape.Signal.read(tmp_path / "signal.json") == signal
    assert [path.name for path in tmp_path.iterdir()] == ["signal.json"]
