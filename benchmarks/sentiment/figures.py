"""Figures beside those of a model's card: how uncertain a macro-F1 is, and what abstaining buys."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment import measures
from sentiment.judgement import Judgement
from sentiment.labels import LABELS, Label
from sentiment.reviews import Review

Indices = NDArray[np.int64]

DRAWS = 2_000
_OPPOSITE: dict[Label, Label] = {"excellent": "bad", "bad": "excellent"}


def row(
    system: str, measured_on: str, way: str, reviews: Sequence[Review], judgements: Sequence[Judgement]
) -> dict[str, Any]:
    """Everything that is told of a system's judgements on a data set; JSON values only."""
    truth = [review.label for review in reviews]
    return {
        "system": system,
        "language": judgements[0].language,
        "measured_on": measured_on,
        "way": way,
        "macro_f1_interval": interval(_indices(truth), _indices([j.leaning for j in judgements])),
        "figures": measures.figures(truth, judgements),
        "abstaining": abstaining(truth, judgements),
    }


def interval(truth: Indices, given: Indices, draws: int = DRAWS, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of macro-F1 by the percentile bootstrap over texts (Efron, 1979)."""
    chance, n = np.random.default_rng(seed), len(truth)
    pairs = truth * len(LABELS) + given
    found = []
    for _ in range(draws):
        counts = np.bincount(pairs[chance.integers(0, n, n)], minlength=len(LABELS) ** 2)
        found.append(measures.macro_f1(counts.reshape(len(LABELS), -1).tolist()))
    low, high = np.percentile(found, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def abstaining(truth: Sequence[Label], judgements: Sequence[Judgement], points: int = 41) -> list[dict[str, float]]:
    """For shares of texts left undecided, the least sure first: the share of opposites among the others.

    How sure a leaning is, is one less the probability of its opposite; *good* has none.
    """
    sure = np.array([1 - j.probabilities[_OPPOSITE[j.leaning]] if j.leaning in _OPPOSITE else 1.0 for j in judgements])
    wrong = np.array([_OPPOSITE.get(j.leaning) == t for t, j in zip(truth, judgements, strict=True)])
    in_order = wrong[np.argsort(sure, kind="stable")]
    curve = []
    for share in np.linspace(0, 0.4, points):
        left = in_order[round(share * len(in_order)) :]
        curve.append({"unsure": round(float(share), 4), "opposite": round(float(left.mean()), 5)})
    return curve


def _indices(labels: Sequence[Label]) -> Indices:
    return np.array([LABELS.index(label) for label in labels], dtype=np.int64)
