"""Identifiers: random, as many as asked for, each as the one made alone."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.db.columns import new_id, new_ids


@given(st.integers(0, 200))
def test_ids_drawn_together_are_such_as_are_drawn_alone(count: int) -> None:
    ids = new_ids(count)
    assert len(set(ids)) == count
    for one in [*ids, new_id()]:
        assert UUID(one).hex == one
        assert UUID(one).version == 4


def test_ids_drawn_anew_are_others() -> None:
    assert not set(new_ids(50)) & set(new_ids(50))
