"""What counts as the same text, and that the index finds it."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.likeness import ALIKE, BANDS, SHARED, alike, likeness, sketch, sketches, units
from tests.helpers.praise import COUNT, praise

BANDS_OF_FRESH_CRABS = (4490113188519843032, 5515580472318909849, 6495380791171035312)  # while VERSION is 1.1
PLAIN = "Fresh crabs, on time, the ice was solid and the weight exact"


def test_units_are_words_and_pairs_of_characters():
    assert units("Fresh crabs, 12 kg; don't wait!") == {"fresh", "crabs", "kg", "don't", "wait"}
    assert units("鱼很新鲜，好") == {"鱼很", "很新", "新鲜", "好"}
    assert units("3 boxes 鱼很鲜ok") == {"boxes", "鱼很", "很鲜", "ok"}


def test_a_text_without_letters_is_one_unit():
    assert units("👍👍 5/5!") == {"👍👍 5/5!"}
    assert units("   ") == {""}


@pytest.mark.parametrize(
    "copy",
    [
        PLAIN.upper(),
        f"  {PLAIN}!!!  ",
        PLAIN.replace(" ", "   "),
        "\u200b".join(PLAIN),
        PLAIN.replace("a", "а"),  # the Cyrillic letter
        f"{PLAIN}, contract 90017",  # a word and a number more
        f"{PLAIN}. {PLAIN}. {PLAIN}.",
        "The weight exact, the ice was solid, and fresh crabs on time",
        PLAIN.replace("crabs", "lobsters"),  # the same words about another fish
        PLAIN.replace("F", "Ｆ"),
    ],
)
def test_the_same_in_disguise(copy):
    assert alike(units(copy), units(PLAIN))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fresh crabs, on time", "Fresh lobsters, on time"),  # what a trader says every week, each time of other goods
        ("鱼很新鲜，准时", "蟹很新鲜，准时"),
        ("Good", "Bad"),
        ("👍", "👎"),
        ("Payment came the same day", "Payment came a week late"),
    ],
)
def test_short_texts_of_their_own(one, other):
    assert not alike(units(one), units(other))


def test_one_word_exchanged_counts_from_nine_words_on():
    words = [f"{letter}x" for letter in "abcdefghijkl"]
    for count in range(2, 12):
        assert alike(frozenset(words[:count]), frozenset([*words[1:count], "other"])) == (count >= 9)


def test_one_word_added_counts_from_four_words_on():
    words = [f"{letter}x" for letter in "abcdefghijkl"]
    for count in range(1, 12):
        assert alike(frozenset(words[:count]), frozenset([*words[:count], "other"])) == (count >= 4)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_has_no_direction(one, other):
    a, b = units(one), units(other)
    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert likeness(a, a) == 1
    assert (likeness(a, b) == 1) == (a == b)


@given(st.text(max_size=80))
def test_case_spaces_and_repetition_change_no_band(text):
    first = sketch(text)
    assert len(set(first.bands)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in first.bands)
    if any(character.isascii() and character.isalpha() for character in text):
        assert sketch(f" {text.lower()} ").units == first.units


def test_bands_of_a_text_stay_as_they_were_stored():
    """Changed bands need another VERSION, or texts on record are not found any more."""
    assert sketch("Fresh crabs, on time").bands[:2] == (4490113188519843032, 5515580472318909849)


def test_pairs_just_alike_share_enough_bands():
    chance, missed = random.Random(1), 0
    for _ in range(500):
        shared = [letters(chance) for _ in range(16)]
        one, other = (" ".join([*shared, *(letters(chance) for _ in range(2))]) for _ in range(2))
        a, b = sketch(one), sketch(other)
        assert likeness(a.units, b.units) >= ALIKE
        missed += len(set(a.bands) & set(b.bands)) < SHARED
    assert missed <= 8  # two are expected


def letters(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=12))


def test_texts_of_tests_and_benchmarks_differ():
    found = [units(praise(number)) for number in range(COUNT)]
    assert not any(alike(one, other) for one, other in combinations(found, 2))
    assert praise(COUNT) == praise(0)


@given(st.lists(st.text(alphabet="ab cd' 12鱼新!", max_size=30), max_size=70))
def test_many_sketches_are_those_of_each_alone(texts):
    assert sketches(texts) == [sketch(text) for text in texts]


def test_bands_stay_what_the_index_holds():
    assert sketch("Fresh crabs, on time").bands[:3] == BANDS_OF_FRESH_CRABS
