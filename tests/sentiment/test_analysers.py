import pytest

from sentiment.analysers import FUNCTION_WORDS, characters, words
from sentiment.families import emit, spelled
from sentiment.language import language_of
from sentiment.lexicon import Lexicon
from sentiment.normalise import normalise


def terms(analyser, text, *families):
    """What these families make of a text whose every unit is known."""
    units = dict.fromkeys(unit for token in analyser.tokens(text) for unit in analyser.units(token) if unit)
    lexicon = Lexicon(analyser, units)
    _, keys = emit(lexicon.stream([text]), families)
    return spelled(keys, lexicon.units, analyser.joint)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fish not fresh", ["fish", "not", "fresh", "fish not", "not fresh"]),
        ("didn't arrive", ["did not", "arrive", "not", "not arrive"]),
        ("can't sell", ["ca", "not", "sell", "ca not", "not sell"]),
        ("cannot sell", ["can", "not", "sell", "can not", "not sell"]),
        ("quickly, speedily", ["quick", "speedy", "quick ,", ", speedy"]),
        ("hardly really early", ["hardly", "really", "early", "hardly really", "really early"]),
        ("family supply", ["family", "supply", "family supply"]),
        ("the seller's fish!", ["seller", "fish", "!", "the seller", "seller fish", "fish !"]),
        ("3 kg short", ["3", "kg", "short", "3 kg", "kg short"]),
        ("the of and", []),  # a function word says something in company only
        ("", []),
    ],
)
def test_words_and_pairs(text, found):
    assert sorted(terms(words(), text, "singles", "pairs")) == sorted(found)


def test_content_stands_next_to_content_over_function_words():
    assert terms(words(), "out of the date, not as described", "content pairs") == [
        "out … date",
        "date … not",
        "not … described",
    ]


@pytest.mark.parametrize(
    "kept", ["not", "no", "nor", "never", "but", "yet", "too", "very", "only", "without", "nobody"]
)
def test_words_that_turn_a_judgement_are_never_function_words(kept):
    assert kept not in FUNCTION_WORDS
    assert words().units(kept) == (kept,)


def test_characters_do_not_cross_punctuation():
    found = terms(characters(), "鱼很好,快", "singles", "pairs", "triples")
    assert found == ["鱼", "很", "好", "快", "鱼很", "很好", "鱼很好"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fish was fresh", "en"),
        ("鱼很新鲜", "zh"),
        ("鱼很新鲜，very good", "zh"),
        ("good 好", "en"),
        ("魚はとても新鮮でした", "unknown"),
        ("Рыба свежая", "unknown"),
        ("생선이 신선해요", "unknown"),
        ("12345 !!!", "unknown"),
        ("", "unknown"),
    ],
)
def test_language_by_script(text, language):
    assert language_of(normalise(text)) == language
