"""Training one language's model from reviews and the trade sentences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment import estimator
from sentiment.analysers import ANALYSERS
from sentiment.calibration import Truth, calibrate, macro_f1
from sentiment.corpus import Collector, Corpus
from sentiment.duplicates import grouped
from sentiment.errors import SentimentError
from sentiment.estimator import Fitted
from sentiment.labels import LABELS
from sentiment.model import Model
from sentiment.pattern import Pattern, Rows, Streams, build
from sentiment.reading import Doubles, Reading
from sentiment.recipes import Recipe
from sentiment.reviews import Review

MANY = 100_000
"""From this many reviews on, one held-out fold of FOLDS_OF_MANY says enough, and each counts in one spelling, drawn."""

FOLDS, FOLDS_OF_MANY = 3, 20
_FOLDS_OF_FEW_OWN = 5  # our own sentences are few beside many reviews: more of them are held out
_GOOD_SHARE = 0.08  # of reviews, where the file has only two classes: as among English reviews
_CURVE, _CURVE_OF_MANY = (0.05, 0.25), (0.1,)  # shares of the reviews, before all of them


@dataclass(frozen=True)
class Own:
    """Our own sentences of the trade."""

    sentences: Sequence[Review] = ()
    composed: Sequence[Review] = ()


@dataclass(frozen=True)
class Sample:
    """m rows to learn from: spellings of texts, each text once or twice."""

    rows: Rows
    stars: NDArray[np.int8]
    labels: NDArray[np.int64]  # indices into LABELS
    shares: Doubles  # how often a row counts
    fold: NDArray[np.int64]  # held out with this fold; -1: always learnt from, never held out
    trade: NDArray[np.bool_]  # a sentence of ours
    account: dict[str, Any] = field(default_factory=dict)  # for the card

    def __len__(self) -> int:
        return len(self.stars)


@dataclass(frozen=True)
class Trained:
    """A model, and what its card tells about the making (counts and choices; JSON values only)."""

    model: Model
    account: dict[str, Any]


Tell = Callable[[str], None]


def train(
    recipe: Recipe,
    reviews: Iterable[Review],
    own: Own,
    also: Iterable[Review] = (),
    seed: int = 0,
    tell: Tell = lambda _: None,
) -> Trained:
    """Learns from `reviews`, our `own` sentences and `also`, sentences of other domains; `tell` hears of each step.

    The readings are chosen on held-out folds (by group), the final weights learnt from all. Fails with
    SENTIMENT_CLASSES.
    """
    corpus, sample = sampled(recipe, reviews, own, also, seed, tell)
    tell(f"choosing terms for {len(sample)} rows")
    streams = Streams(corpus, ANALYSERS[recipe.analyser](recipe.stop_words), recipe.least_texts)
    pattern = build(streams, sample.rows, recipe.families, recipe.least_texts, recipe.most_terms, seed)
    grades, curve, last = _held_out(recipe, pattern, sample, seed, tell)
    tell("choosing the readings")
    readings = _readings(recipe, pattern, sample, grades)
    tell(f"fitting {len(pattern.keys)} terms on all {len(sample)} rows")
    fitted = estimator.fit(recipe, pattern, np.arange(len(sample)), sample.stars, sample.shares, last)
    account = {
        **sample.account,
        "seed": seed,
        "terms": len(pattern.keys),
        "short": _told(readings[0]),
        "long": _told(readings[1]),
        "learning_curve": curve,
        "parameters": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(recipe).items()
            if name != "stop_words"
        },
    }
    return Trained(estimator.to_model(fitted, recipe, readings), account)


def _told(reading: Reading) -> dict[str, Any]:
    return {"handicaps": reading.handicaps.round(2).tolist(), "unsure_below": reading.unsure_below}


def sampled(
    recipe: Recipe, reviews: Iterable[Review], own: Own, also: Iterable[Review], seed: int, tell: Tell
) -> tuple[Corpus, Sample]:
    """All texts read, and the rows to learn from, near-duplicates among the reviews left out."""
    collector = Collector(ANALYSERS[recipe.analyser](recipe.stop_words))
    counts = [collector.add(reviews, tell), *map(collector.add, (own.sentences, own.composed, also))]
    corpus = collector.finish()
    if not counts[0]:
        raise SentimentError("SENTIMENT_CLASSES", "training needs both excellent and bad texts; found no review")
    tell(f"{counts[0]} reviews of {len(corpus.tokens.names)} distinct words; looking for near-duplicates")
    kept, groups = grouped(corpus, counts[0])
    texts = np.flatnonzero(kept)
    tell(f"{len(kept) - len(texts)} near-duplicates dropped")
    folds = FOLDS_OF_MANY if len(texts) >= MANY else FOLDS
    account = {
        "folds": folds,
        "folds_held_out": _held(folds),
        "reviews": counts[0],
        "near_duplicates_dropped": len(kept) - len(texts),
        "groups": len(np.unique(groups[texts])),
        "classes": dict(zip(LABELS, np.bincount(corpus.labels[texts], minlength=len(LABELS)).tolist(), strict=True)),
        "trade_sentences": counts[1],
        "composed_sentences": counts[2],
        "other_sentences": counts[3],
    }
    rows = _spellings(corpus, texts, len(texts) >= MANY, seed)
    # Sentences of one beginning are of one group, that of no review.
    own_fold = _folds(len(kept) + corpus.groups[counts[0] :], min(folds, _FOLDS_OF_FEW_OWN), seed)
    fold = np.concatenate([_folds(groups, folds, seed), own_fold])
    origin = np.repeat(np.arange(4), counts)
    rest = np.arange(counts[0], len(corpus))
    every = np.concatenate([rows.texts, rest])
    weight = np.array([1.0, recipe.adaptation_weight, recipe.composed_weight, 1.0])
    sample = Sample(
        rows=Rows(every, np.concatenate([rows.with_summary, np.zeros(len(rest), dtype=np.bool_)])),
        stars=corpus.stars[every],
        labels=corpus.labels[every].astype(np.int64),
        shares=weight[origin[every]],
        fold=np.where(origin[every] < 2, fold[every], -1),
        trade=origin[every] == 1,
        account=account,
    )
    return corpus, sample


def _spellings(corpus: Corpus, texts: NDArray[np.int64], once: bool, seed: int) -> Rows:
    """A text with a summary counts with it and without, for evaluations come without; if `once`, as is drawn."""
    has = corpus.has_summary[texts]
    if once:
        return Rows(texts, has & (np.random.default_rng(seed).random(len(texts)) < 0.5))
    twice = np.repeat(texts, 1 + has)
    return Rows(twice, corpus.has_summary[twice] & np.concatenate([[True], twice[1:] != twice[:-1]]))


def _folds(groups: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """The fold in which each group is held out."""
    mixed = (groups.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed % 2**32)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed >> np.uint64(33)) % np.uint64(folds)).astype(np.int64)


def _held(folds: int) -> int:
    """How many of the folds are held out, one after the other."""
    return 1 if folds == FOLDS_OF_MANY else folds


def _held_out(
    recipe: Recipe, pattern: Pattern, sample: Sample, seed: int, tell: Tell
) -> tuple[Doubles, list[dict[str, float]], Fitted]:
    """Each row's grades by weights learnt without its fold (0: its fold is not held out), the curve, the last fit."""
    found: Doubles | None = None
    curve: list[dict[str, float]] = []
    fitted: Fitted | None = None
    for fold in range(sample.account["folds_held_out"]):
        out, rest = np.flatnonzero(sample.fold == fold), np.flatnonzero(sample.fold != fold)
        if not len(out):
            continue
        tell(f"fold {fold + 1} of {sample.account['folds_held_out']}: {len(out)} rows held out")
        # Never from another fold's weights: they saw this fold, and a few steps do not forget it.
        first: Fitted | None = None
        if found is None:
            curve, first = _curve(recipe, pattern, sample, rest, out, seed)
        fitted = estimator.fit(recipe, pattern, rest, sample.stars, sample.shares, first)
        grades = fitted.grades(out)
        if found is None:
            found = np.zeros((len(sample), grades.shape[1]))
            curve += _point(sample, out, grades, 1.0, len(rest))
        if grades.shape[1] != found.shape[1]:
            raise SentimentError("SENTIMENT_CLASSES", "too few texts of one number of stars: every fold needs some")
        found[out] = grades
    if found is None or fitted is None:
        raise SentimentError("SENTIMENT_CLASSES", "training needs both excellent and bad texts; found none")
    return found, curve, fitted


