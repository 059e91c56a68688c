"""What the classifier answers."""

from typing import NamedTuple

from sentiment.labels import Label
from sentiment.language import Language


class WordWeight(NamedTuple):
    """A counted term and what it adds to the decision's logit (> 0: speaks for the leaning; < 0: against it)."""

    word: str
    weight: float


class Judgement(NamedTuple):
    """One text's label with its reasons.

    `label` is what moves credit: the leaning, or good where `unsure`. `leaning` is the most probable class, which
    `words` explain: `intercept` + the sum of the weights = `logit`, the leaning's log-probability less the mean
    log-probability of the three classes.
    """

    label: Label
    probabilities: dict[Label, float]
    words: tuple[WordWeight, ...]
    unsure: bool
    language: Language
    leaning: Label
    intercept: float
    logit: float
