"""How each language's model is trained: the choices, with what was measured in the README."""

from dataclasses import dataclass

from sentiment.analysers import STOP_WORDS
from sentiment.language import Language


@dataclass(frozen=True)
class Recipe:
    """One language's choices."""

    language: Language
    analyser: str  # a name in sentiment.analysers.ANALYSERS
    stop_words: frozenset[str]
    most_terms: int  # the most frequent are kept
    least_texts: int  # in which a term must occur
    inverse_regularisation: float  # LogisticRegression's C
    known_share_below: float  # see Model
    short_below: int  # see Model
    adaptation_weight: float  # of one trade sentence against one review
    composed_weight: float  # of one sentence made of clauses
    most_opposite: float  # excellent called bad or the reverse: the share of decisions allowed on held-out texts


RECIPES: dict[str, Recipe] = {
    "en": Recipe("en", "words", STOP_WORDS, 150_000, 3, 4.0, 0.6, 12, 5.0, 3.0, 0.03),
    "zh": Recipe("zh", "characters", frozenset(), 80_000, 2, 5.0, 0.6, 20, 5.0, 3.0, 0.02),
}
