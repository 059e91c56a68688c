import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.credit.ratings import rating_of, score_text, tenths_of
from matching.ratings import rating


@pytest.mark.parametrize(
    ("tenths", "letter"),
    [(50, "A"), (41, "A"), (40, "B"), (31, "B"), (30, "C"), (21, "C"), (20, "D"), (11, "D"), (10, "E"), (1, "E")],
)
def test_the_bounds_leave_no_gap(tenths: int, letter: str):
    assert rating_of(tenths) == letter


@given(st.integers(1, 50))
def test_agrees_with_the_matchers_ratings_and_with_the_text_form(tenths: int):
    assert "ABCDE"[rating(tenths)] == rating_of(tenths)
    assert tenths_of(score_text(tenths)) == tenths


@pytest.mark.parametrize("tenths", [0, 51, -1])
def test_no_rating_outside_the_scale(tenths: int):
    with pytest.raises(ValueError, match="1 to 50"):
        rating_of(tenths)
