"""From a normalised text to its tokens, and from a token to the units that are counted. One analyser per language.

What a token's units are depends on the token alone, so training asks once for each distinct token.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sentiment.segmentation import words_of

VERSION = 2
"""Rises whenever an analyser may give other tokens or units for the same text."""

GAP = ""
"""The unit over which no run of units reaches."""


@dataclass(frozen=True)
class Analyser:
    """How one language's texts are taken apart."""

    name: str
    tokens: Callable[[str], list[str]]
    units: Callable[[str], tuple[str, ...]]
    stop_words: frozenset[str]
    joint: str  # what stands between the units of a run when it is shown
    marks: str | None  # the tokens are words and these marks, as compiled code finds them; None: it cannot
    words_of: Callable[[Sequence[str]], list[str]] | None = None  # the word each token lies in, if each is one unit


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[!?.,;:()]")
_RUN = re.compile(r"[^\W_]+|[!?]")

# Function words that carry no judgement by themselves, but do in "as described" or "out of date". Not among them are
# negation, contrast, degree: not, no, never, but, too, very, only …
FUNCTION_WORDS = frozenset(
    """a an the this that these those of to in on at by for from with into onto as is am are was were be been being
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs and or
    have has had do does did which who whom there here then""".split()  # noqa: SIM905 (a list reads worse)
)

NEGATORS = frozenset(
    "not no never nobody nothing none neither nor without hardly barely".split()  # noqa: SIM905 (as above)
)

STOPS = frozenset(".,;:()")

# Words in -ly that say another thing than the word without it.
_WHOLE = frozenset(
    {"really", "hardly", "barely", "nearly", "mostly", "fairly", "likely", "unlikely", "lately", "supply", "apply"}
)


def words(stop_words: frozenset[str] = frozenset()) -> Analyser:
    """Words and marks: no stop words, adverbs as their adjectives, "didn't" as "not"."""

    def units(token: str) -> tuple[str, ...]:
        stem, _, ending = token.partition("'")
        negated = (ending == "t" and stem.endswith("n")) or stem == "cannot"
        if negated:
            stem = "can" if stem == "cannot" else stem[:-1]
        own = () if stem in stop_words else (_adjective(stem),)
        return (*own, "not") if negated else own

    return Analyser("words", _WORD.findall, units, stop_words, " ", "!?.,;:()")


def _adjective(word: str) -> str:
    """quickly → quick, speedily → speedy: an adverb praises or blames as its adjective does, and is much rarer."""
    if word in _WHOLE or not word.endswith("ly"):
        return word
    if word.endswith("ily"):
        return word[:-3] + "y" if len(word) >= 7 else word
    return word[:-2] if len(word) >= 6 else word


def characters(stop_words: frozenset[str] = frozenset()) -> Analyser:
    """Characters in unbroken stretches: Chinese is written without spaces between words."""

    def tokens(text: str) -> list[str]:
        return list(" ".join(_RUN.findall(text)))

    def units(token: str) -> tuple[str, ...]:
        return () if token in stop_words else (GAP,) if token.isspace() else (token,)

    return Analyser("characters", tokens, units, stop_words, "", None, None if stop_words else words_of)


ANALYSERS: dict[str, Callable[[frozenset[str]], Analyser]] = {"words": words, "characters": characters}
