"""What learns the weights of one set of rows. Prediction does not import this."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sentiment import solver
from sentiment.analysers import ANALYSERS
from sentiment.errors import SentimentError
from sentiment.families import FAMILIES, FIRST, ROLES, pack, unpack
from sentiment.kernels import logistic as kernel
from sentiment.lexicon import Lexicon
from sentiment.model import Model
from sentiment.pattern import Pattern
from sentiment.reading import Doubles, Reading
from sentiment.recipes import Recipe

Places = NDArray[np.int64]

_LEAST_LOG_ODDS = 0.1
"""Less is taken for this much: no term is quite shut out."""


@dataclass(frozen=True)
class Fitted:
    """For each grade of praise, a logistic regression of that grade against the others."""

    pattern: Pattern
    stars: tuple[int, ...]  # k, ascending: the grades
    scale: Doubles  # n
    weights: Doubles  # n × k, values included

    def grades(self, rows: Places) -> Doubles:
        """len(rows) × k."""
        return solver.grades(self.pattern, rows, self.scale, self.weights)


def values(recipe: Recipe, pattern: Pattern) -> Doubles:
    """The terms' values: idf, smoothed as scikit-learn does, times the weight of summaries' terms. No label is seen."""
    of_summary = [family.code for family in FAMILIES.values() if family.of_summary]
    codes, _ = unpack(pattern.keys)
    idf = np.log((1 + len(pattern)) / (1 + pattern.texts_with)) + 1.0
    found: Doubles = np.where(np.isin(codes, of_summary), recipe.summary_weight, 1.0) * idf
    return found


def stretch(pattern: Pattern, rows: Places, truth: NDArray[np.int32], shares: Doubles, power: float) -> Doubles:
    """By how much each term's weight for each grade may be larger (n × k): its log-odds ratio to that power.

    So a term that the texts of one grade have as often as the others learns little, whatever its idf. After the naive
    Bayes features of Wang and Manning, "Baselines and bigrams", 2012, who take the ratio itself.
    """
    k = int(truth.max()) + 1
    counts = np.zeros((len(pattern.keys), k))
    kernel.counts(pattern.starts, pattern.columns, rows, truth, shares, counts)
    every = counts.sum(axis=1)
    found = []
    for own in counts.T:
        ours, others = own + 1.0, np.maximum(every - own, 0.0) + 1.0
        found.append(np.abs(np.log(ours / ours.sum()) - np.log(others / others.sum())))
    loosened: Doubles = np.maximum(np.stack(found, axis=1), _LEAST_LOG_ODDS) ** power
    return loosened


def fit(
    recipe: Recipe,
    pattern: Pattern,
    rows: Places,
    stars: NDArray[np.int8],
    shares: Doubles,
    start: Fitted | None = None,
) -> Fitted:
    """Learns from some rows of a pattern; `stars` and `shares` (how often a row counts) are of all rows.

    `start` is an earlier fit to go on from. Fails with SENTIMENT_CLASSES unless there are stars below 3 and above 3.
    """
    present = tuple(np.unique(stars[rows]).tolist())
    if not present or present[0] >= 3 or present[-1] <= 3:
        found = ", ".join(map(str, present)) or "none"
        raise SentimentError("SENTIMENT_CLASSES", f"training needs both excellent and bad texts; found stars: {found}")
    scale = values(recipe, pattern)
    truth = np.searchsorted(present, stars[rows]).astype(np.int32)
    own = np.bincount(truth, shares[rows], len(present))
    sides = shares[rows].sum() / (2 * np.stack([own.sum() - own, own], axis=1))  # both sides count the same in sum
    power = recipe.log_odds_power
    loose = stretch(pattern, rows, truth, shares[rows], power) if power else None
    first = start.weights if start is not None and start.stars == present else None
    weights = solver.fit(pattern, rows, scale, truth, shares[rows], sides, recipe.inverse_regularisation, loose, first)
    return Fitted(pattern, present, scale, weights)


def to_model(fitted: Fitted, recipe: Recipe, readings: tuple[Reading, Reading]) -> Model:
    """The learnt weights with their readings, for prediction; the lexicon keeps the units that it needs."""
    lexicon = fitted.pattern.lexicon
    codes, units = unpack(fitted.pattern.keys)
    parts = {unit for having in ROLES.values() for unit in having}
    kept = set(np.unique(units).tolist()) | {lexicon.id_of(unit) for unit in parts}
    order = sorted((i for i in kept if i >= FIRST), key=lexicon.units.__getitem__)
    again = np.zeros(len(lexicon.units), dtype=np.int32)
    again[order] = np.arange(FIRST, FIRST + len(order))
    keys = pack(codes, *again[units].T)
    sorted_by_key = np.argsort(keys)
    coefficients = fitted.weights / fitted.scale[:, None]
    return Model(
        language=recipe.language,
        lexicon=Lexicon(ANALYSERS[recipe.analyser](recipe.stop_words), [lexicon.units[i] for i in order]),
        families=recipe.families,
        keys=keys[sorted_by_key],
        scale=fitted.scale[sorted_by_key].astype(np.float32),
        coefficients=coefficients.T[:, sorted_by_key].astype(np.float32),
        readings=readings,
        short_below=recipe.short_below,
        known_share_below=recipe.known_share_below,
    )
