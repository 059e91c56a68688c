"""Choosing a `Reading` on texts that the fitted weights never saw."""

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from sentiment.errors import SentimentError
from sentiment.labels import LABELS
from sentiment.reading import Doubles, Reading, softmax, sureness

Truth = NDArray[np.int64]

MOST_UNSURE = 0.20
"""More abstentions than this make a classifier useless, so the bound above yields to it."""

_NEVER = -20.0
_HANDICAPS = np.round(np.arange(-1.0, 2.01, 0.1), 1)
_SURENESS = np.round(np.arange(0.50, 0.991, 0.01), 2)


def calibrate(grades: Doubles, truth: Truth, weights: Doubles, most_opposite: float = 0.03) -> Reading:
    """The reading that is most likely (matrix scaling), decides with the best macro-F1, and errs within bounds.

    `grades` is m × k from held-out texts, `truth` m indices into LABELS, `weights` m. Matrix scaling: Guo et al.,
    "On calibration of modern neural networks", 2017. Where good does not occur, it gets no probability to speak of.
    Fails with SENTIMENT_CLASSES without excellent or bad.
    """
    if not {LABELS.index("excellent"), LABELS.index("bad")} <= set(truth.tolist()):
        raise SentimentError("SENTIMENT_CLASSES", "too few texts: each fold needs excellent and bad ones")
    scaling = LogisticRegression(C=100.0, max_iter=2_000, tol=1e-6).fit(grades, truth, sample_weight=weights)
    matrix, intercepts = scaling.coef_, scaling.intercept_
    if len(scaling.classes_) == 2:
        half, bias = matrix[0] / 2, float(intercepts[0]) / 2
        matrix, intercepts = np.stack([-half, 0 * half, half]), np.array([-bias, _NEVER, bias])
    matrix, intercepts = matrix - matrix.mean(axis=0), intercepts - intercepts.mean()
    chances = softmax(grades @ matrix.T + intercepts)
    handicaps = best_handicaps(chances, truth, weights)
    flat = Reading(matrix, intercepts, handicaps, 0.0)
    bound = least_sureness(chances, flat.leaning(chances), truth, weights, most_opposite)
    return Reading(matrix, intercepts, handicaps, bound)


def best_handicaps(chances: Doubles, truth: Truth, weights: Doubles) -> Doubles:
    """The handicaps (that of excellent 0) with the best macro-F1; of equals those nearest to 0."""
    logs = np.log(np.maximum(chances, 1e-300))
    choices = sorted(((a, b) for a in _HANDICAPS for b in _HANDICAPS), key=lambda pair: abs(pair[0]) + abs(pair[1]))
    best, best_f1 = np.zeros(3), -1.0
    for good, bad in choices:
        handicaps = np.array([0.0, good, bad])
        f1 = macro_f1(truth, (logs + handicaps).argmax(axis=1), weights)
        if f1 > best_f1 + 1e-12:
            best, best_f1 = handicaps, f1
    return best


def least_sureness(
    chances: Doubles, leaning: Truth, truth: Truth, weights: Doubles, most_opposite: float = 0.03
) -> float:
    """The least sureness with which at most that share of the decisions is opposite, within MOST_UNSURE."""
    sure = sureness(chances, leaning)
    opposite = np.abs(leaning - truth) == 2
    chosen = float(_SURENESS[0])
    for bound in _SURENESS:
        decided = sure >= bound
        if weights[~decided].sum() > MOST_UNSURE * weights.sum():
            break
        chosen = float(bound)
        if weights[decided & opposite].sum() <= most_opposite * weights[decided].sum():
            break
    return chosen


def macro_f1(truth: Truth, given: Truth, weights: Doubles | None = None) -> float:
    """The mean F1 of the classes that occur as truth or as given index."""
    table = np.bincount(truth * len(LABELS) + given, weights, minlength=len(LABELS) ** 2).reshape(len(LABELS), -1)
    sums = table.sum(axis=0) + table.sum(axis=1)
    return float(np.mean((2 * np.diag(table))[sums > 0] / sums[sums > 0]))
