"""What ours is measured beside: recipes of the source and of the field, by scikit-learn alone.

They never abstain, and their leaning is the most probable class.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from benchmarks.sentiment.goals import ALONE, BOTH
from sentiment.judgement import Judgement
from sentiment.labels import LABELS, Label
from sentiment.language import Language
from sentiment.normalise import normalise
from sentiment.reviews import Review

STEPS = 400
"""Of the solver at most; all recipes here end long before."""


@dataclass(frozen=True)
class Baseline:
    """A recipe: how often the summary is read, what counts terms, and what learns."""

    name: str
    language: Language
    summaries: int
    ways: tuple[str, ...]  # in which reviews with a summary are read to measure it
    make: Callable[[], Pipeline]

    def fit(self, reviews: Sequence[Review]) -> "Fitted":
        """Learns from reviews."""
        learner = self.make()
        learner.fit([self.spelled(review, True) for review in reviews], [review.label for review in reviews])
        return Fitted(self, learner)

    def spelled(self, review: Review, summaries: bool) -> str:
        """The text, behind its summary as often as the recipe reads it."""
        parts = [review.summary] * (self.summaries if summaries else 0) + [review.text]
        return normalise(" ".join(parts))


@dataclass(frozen=True)
class Fitted:
    """A recipe that has learnt."""

    baseline: Baseline
    learner: Any

    def judge(self, reviews: Sequence[Review], summaries: bool = True) -> list[Judgement]:
        """A judgement on each, without words; a class that it has not met has probability 0."""
        found = self.learner.predict_proba([self.baseline.spelled(review, summaries) for review in reviews])
        chances = np.zeros((len(reviews), len(LABELS)))
        chances[:, [LABELS.index(label) for label in self.learner.classes_]] = found
        return [_judgement(row, self.baseline.language) for row in chances.tolist()]


def _judgement(chances: list[float], language: Language) -> Judgement:
    leaning: Label = LABELS[chances.index(max(chances))]
    return Judgement(leaning, dict(zip(LABELS, chances, strict=True)), (), False, language, leaning, 0.0, 0.0)


def _regression(strength: float, balance: Literal["balanced"] | None = None) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight=balance, max_iter=STEPS)


def _paper() -> Pipeline:
    return Pipeline([("counts", CountVectorizer(stop_words="english")), ("regression", _regression(1.0))])


def _field() -> Pipeline:
    terms = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    return Pipeline([("terms", terms), ("regression", _regression(5.0, "balanced"))])


def _characters() -> Pipeline:
    terms = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    return Pipeline([("terms", terms), ("regression", _regression(5.0))])


PAPER = Baseline("the paper's recipe", "en", 1, (BOTH,), _paper)
PAPER_TEXT = Baseline("the paper's recipe, learnt from texts alone", "en", 0, (ALONE,), _paper)
FIELD = Baseline("word 1–2-grams, TF-IDF, balanced", "en", 2, (BOTH, ALONE), _field)
CHARACTERS = Baseline("characters 1–3-grams, TF-IDF", "zh", 0, (), _characters)
