"""Training one language's model from reviews and the trade sentences."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment import estimator
from sentiment.calibration import Truth, calibrate, macro_f1
from sentiment.duplicates import grouped
from sentiment.errors import SentimentError
from sentiment.estimator import Fitted
from sentiment.labels import LABELS, Label
from sentiment.model import Model, alone, analyse_with, document
from sentiment.normalise import normalise
from sentiment.reading import Doubles, Reading
from sentiment.recipes import Recipe
from sentiment.reviews import Review

FOLDS = 3
_STARS: dict[Label, int] = {"excellent": 5, "good": 3, "bad": 1}
_GOOD_SHARE = 0.08  # of reviews, where the file has only two classes: as among English reviews
_CURVE = (0.05, 0.25)  # shares of the reviews, before all of them


@dataclass(frozen=True)
class Row:
    """One spelling of one text to learn from, normalised."""

    text: str
    label: Label
    stars: int
    weight: float
    fold: int  # held out with this fold; -1: always learnt from, never held out
    trade: bool


@dataclass(frozen=True)
class Trained:
    """A model, and what its card tells about the making (counts and choices; JSON values only)."""

    model: Model
    account: dict[str, Any]


@dataclass(frozen=True)
class Own:
    """Our own sentences of the trade."""

    sentences: Sequence[Review] = ()
    composed: Sequence[Review] = ()


def train(
    recipe: Recipe,
    reviews: Sequence[Review],
    own: Own,
    also: Sequence[Review] = (),
    seed: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> Trained:
    """Learns from `reviews`, our `own` sentences and `also`, sentences of other domains; `tell` hears of each step.

    The readings are chosen on held-out folds (by group), the final weights learnt from all. Fails with
    SENTIMENT_CLASSES.
    """
    tell("looking for near-duplicates")
    kept, dropped = grouped(reviews)
    tell(f"{len(reviews)} reviews, {dropped} near-duplicates dropped")
    rows = [*_rows(kept, seed), *_own_rows(recipe, own, seed), *_unfolded(also, 1.0)]
    grades, curve = _held_out(recipe, rows, seed, tell)
    readings = _readings(recipe, rows, grades)
    tell(f"fitting on all {len(rows)} rows")
    model = estimator.to_model(_fit(recipe, rows, seed), recipe, readings)
    tell(f"{len(model.terms)} terms")
    counts = Counter(review.label for review in kept)
    account = {
        "seed": seed,
        "folds": FOLDS,
        "reviews": len(reviews),
        "near_duplicates_dropped": dropped,
        "groups": len({review.group for review in kept}),
        "classes": {label: counts[label] for label in LABELS},
        "trade_sentences": len(own.sentences),
        "composed_sentences": len(own.composed),
        "other_sentences": len(also),
        "terms": len(model.terms),
        "short": _told(readings[0]),
        "long": _told(readings[1]),
        "learning_curve": curve,
        "parameters": {name: value for name, value in vars(recipe).items() if name != "stop_words"},
    }
    return Trained(model, account)


def _told(reading: Reading) -> dict[str, Any]:
    return {"handicaps": reading.handicaps.round(2).tolist(), "unsure_below": reading.unsure_below}


def fold_of(group: str, seed: int) -> int:
    """The fold in which a group is held out."""
    return int.from_bytes(hashlib.sha256(f"{seed} {group}".encode()).digest()[:4]) % FOLDS


def _rows(reviews: Iterable[Review], seed: int) -> Iterable[Row]:
    """A review with a summary counts twice, with it and without: evaluations come without."""
    for review in reviews:
        fold, stars = fold_of(review.group, seed), review.stars or _STARS[review.label]
        yield Row(document(normalise(review.summary), normalise(review.text)), review.label, stars, 1.0, fold, False)
        if review.summary:
            yield Row(normalise(review.text), review.label, stars, 1.0, fold, False)


def _own_rows(recipe: Recipe, own: Own, seed: int) -> Iterable[Row]:
    for sentence in own.sentences:
        stars, fold = _STARS[sentence.label], fold_of(sentence.group, seed)
        yield Row(normalise(sentence.text), sentence.label, stars, recipe.adaptation_weight, fold, True)
    yield from _unfolded(own.composed, recipe.composed_weight)


def _unfolded(sentences: Iterable[Review], weight: float) -> Iterable[Row]:
    for s in sentences:
        yield Row(normalise(s.text), s.label, s.stars or _STARS[s.label], weight, -1, False)


def _fit(recipe: Recipe, rows: Sequence[Row], seed: int) -> Fitted:
    grades = np.array([row.stars for row in rows], dtype=np.int64)
    return estimator.fit(recipe, [row.text for row in rows], grades, np.array([row.weight for row in rows]), seed)


def _held_out(
    recipe: Recipe, rows: Sequence[Row], seed: int, tell: Callable[[str], None]
) -> tuple[Doubles, list[dict[str, float]]]:
    """Each row's grades by weights learnt without its fold (rows that are always learnt from: 0), and the curve."""
    found: Doubles | None = None
    curve: list[dict[str, float]] = []
    for fold in range(FOLDS):
        out = [i for i, row in enumerate(rows) if row.fold == fold]
        if not out:
            continue
        tell(f"fold {fold + 1} of {FOLDS}: {len(out)} rows held out")
        rest = [row for row in rows if row.fold != fold]
        fitted = _fit(recipe, rest, seed)
        grades = fitted.judge([rows[i].text for i in out])
        if found is None:
            found = np.zeros((len(rows), grades.shape[1]))
            curve = _curve(recipe, rest, [rows[i] for i in out], grades, seed)
        if grades.shape[1] != found.shape[1]:
            raise SentimentError("SENTIMENT_CLASSES", "too few texts of one number of stars: every fold needs some")
        found[out] = grades
    if found is None:
        raise SentimentError("SENTIMENT_CLASSES", "training needs both excellent and bad texts; found none")
    return found, curve


