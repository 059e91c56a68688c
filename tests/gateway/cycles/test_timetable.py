"""The quarters of a cycle."""

import pytest

from gateway.cycles.timetable import NEXT_STATE, ORDER, QUARTERS, due_ms, is_past


def test_the_four_states_after_intake_share_one_cycle() -> None:
    assert sum(QUARTERS[state] for state in ("frozen", "matched", "settling")) == 4
    assert [NEXT_STATE[state] for state in ORDER[:-1]] == list(ORDER[1:])


@pytest.mark.parametrize(
    ("state", "quarters"), [("frozen", 1), ("matched", 2), ("settling", 1)], ids=["matching", "decisions", "settling"]
)
def test_a_state_lasts_its_quarters(state: str, quarters: int) -> None:
    assert due_ms(state, {state: 1_000_000}, 8.0, previous_closed_ms=None) == 1_000_000 + quarters * 2000


def test_the_first_cycle_takes_lists_for_a_whole_cycle() -> None:
    assert due_ms("intake", {"intake": 5}, 2.0, previous_closed_ms=None) == 2005


def test_a_later_cycle_freezes_when_the_one_before_is_closed() -> None:
    assert due_ms("intake", {"intake": 5}, 7200.0, previous_closed_ms=77) == 77


def test_is_past_orders_the_states() -> None:
    assert is_past("matched", "frozen")
    assert is_past("matched", "matched")
    assert not is_past("matched", "closed")
