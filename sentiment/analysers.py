"""From a normalised text to the terms that are counted. Each language names the analyser that its model uses."""

import re
from collections.abc import Callable
from itertools import pairwise

Analyser = Callable[[str], list[str]]

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[!?]")
_RUN = re.compile(r"[^\W_]+|[!?]")
_JOINT = " "

# Function words that carry no judgement. Kept are negation, contrast, degree: not, no, never, but, too, very, only …
STOP_WORDS = frozenset(
    """a an the this that these those of to in on at by for from with into onto as is am are was were be been being
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs and or
    have has had do does did which who whom there here then""".split()  # noqa: SIM905 (a list reads worse)
)

# Words in -ly that say another thing than the word without it.
_WHOLE = frozenset(
    {"really", "hardly", "barely", "nearly", "mostly", "fairly", "likely", "unlikely", "lately", "supply", "apply"}
)


def words(text: str, stop_words: frozenset[str] = STOP_WORDS) -> list[str]:
    """Words and pairs of neighbouring words: no stop words, adverbs as their adjectives, "didn't" as "not"."""
    singles: list[str] = []
    for token in _WORD.findall(text):
        stem, _, ending = token.partition("'")
        negated = (ending == "t" and stem.endswith("n")) or stem == "cannot"
        if negated:
            stem = "can" if stem == "cannot" else stem[:-1]
        if stem not in stop_words:
            singles.append(_adjective(stem))
        if negated:
            singles.append("not")
    return singles + [_JOINT.join(pair) for pair in pairwise(singles)]


def _adjective(word: str) -> str:
    """quickly → quick, speedily → speedy: an adverb praises or blames as its adjective does, and is much rarer."""
    if word in _WHOLE or not word.endswith("ly"):
        return word
    if word.endswith("ily"):
        return word[:-3] + "y" if len(word) >= 7 else word
    return word[:-2] if len(word) >= 6 else word


def characters(text: str) -> list[str]:
    """Runs of one to three characters inside unbroken stretches: Chinese is written without spaces between words."""
    terms: list[str] = []
    for run in _RUN.findall(text):
        for length in (1, 2, 3):
            terms.extend(run[start : start + length] for start in range(len(run) - length + 1))
    return terms


ANALYSERS: dict[str, Analyser] = {"words": words, "characters": characters}
VERSION = 1
"""Rises whenever an analyser may give other terms for the same text."""