def _curve(
    recipe: Recipe, rest: Sequence[Row], out: Sequence[Row], whole: Doubles, seed: int
) -> list[dict[str, float]]:
    """Macro-F1 on a held-out fold's reviews, its reading chosen there too, by the share of the others learnt from."""
    test = np.array([not row.trade for row in out])
    truth = np.array([LABELS.index(row.label) for row in out], dtype=np.int64)[test]
    draws = np.random.default_rng(seed).random(len(rest))
    curve = []
    for share in (*_CURVE, 1.0):
        some = [row for row, draw in zip(rest, draws, strict=True) if draw < share or row.trade or row.fold < 0]
        try:
            grades = whole if share == 1.0 else _fit(recipe, some, seed).judge([row.text for row in out])
        except SentimentError:  # the share is too small to hold every class
            continue
        reading = calibrate(grades[test], truth, np.ones(len(truth)))
        given = reading.leaning(reading.probabilities(grades[test]))
        curve.append({"share": share, "rows": len(some), "macro_f1": round(macro_f1(truth, given), 4)})
    return curve


def _readings(recipe: Recipe, rows: Sequence[Row], grades: Doubles) -> tuple[Reading, Reading]:
    """The readings for short texts, held out trade sentences and short reviews by halves, and for long reviews."""
    analyse = analyse_with(recipe.analyser, tuple(recipe.stop_words))
    truth = np.array([LABELS.index(row.label) for row in rows], dtype=np.int64)
    fold, trade = np.array([row.fold for row in rows]), np.array([row.trade for row in rows])
    short = np.array([len(alone(analyse(row.text), recipe.analyser)) < recipe.short_below for row in rows])
    reviews = (fold >= 0) & ~trade
    few, many = _shared(trade, reviews & short), _shared(reviews & ~short)
    missing = len(set(truth[reviews].tolist())) < len(LABELS)
    if missing:
        many = _shared(reviews & ~short) * (1 - _GOOD_SHARE) + _shared(trade & (truth == 1)) * _GOOD_SHARE
    bound = recipe.most_opposite
    return _reading(grades, truth, few, reviews, bound), _reading(grades, truth, many, reviews, bound)


def _shared(*parts: NDArray[np.bool_]) -> Doubles:
    """Weights that add up to the same for each part that is not empty; all together as many as there are rows."""
    weights = np.zeros(len(parts[0]))
    for part in parts:
        if part.any():
            weights[part] += 1.0 / part.sum()
    return weights


def _reading(
    grades: Doubles, truth: Truth, weights: Doubles, fallback: NDArray[np.bool_], most_opposite: float
) -> Reading:
    used = weights > 0
    if len(set(truth[used].tolist())) < len(LABELS):
        used, weights = fallback, np.ones(len(truth))
    scaled = weights[used] * used.sum() / weights[used].sum()
    return calibrate(grades[used], truth[used], scaled, most_opposite)
