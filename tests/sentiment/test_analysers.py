import pytest

from sentiment.analysers import STOP_WORDS, characters, words
from sentiment.language import language_of
from sentiment.normalise import normalise


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("the fish is not fresh", ["fish", "not", "fresh", "fish not", "not fresh"]),
        ("didn't arrive", ["not", "arrive", "not arrive"]),
        ("it wasn't bad", ["not", "bad", "not bad"]),
        ("can't sell", ["ca", "not", "sell", "ca not", "not sell"]),
        ("cannot sell", ["can", "not", "sell", "can not", "not sell"]),
        ("quickly and speedily", ["quick", "speedy", "quick speedy"]),
        ("hardly really early", ["hardly", "really", "early", "hardly really", "really early"]),
        ("family supply", ["family", "supply", "family supply"]),
        ("the seller's fish!", ["seller", "fish", "!", "seller fish", "fish !"]),
        ("3 kg short", ["3", "kg", "short", "3 kg", "kg short"]),
        ("the of and", []),
        ("", []),
    ],
)
def test_words_and_pairs(text, terms):
    assert words(text) == terms


@pytest.mark.parametrize(
    "kept", ["not", "no", "nor", "never", "but", "yet", "too", "very", "only", "without", "nobody"]
)
def test_words_that_turn_a_judgement_are_never_stop_words(kept):
    assert kept not in STOP_WORDS
    assert words(kept) == [kept]


def test_characters_do_not_cross_punctuation():
    assert characters("鱼很好,快") == ["鱼", "很", "好", "鱼很", "很好", "鱼很好", "快"]


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
