"""One spelling for one text: what is done to every text before anything is counted, in training as in prediction."""

import html
import re
import string
import unicodedata
from functools import lru_cache

VERSION = 1
"""Rises whenever the same text may come out otherwise, for a model holds only under the rules it was trained by."""

MAX_CHARACTERS = 5_000
"""What stands behind this many characters is not read: a longer text must not weigh more, nor cost more."""

_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
_SPECIAL = re.compile(r"[\x00-\x1f\x7f]|[^\x00-\x7f\u4e00-\u9fa5]")  # what may have to go; plain ideographs stay
_FOREIGN = re.compile(r"[^\W\d_]*[\u0370-\u052f][^\W\d_]*")  # a word with a Greek or Cyrillic letter
_LOOKALIKE = re.compile(r"[\u0370-\u052f]")
_LATIN = re.compile(r"[a-z]")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ`´′＇", "'"))
# Cyrillic and Greek small letters that look like Latin ones; they count as such only in a word with Latin letters.
_LOOKALIKES = str.maketrans("аеорсухіјѕһԁԛԝкмтвнαοερνικτυχγ", "aeopcyxijshdqwkmtbhaoepviktuxy")

FOLD = bytes.maketrans(
    bytes(range(32)) + b"\x7f" + string.ascii_uppercase.encode() + b"`",
    b" " * 33 + string.ascii_lowercase.encode() + b"'",
)
"""Byte by byte what becomes of a `plain` text; others, once normalised, it leaves as they are.

Lower case, control characters as spaces, the back-tick as an apostrophe.
"""


def plain(text: str) -> str | None:
    """The text without its "<br />", if then all that is left to do is to fold its bytes and spaces; else None."""
    text = text[:MAX_CHARACTERS].replace("<br />", " ")  # the only tag of most reviews that have any
    return text if text.isascii() and "&" not in text and "<" not in text else None


def normalise(text: str) -> str:
    """The canonical spelling: tags and entities resolved, NFKC, lower case, no hidden characters, single spaces."""
    folded = plain(text)
    return _resolved(text[:MAX_CHARACTERS]) if folded is None else _folded(folded)


def _folded(text: str) -> str:
    """The canonical spelling of an ASCII text without tags and entities."""
    folded = text.encode("ascii").translate(FOLD)  # spaces are the only blanks it has left
    return (b" ".join(folded.split()) if b"  " in folded else folded.strip()).decode("ascii")


def beginning(text: str, characters: int) -> str:
    """The first characters of its canonical spelling."""
    folded = plain(text)
    if folded is not None:
        head = _folded(folded[: 4 * characters])
        if len(head) >= characters:  # so what is cut off cannot have changed them
            return head[:characters]
    return normalise(text)[:characters]


@lru_cache(maxsize=1)  # training asks for a text and then for its beginning
def _resolved(text: str) -> str:
    """A text that is not `plain`; but most become so with their tags and entities resolved."""
    resolved = _TAG.sub(" ", html.unescape(text))
    return _folded(resolved)[:MAX_CHARACTERS] if resolved.isascii() else _normalise(text)


def _normalise(text: str) -> str:
    """Any text; of plain ones, which most are, the same as `normalise` and twenty times as slow."""
    # Resolving entities and NFKC can both lengthen a text, so it is cut before and after.
    text = _TAG.sub(" ", html.unescape(text[:MAX_CHARACTERS]))
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).lower()
    text = _SPECIAL.sub(_visible, text)
    if _LOOKALIKE.search(text):  # else the next would try each letter in vain
        text = _FOREIGN.sub(_without_lookalikes, text)
    return _SPACE.sub(" ", text).strip()[:MAX_CHARACTERS]


def _visible(match: re.Match[str]) -> str:
    character = match.group()
    if character.isascii():
        return " "
    category = unicodedata.category(character)
    if category in {"Cf", "Cs", "Co", "Cn", "Mn", "Me"}:  # zero-width signs, lone surrogates, unassigned, stacked marks
        return ""
    return " " if category == "Cc" else character


def _without_lookalikes(match: re.Match[str]) -> str:
    word = match.group()
    return word if not _LATIN.search(word) else word.translate(_LOOKALIKES)
