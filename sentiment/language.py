"""The language of a text, found from the scripts of its letters."""

import re
from typing import Literal

Language = Literal["en", "zh", "unknown"]

VERSION = 1
"""Rises whenever the same text may be given to another model; part of a classifier's digest."""

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[a-z]")
_LETTER = re.compile(r"[^\W\d_]")

_CJK_SHARE = 0.3  # one Chinese character says as much as several letters, so a minority of characters decides
_LATIN_SHARE = 0.7


def language_of(text: str) -> Language:
    """`zh` or `en` by the share of Chinese or plain Latin letters in a normalised text; `unknown` for any other script.

    Latin letters alone do not prove English: a model also asks how many of the words it knows (`Model.known_share`).
    """
    if text.isascii():  # normalised, so of small letters: the same as below, at once
        return "en" if _LATIN.search(text) else "unknown"
    letters = len(_LETTER.findall(text))
    if not letters:
        return "unknown"
    chinese, latin = len(_CJK.findall(text)), len(_LATIN.findall(text))
    if (chinese + latin) / letters < _LATIN_SHARE:  # kana, Hangul, Cyrillic …
        return "unknown"
    return "zh" if chinese / letters >= _CJK_SHARE else "en"
