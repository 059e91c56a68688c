"""Evaluations in words: enough of them, no two alike, read as they are meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.trading.words import COUNT, Tone, codeword, evaluation
from sentiment import load_default
from sentiment.labels import LABELS
from sentiment.likeness import alike, units

NUMBER = st.integers(0, COUNT - 1)
TONE: st.SearchStrategy[Tone] = st.sampled_from(["praise", "complaint"])


@given(NUMBER, NUMBER)
def test_two_codewords_differ_in_four_places_at_least(one: int, other: int) -> None:
    differing = sum(a != b for a, b in zip(codeword(one), codeword(other), strict=True))
    assert differing >= 4 or one == other


@given(NUMBER, TONE, st.integers(1, 200), TONE)
def test_a_company_never_says_the_same_of_two_trades(number: int, tone: Tone, step: int, other: Tone) -> None:
    later = (number + step) % COUNT
    assert not alike(units(evaluation(number, tone)), units(evaluation(later, other)))


def test_there_are_enough_for_half_an_hour_of_a_million_trades_among_forty() -> None:
    assert COUNT >= 2 * 1_000_000 / 40


@pytest.mark.parametrize("number", [-1, COUNT])
def test_beyond_the_last_text_there_is_none(number: int) -> None:
    with pytest.raises(ValueError, match="there are texts 0 to"):
        evaluation(number, "praise")


def test_most_are_read_as_they_are_meant() -> None:
    classifier = load_default()
    for tone, label in (("praise", "excellent"), ("complaint", "bad")):
        read = classifier.classify_all([evaluation(number * 997 % COUNT, tone) for number in range(500)])
        assert sum(LABELS[place] == label for place in read.label) > 450, tone
