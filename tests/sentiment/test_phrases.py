"""English phrases: runs with function words and stops, and pairs across them."""

import pytest

from sentiment.analysers import words
from sentiment.families import emit, spelled
from sentiment.lexicon import Lexicon, counted


def terms(text, *families):
    """What these families make of a text whose every unit is known."""
    analyser = words()
    units = dict.fromkeys(unit for token in analyser.tokens(text) for unit in analyser.units(token) if unit)
    lexicon = Lexicon(analyser, units)
    _, keys = emit(lexicon.stream([text]), families)
    return spelled(keys, lexicon.units, analyser.joint)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fish is fresh", ["fish", "fresh", "fish … fresh", "fish is", "is fresh", "fish is fresh"]),
        ("not fresh", ["not", "fresh", "not fresh"]),
        (
            "late, but fresh",
            ["late", "but", "fresh", "late … but", "late ,", ", but", "but fresh", "late , but", ", but fresh"],
        ),
        ("which is in the", []),
        ("...", []),
    ],
)
def test_phrases_with_and_without_function_words(text, found):
    assert terms(text, "content", "content pairs", "pairs", "triples") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("never late or short, fresh", ["negated: late", "negated: short"]),
        ("wasn't it fresh! late", ["negated: fresh"]),
        ("no one two three four five six", [f"negated: {n}" for n in ("one", "two", "three", "four", "five")]),
        ("not late not fresh", ["negated: late", "negated: fresh"]),
        ("not\nfresh", []),  # a summary's "not" is not the text's
        ("fresh, not.", []),
    ],
)
def test_what_a_negation_reaches(text, found):
    assert terms(text, "negated") == found


def test_pairs_are_negated_as_a_whole():
    assert terms("not the right fish: late", "negated pairs") == ["negated: the right", "negated: right fish"]
    assert terms("fish not fresh", "negated pairs") == []


def test_summaries_have_phrases_of_their_own():
    found = terms("as described\nthe fish", "summary content", "summary content pairs", "summary pairs")
    assert found == ["summary: described", "summary: as described"]
    assert terms("out of date\nthe fish", "summary content pairs") == ["summary: out … date"]


@pytest.mark.parametrize(
    ("text", "units"), [("the fish, of short.", (2, 2)), ("the , of", (0, 0)), ("fish rots", (2, 1))]
)
def test_function_words_and_stops_do_not_lengthen_a_text(text, units):
    lexicon = Lexicon(words(), ["the", "of", "fish", ",", ".", "short"])
    assert tuple(int(n[0]) for n in counted(lexicon.stream([text]))) == units
