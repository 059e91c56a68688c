import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.normalise import MAX_CHARACTERS, _normalise, beginning, normalise


@pytest.mark.parametrize(
    ("posted", "spelled"),
    [
        ("  Fresh\t\n FISH ", "fresh fish"),
        ("ex\u200bcel\u2060lent\ufeff", "excellent"),  # zero-width signs
        ("d\u0435\u0430d fish", "dead fish"),  # Cyrillic е and а among Latin letters
        ("\u0420\u043e\u043er quality", "poor quality"),  # Cyrillic Р and о, one Latin r
        ("ｆｒｅｓｈ　ｆｉｓｈ", "fresh fish"),  # full width
        ("bad &amp; late<br />never", "bad & late never"),
        ("don’t", "don't"),
        ("a\x00b\x1b[0m", "a b [0m"),
        ("f\u0336r\u0336e\u0336s\u0336h\u0336", "fresh"),  # struck through by combining marks
        ("鱼很新鲜，好！", "鱼很新鲜,好!"),
        ("weight < 3 kg > 2", "weight < 3 kg > 2"),  # not a tag
        ("Рыба свежая", "рыба свежая"),  # a Russian text stays Russian
        ("", ""),
    ],
)
def test_one_spelling(posted, spelled):
    assert normalise(posted) == spelled


def test_long_text_is_cut():
    assert len(normalise("fish " * 100_000)) <= MAX_CHARACTERS
    assert len(normalise("\ufdfa" * 5_000)) <= MAX_CHARACTERS  # NFKC makes 18 characters of this one


@given(st.text())
def test_case_and_spaces_do_not_matter(text):
    assert normalise(f"  {text}  ") == normalise(text)
    assert normalise(text) == normalise(text).strip()


@given(st.text(alphabet="abc def.,!", max_size=50), st.integers(0, 50))
def test_a_hidden_character_anywhere_changes_nothing(text, place):
    assert normalise(text[:place] + "\u200b" + text[place:]) == normalise(text)


PIECES = st.lists(st.sampled_from(["<br />", "<", "<b", ">", "&", "a", " "])).map("".join)


@given(
    PIECES | st.text(alphabet=st.characters(codec="ascii")) | st.text(alphabet="ab `'&;<>/\t\x00\x1c\x7f", max_size=40)
)
def test_the_quick_way_is_the_long_way(text):
    assert normalise(text) == _normalise(text)


@given(
    st.text(alphabet="aB 1\t\n`&;<br/>é鱼", max_size=200) | st.text(max_size=90).map(lambda text: text * 4),
    st.integers(1, 64),
)
def test_the_beginning_is_that_of_the_whole(text, characters):
    assert beginning(text, characters) == normalise(text)[:characters]
