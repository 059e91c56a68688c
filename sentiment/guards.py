"""What a text may not gain by its form: stuffing and torn words are taken out before it is judged, and one word alone
decides nothing.

Both work on normalised texts and at prediction only: reviews that models learn from are as their writers left them.
"""

import re

from sentiment.language import Language

VERSION = 3
"""Rises whenever the same text may be judged otherwise; part of a classifier's digest."""

LEAST_WORDS = 2
LEAST_CHARACTERS = 3
"""A text of fewer words (Chinese: characters, for a Chinese word has two) is unsure: "good" says nothing of a trade."""

_PERIOD = 40  # units; a longer passage that is repeated has sentence ends in it
_SHORT = 12  # words or characters
_LONG_WORDS = 12  # characters
_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNIT = re.compile(rf"[{_CHINESE}]|[^\W_{_CHINESE}]+(?:'[^\W_{_CHINESE}]+)?")
_TORN = re.compile(rf"(?<![^\W_])[^\W\d_{_CHINESE}](?:[ .*_-]+[^\W\d_{_CHINESE}]){{2,}}(?![^\W_])")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[^.!?;。！？；…\n]+[.!?;。！？；…\n\s]*")


def unstuffed(spelled: str) -> str:
    """The text without torn words ("g o o d"), with each sentence once, and each passage repeated on the spot once.

    Sentences are the same if their words are, or if one breaks off in the other's words, for long texts are cut. A
    short text ("half and half") is left as it is, and so is one of which less than a third recurs.
    """
    spelled = _TORN.sub("", spelled).strip()
    pieces = _pieces(spelled)
    if len(pieces) < _SHORT or 3 * len(set(pieces)) > 2 * len(pieces):
        return spelled
    once = _without_sentences(spelled)
    return once if len(_pieces(once)) < _SHORT else _without_sentences(_without_runs(spelled))


def _pieces(text: str) -> list[str]:
    """Words; characters where there are few spaces, as in Chinese. Cheap, for every text comes by."""
    words = text.split()
    return words if text.isascii() and len(text) <= _LONG_WORDS * len(words) else list(text)


def _without_sentences(text: str) -> str:
    seen: list[str] = []
    kept: list[str] = []
    for sentence in _SENTENCE.findall(text):
        words = " ".join(_UNIT.findall(sentence))
        if not any(earlier.startswith(words) for earlier in seen):
            kept.append(sentence)
            seen.append(words)
    return "".join(kept).strip()


def says_too_little(spelled: str, language: Language) -> bool:
    """Whether it is one word, however often it stands there."""
    least, words = LEAST_CHARACTERS if language == "zh" else LEAST_WORDS, set()
    for match in _UNIT.finditer(spelled):
        if _LETTER.match(match.group()):
            words.add(match.group())
        if len(words) >= least:
            return False
    return True


def _without_runs(text: str) -> str:
    """Of "very good, very good, very good!" it leaves "very good!"."""
    units: list[str] = []
    pieces: list[str] = []  # the same with what stands before each
    end = 0
    for match in _UNIT.finditer(text):
        units.append(match.group())
        pieces.append(text[end : match.end()])
        end = match.end()
        repeated = _repeated(units)
        if repeated:
            del units[-repeated:], pieces[-repeated:]
    return "".join(pieces) + text[end:]


def _repeated(units: list[str]) -> int:
    """How many of the last units are the ones before them over again; 0: none. One alone may stand twice ("so so")."""
    if len(units) > 2 and units[-1] == units[-2] == units[-3]:
        return 1
    for count in range(2, min(_PERIOD, len(units) // 2) + 1):
        if units[-1] == units[-1 - count] and units[-count:] == units[-2 * count : -count]:
            return count
    return 0
