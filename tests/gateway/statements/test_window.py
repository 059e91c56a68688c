"""Until when statements are taken."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import Unavailable
from gateway.statements.window import Window

DUES = st.tuples(st.integers(1, 4), st.integers(1, 2))


def test_a_new_window_is_open_for_everything() -> None:
    assert not Window("decision").is_shut(1, 1)


@given(shut=st.lists(DUES, min_size=1, max_size=5), due=DUES)
def test_what_is_due_before_anything_that_has_begun_is_shut_and_nothing_else(
    shut: list[tuple[int, int]], due: tuple[int, int]
) -> None:
    async def shut_all() -> bool:
        window = Window("decision")
        for one in shut:
            await window.shut(*one)
        return window.is_shut(*due)

    assert asyncio.run(shut_all()) == any(due <= one for one in shut)


async def test_shutting_waits_for_those_that_are_being_taken_and_not_for_later_ones() -> None:
    window = Window("evaluation")
    leave, later_leaves = asyncio.Event(), asyncio.Event()

    async def take(leaves: asyncio.Event) -> None:
        with window.taking():
            await leaves.wait()

    before = asyncio.create_task(take(leave))
    await asyncio.sleep(0)
    shutting = asyncio.create_task(window.shut(7))
    await asyncio.sleep(0)
    assert window.is_shut(7)
    assert not shutting.done()
    later = asyncio.create_task(take(later_leaves))
    await asyncio.sleep(0)
    leave.set()
    await asyncio.wait_for(shutting, 5)
    assert not later.done()
    later_leaves.set()
    await asyncio.gather(before, later)


async def test_one_that_fails_has_left_too() -> None:
    window = Window("appeal")
    with pytest.raises(ValueError, match="bad"), window.taking():
        raise ValueError("bad")
    await asyncio.wait_for(window.shut(1), 5)


async def test_a_request_that_never_ends_is_named_after_the_deadline() -> None:
    window = Window("decision", deadline_s=0.01)
    with window.taking():
        (failure,) = await asyncio.gather(window.shut(3, 1), return_exceptions=True)
    assert isinstance(failure, Unavailable)
    assert failure.code == "STATEMENTS_PENDING"
    assert failure.message.startswith("waited 0.01 s for 1 requests that are taking decisions")
    assert window.is_shut(3, 1)
    await window.shut(3, 1)
