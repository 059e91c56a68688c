"""Training one language's model from reviews and the trade sentences."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sklearn.pipeline import Pipeline

from sentiment import estimator, thresholds
from sentiment.judgement import Judgement
from sentiment.labels import LABELS, Label
from sentiment.measures import judge
from sentiment.model import Model
from sentiment.normalise import normalise
from sentiment.recipes import Recipe
from sentiment.reviews import Review, distinct

_PARTS = 10  # one in ten groups validates


@dataclass(frozen=True)
class Trained:
    """A model, and what its card tells about the making (counts and thresholds; JSON values only)."""

    model: Model
    account: dict[str, Any]


def train(
    recipe: Recipe,
    reviews: list[Review],
    trade: list[Review],
    seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Learns from `reviews` and the `trade` sentences for adaptation; `tell` hears of each step.

    The thresholds are chosen with weights learnt without the validation groups; the final weights are learnt from all.
    Fails with SENTIMENT_CLASSES.
    """
    kept = distinct(reviews)
    tell(f"{len(reviews)} reviews, {len(reviews) - len(kept)} exact duplicates dropped")
    validation = [review for review in kept if _validates(review.group, seed)]
    rest = [review for review in kept if not _validates(review.group, seed)]
    tell(f"fitting on {len(rest)} reviews to choose the thresholds on {len(validation)}")
    middle, chance = _choose(recipe, rest, validation, trade, seed)
    tell(f"middle band {middle}, unsure below {chance}; fitting on all {len(kept)} reviews")
    model = estimator.to_model(_fit(recipe, kept, trade, seed), recipe, middle, chance)
    tell(f"{len(model.terms)} terms")
    counts = Counter(review.label for review in kept)
    return Trained(
        model,
        {
            "seed": seed,
            "reviews": len(reviews),
            "duplicates_dropped": len(reviews) - len(kept),
            "classes": {label: counts[label] for label in LABELS},
            "validation_reviews": len(validation),
            "trade_sentences": len(trade),
            "terms": len(model.terms),
            "middle": middle,
            "unsure_below": chance,
            "parameters": {name: value for name, value in vars(recipe).items() if name != "stop_words"},
        },
    )


def _validates(group: str, seed: int) -> bool:
    return int.from_bytes(hashlib.sha256(f"{seed} {group}".encode()).digest()[:4]) % _PARTS == 0


def _fit(recipe: Recipe, reviews: list[Review], trade: list[Review], seed: int) -> Pipeline:
    learnt = {review.label for review in reviews}  # trade sentences of a class that the reviews lack only set the band
    rows = [row for review in reviews for row in _spellings(review)]
    rows += [(review.text, review.label, recipe.adaptation_weight) for review in trade if review.label in learnt]
    texts, labels, weights = zip(*rows, strict=True) if rows else ((), (), ())
    return estimator.fit(recipe, [normalise(text) for text in texts], labels, weights, seed)


def _spellings(review: Review) -> Iterator[tuple[str, Label, float]]:
    """A review with a summary counts twice, with it and without: evaluations come without."""
    yield review.whole, review.label, 1.0
    if review.summary:
        yield review.text, review.label, 1.0


def _choose(
    recipe: Recipe, rest: list[Review], validation: list[Review], trade: list[Review], seed: int
) -> tuple[float, float]:
    """The middle band (0 where reviews of all three classes are there) and the least chance of a decision."""
    fitted = _fit(recipe, rest, trade, seed)
    middle = 0.0
    if not any(review.label == "good" for review in rest):
        flat = estimator.to_model(fitted, recipe)
        poles = [_log_odds(j) for j in judge(flat, [review.text for review in validation])]
        neutral = [_log_odds(j) for j in judge(flat, [review.text for review in trade if review.label == "good"])]
        middle = thresholds.middle(poles, neutral)
    model = estimator.to_model(fitted, recipe, middle)
    judgements = judge(model, [review.text for review in validation])
    return middle, thresholds.least_chance([review.label for review in validation], judgements)


def _log_odds(judgement: Judgement) -> float:
    return math.log(judgement.probabilities["excellent"] / judgement.probabilities["bad"])
