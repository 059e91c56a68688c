"""What a text may not gain by its form, on our own sentences (never those for measuring)."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.guards import says_too_little, unstuffed
from sentiment.judgement import Judgement
from sentiment.normalise import normalise
from sentiment.trade import sentences

LANGUAGES = ("en", "zh")
MANY = 400


def some(texts: list[str]) -> list[str]:
    """A share of all hands' sentences, spread evenly."""
    return texts[:: max(1, len(texts) // MANY)]


OWN = {language: some([review.text for review in sentences(language, "adapt")]) for language in LANGUAGES}
ANY = st.sampled_from([(language, text) for language, texts in OWN.items() for text in texts])
TIMES = 50
RARELY = 0.01
"""Of the sentences: what repeats itself already ("they blamed him, he blamed them") changes when it is taken out."""
SLIGHTLY = 0.02
"""How much surer a stuffed text may be than the plain one: a seam between two sentences may make a pair of words."""


@cache
def judged(text: str) -> Judgement:
    return sentiment.load_default().classify(text)


def surer(text: str, than: str) -> float:
    """By how much the first makes a movement of credit more probable than the second."""
    return max(judged(text).probabilities[label] - judged(than).probabilities[label] for label in ("excellent", "bad"))


def opposite(one: str, other: str) -> bool:
    return {judged(one).label, judged(other).label} == {"excellent", "bad"}


STUFFING = {
    "spaces": lambda text: " ".join([text] * TIMES),
    "nothing between": lambda text: text * TIMES,
    "lines": lambda text: "\n\n".join([text] * TIMES),
    "case": lambda text: " ".join([text, text.upper(), text.title()] * (TIMES // 3)),
    "commas and dots": lambda text: "".join(f"{text}{mark} " for mark in (",", ".", "...", ";", " -") * (TIMES // 5)),
    "wide spaces": lambda text: "  \t ".join([text.replace(" ", "   "), text] * (TIMES // 2)),
    "hidden signs": lambda text: "\u200b ".join(
        [text, "\u200b".join(text)] * 8
    ),  # what is read of it ends at a whole text
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", STUFFING)
def test_the_same_fifty_times_is_no_surer_than_once(language: str, how: str):
    surest, moved = [], []
    # Glued together without a mark between, last and first word make another word.
    glued = how == "nothing between"
    for text in (text for text in OWN[language] if not glued or not text[-1].isalnum()):
        stuffed = STUFFING[how](text)
        surest += [text] if surer(stuffed, text) > SLIGHTLY else []
        moved += [text] if judged(stuffed).label not in {judged(text).label, "good"} else []
        assert not opposite(stuffed, text), text
    assert len(surest) <= RARELY * len(OWN[language]), surest
    assert len(moved) <= RARELY * len(OWN[language]), moved


@pytest.mark.parametrize("language", LANGUAGES)
def test_exclamations_do_not_turn_stuffing_into_more_than_one_exclamation(language: str):
    for text in OWN[language]:
        stuffed = "!! ".join([text] * TIMES)
        assert min(surer(stuffed, text), surer(stuffed, f"{text}!!")) <= SLIGHTLY, text


@pytest.mark.parametrize(
    ("stuffed", "plain"),
    [
        ("very good " * 8, "very good"),
        ("good! " * 16, "good!"),
        ("fresh fish. late truck. " * 3 + "fresh fish.", "fresh fish. late truck"),
        ("很好" * 8, "很好"),
        ("鱼很好。车很快。鱼很好。鱼很好。鱼很好。", "鱼很好。车很快"),
        ("so so", "so so"),
        ("一半一半吧", "一半一半吧"),
        ("the crabs were alive and lively. " * 3 + "the cra", "the crabs were alive and lively"),
        ("马马虎虎", "马马虎虎"),
        ("", ""),
        ("!!! ?", "!!! ?"),
    ],
)
def test_what_is_taken_out(stuffed: str, plain: str):
    assert unstuffed(normalise(stuffed)).rstrip(" .。") == plain


@given(st.text(max_size=300) | st.text(alphabet="ab ,.!鱼好", max_size=300))
def test_taking_out_loses_no_word_and_adds_none(text: str):
    spelled = normalise(text)
    left = unstuffed(spelled)
    assert len(left) <= len(spelled)
    assert set(left) - set(" .!?,;") == set(spelled) - set(" .!?,;") or set(left) <= set(spelled)
    assert unstuffed(left) == left or len(unstuffed(left)) <= len(left)


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_sentences_are_judged_as_they_are(language: str):
    """But for a rare play on words ("live fish turn dead, the dead turn foul")."""
    changed = [spelled for spelled in map(normalise, OWN[language]) if unstuffed(spelled) != spelled]
    assert len(changed) <= 0.005 * len(OWN[language])


@pytest.mark.parametrize(
    "text",
    [
        "Good",
        "EXCELLENT!!!",
        "bad",
        "good " * 50,
        "Good, good; GOOD",
        "好",
        "很好",
        "差评",
        "好" * 50,
        "很好！" * 50,
        "好评 👍",
    ],
)
def test_one_word_is_unsure_however_often_it_stands_there(text: str):
    assert (judged(text).label, judged(text).unsure) == ("good", True)


@pytest.mark.parametrize(
    "text", ["👍", "👍👍👍👍", "👎 👎", "⭐⭐⭐⭐⭐", "!!!", "5/5", "\u200b\u2060\ufeff", "   ", ". . .", "🐟🦀 100"]
)
def test_emoji_figures_and_nothing_are_unsure(text: str):
    assert (judged(text).label, judged(text).unsure) == ("good", True)


@pytest.mark.parametrize("text", ["G o o d  f i s h", "g.o.o.d", "exxxcellent gooood", "EXCELLENT" * 20])
def test_words_torn_or_stretched_are_no_surer_than_plain_ones(text: str):
    assert not says_too_little(normalise("excellent good fish"), "en")
    assert judged(text).probabilities["excellent"] <= judged("excellent good fish").probabilities["excellent"]


@pytest.mark.parametrize(
    ("torn", "left"),
    [
        ("g o o d fish, b-a-d ice", "fish,  ice"),
        ("n.o.t a l i v e", ""),
        ("bought f.o.b. qingdao", "bought . qingdao"),
        ("class a crabs, i.e. large ones; grade b", "class a crabs, i.e. large ones; grade b"),
        ("3 kg x 2 a box", "3 kg x 2 a box"),
        ("鱼 很 新 鲜", "鱼 很 新 鲜"),
    ],
)
def test_torn_words_are_taken_out(torn: str, left: str):
    assert unstuffed(torn) == left


def test_very_long_texts_are_judged_by_what_is_read_of_them():
    text = OWN["en"][0]
    assert judged(f"{text} {'x' * 10_000_000}").label in {judged(text).label, "good"}
    assert surer(f"{text} " * 100_000, text) <= SLIGHTLY


@settings(deadline=None, max_examples=200)
@given(ANY, st.data())
def test_case_spaces_and_hidden_signs_change_nothing(own: tuple[str, str], data: st.DataObject):
    _, text = own
    swapped = "".join(sign.swapcase() if data.draw(st.booleans()) else sign for sign in text[:40]) + text[40:]
    gaps = st.sampled_from(["\u200b", "\u2060", "\ufeff", "\u00ad"])
    place = data.draw(st.integers(0, len(text)))
    hidden = text[:place] + data.draw(gaps) + text[place:]
    spaces = f"  {text} ".replace(" ", data.draw(st.sampled_from(["  ", "\t", "\u3000", "\u00a0", "\n"])))
    for changed in (swapped, hidden, spaces):
        assert judged(changed) == judged(text)


NEUTRAL = {
    "en": ("The contract is number 90001.", "We traded on Monday.", "It was our second contract this month."),
    "zh": ("合同编号是 90001。", "我们星期一交易。", "这是本月第二份合同。"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("first", [True, False])
def test_a_neutral_clause_turns_no_blame_into_praise(language: str, number: int, first: bool):
    """Praise by denial ("you will not regret it") is near the border, so the reverse is bounded, not excluded."""
    clause = NEUTRAL[language][number]
    flipped = [t for t in OWN[language] if opposite(t, f"{clause} {t}" if first else f"{t} {clause}")]
    assert len([text for text in flipped if judged(text).label == "bad"]) <= RARELY * len(OWN[language])
    assert len(flipped) <= 0.04 * len(OWN[language])


@pytest.mark.parametrize(("language", "nots"), [("en", ("Not ", "It was not so: ")), ("zh", ("不", "没有"))])
def test_adding_not_turns_no_blame_into_praise(language: str, nots: tuple[str, ...]):
    blame = [text for text in OWN[language] if judged(text).label == "bad"]
    assert len(blame) > 50
    for word in nots:
        turned = [text for text in blame if judged(word + text).label == "excellent"]
        assert len(turned) <= RARELY * len(blame), turned  # 不不满意 is no blame either


@pytest.mark.parametrize("language", LANGUAGES)
def test_emoji_move_nothing(language: str):
    changed = [text for text in OWN[language] if judged(f"{text} 👍👍👍🐟") != judged(text)]
    assert len(changed) <= RARELY * len(OWN[language]), changed


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_exclamation_turns_no_blame_into_praise(language: str):
    blame = [text for text in OWN[language] if judged(text).label == "bad"]
    turned = [text for text in blame if judged(text.rstrip(".。") + "!").label == "excellent"]
    assert len(turned) <= RARELY * len(blame), turned


LATIN_LOOKALIKES = str.maketrans("aeopcyx", "аеорсух")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(OWN["en"]), st.integers(0, 6))
def test_letters_that_look_alike_do_not_hide_blame(text: str, number: int):
    """One letter at a time; a word that stays foreign is unknown, and what is unknown praises nothing."""
    letter = "aeopcyx"[number]
    disguised = text.replace(letter, letter.translate(LATIN_LOOKALIKES))
    assert not opposite(disguised, text)
