"""How each language's model is trained: the choices, with what was measured in the README."""

from dataclasses import dataclass

from sentiment.language import Language


@dataclass(frozen=True)
class Recipe:
    """One language's choices."""

    language: Language
    analyser: str  # a name in sentiment.analysers.ANALYSERS
    stop_words: frozenset[str]
    families: tuple[str, ...]  # names in sentiment.families.FAMILIES
    most_terms: int  # the most frequent are kept
    least_texts: int  # in which a term must occur
    inverse_regularisation: float  # C, as in LogisticRegression
    known_share_below: float  # see Model
    short_below: int  # see Model
    adaptation_weight: float  # of one trade sentence against one review
    composed_weight: float  # of one sentence made of clauses
    most_opposite: float  # excellent called bad or the reverse: the share of decisions allowed on held-out texts
    log_odds_power: float = 0.0  # see estimator.stretch; 0: every term's weight is held down alike
    summary_weight: float = 1.0  # of a summary's terms, as such, against those of the whole


_PAIRS = ("singles", "pairs", "summary singles", "summary pairs")
_TRIPLES = (*_PAIRS, "triples", "summary triples")
# Words with and without function words between: "not as described" beside "not … described".
_WHOLE = ("content", "content pairs", "pairs", "triples")
_PHRASES = (*_WHOLE, *(f"summary {name}" for name in _WHOLE), "negated", "negated pairs")

RECIPES: dict[str, Recipe] = {
    "en": Recipe("en", "words", frozenset(), _PHRASES, 250_000, 3, 3.0, 0.6, 12, 10.0, 1.0, 0.03, 0.5, 2.0),
    "zh": Recipe("zh", "characters", frozenset(), _TRIPLES, 80_000, 3, 3.0, 0.6, 20, 10.0, 1.0, 0.02, 0.5),
}
