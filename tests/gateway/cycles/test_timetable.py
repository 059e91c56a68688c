"""The quarters of a cycle."""

import pytest

from gateway.cycles.timetable import ORDER, QUARTERS, due_ms, is_past, next_state


def test_the_states_after_intake_share_one_cycle_with_and_without_a_second_round() -> None:
    without = [QUARTERS[state] for state in ("frozen", "matched", "settling")]
    assert sum(without) == 4
    matched = due_ms("matched", {"matched": 0}, 4.0, previous_closed_ms=None, refused=True) // 1000
    assert matched + sum(QUARTERS[state] for state in ("frozen", "second_round", "settling")) == 4


@pytest.mark.parametrize(
    ("state", "quarters"),
    [("frozen", 1), ("matched", 2), ("second_round", 1), ("settling", 1)],
    ids=["matching", "decisions", "second decisions", "settling"],
)
def test_a_state_lasts_its_quarters(state: str, quarters: int) -> None:
    assert due_ms(state, {state: 1_000_000}, 8.0, previous_closed_ms=None) == 1_000_000 + quarters * 2000


def test_a_refusal_halves_the_time_for_decisions_and_nothing_else() -> None:
    assert due_ms("matched", {"matched": 0}, 8.0, previous_closed_ms=None, refused=True) == 2000
    assert due_ms("second_round", {"second_round": 0}, 8.0, previous_closed_ms=None, refused=True) == 2000
    assert due_ms("settling", {"settling": 0}, 8.0, previous_closed_ms=None, refused=True) == 2000


def test_the_first_cycle_takes_lists_for_a_whole_cycle() -> None:
    assert due_ms("intake", {"intake": 5}, 2.0, previous_closed_ms=None) == 2005


def test_a_later_cycle_freezes_when_the_one_before_is_closed() -> None:
    assert due_ms("intake", {"intake": 5}, 7200.0, previous_closed_ms=77) == 77


def test_each_state_is_followed_by_the_next_and_the_last_by_itself() -> None:
    assert [next_state(state, refused=True) for state in ORDER] == [*ORDER[1:], "closed"]


def test_only_the_second_round_is_left_out_where_nobody_refused() -> None:
    assert next_state("matched", refused=False) == "settling"
    others = [state for state in ORDER if state != "matched"]
    assert all(next_state(state, refused=False) == next_state(state, refused=True) for state in others)


def test_is_past_orders_the_states() -> None:
    assert is_past("matched", "frozen")
    assert is_past("matched", "matched")
    assert is_past("settling", "second_round")
    assert not is_past("matched", "second_round")
    assert not is_past("matched", "closed")
