"""One spelling for one text: what is done to every text before anything is counted, in training as in prediction."""

import html
import re
import unicodedata

VERSION = 1
"""Rises whenever the same text may come out otherwise, for a model holds only under the rules it was trained by."""

MAX_CHARACTERS = 5_000
"""What stands behind this many characters is not read: a longer text must not weigh more, nor cost more."""

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-z]")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ`´′＇", "'"))
# Cyrillic and Greek small letters that look like Latin ones; they count as such only in a word with Latin letters.
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтвнαοερνικτυχγ", "aeopcyxijshdqwkmtbhaoepviktuxy")


def normalise(text: str) -> str:
    """The canonical spelling: tags and entities resolved, NFKC, lower case, no hidden characters, single spaces."""
    # Resolving entities and NFKC can both lengthen a text, so it is cut before and after.
    text = _TAG.sub(" ", html.unescape(text[:MAX_CHARACTERS]))
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).lower()
    text = "".join(map(_visible, text))
    text = _WORD.sub(_without_lookalikes, text)
    return _SPACE.sub(" ", text).strip()[:MAX_CHARACTERS]


def _visible(character: str) -> str:
    if character.isascii():
        return character if character >= " " and character != "\x7f" else " "
    category = unicodedata.category(character)
    if category in {"Cf", "Cs", "Co", "Cn", "Mn", "Me"}:  # zero-width signs, lone surrogates, unassigned, stacked marks
        return ""
    return " " if category == "Cc" else character


def _without_lookalikes(match: re.Match[str]) -> str:
    word = match.group()
    return word if word.isascii() or not _LATIN.search(word) else word.translate(_LOOKALIKES)