def _curve(
    recipe: Recipe, pattern: Pattern, sample: Sample, rest: NDArray[np.int64], out: NDArray[np.int64], seed: int
) -> tuple[list[dict[str, float]], Fitted | None]:
    """Macro-F1 on a held-out fold by the share of the others learnt from, and the last of these fits."""
    draws = np.random.default_rng(seed).random(len(rest))
    always = sample.trade[rest] | (sample.fold[rest] < 0)
    curve: list[dict[str, float]] = []
    fitted: Fitted | None = None
    for share in _CURVE if sample.account["folds"] == FOLDS else _CURVE_OF_MANY:
        some = rest[(draws < share) | always]
        try:
            fitted = estimator.fit(recipe, pattern, some, sample.stars, sample.shares, fitted)
            curve += _point(sample, out, fitted.grades(out), share, len(some))
        except SentimentError:  # the share is too small to hold every class
            continue
    return curve, fitted


def _point(sample: Sample, out: NDArray[np.int64], grades: Doubles, share: float, rows: int) -> list[dict[str, float]]:
    """Macro-F1 on the reviews held out, the reading chosen there too; nothing where a class is missing."""
    test = ~sample.trade[out]
    truth = sample.labels[out][test]
    try:
        reading = calibrate(grades[test], truth, np.ones(len(truth)))
    except SentimentError:
        return []
    given = reading.leaning(reading.probabilities(grades[test]))
    return [{"share": share, "rows": rows, "macro_f1": round(macro_f1(truth, given), 4)}]


def _readings(recipe: Recipe, pattern: Pattern, sample: Sample, grades: Doubles) -> tuple[Reading, Reading]:
    """The readings for short texts, held out trade sentences and short reviews by halves, and for long reviews."""
    held = (sample.fold >= 0) & (sample.fold < sample.account["folds_held_out"])
    truth, trade = sample.labels, sample.trade & held
    short = pattern.units < recipe.short_below
    reviews = held & ~trade
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
