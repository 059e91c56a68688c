"""A toy corpus, small enough to count by hand, and what is learnt from it."""

import numpy as np
import pytest

from sentiment import estimator
from sentiment.calibration import calibrate
from sentiment.labels import LABELS
from sentiment.recipes import Recipe
from sentiment.reviews import Review

TOY = [
    ("fresh fish", "excellent"),
    ("fresh crabs", "excellent"),
    ("fresh fish on time", "excellent"),
    ("usual fish", "good"),
    ("usual crabs", "good"),
    ("usual fish on time", "good"),
    ("dead fish", "bad"),
    ("dead crabs", "bad"),
    ("dead fish not on time", "bad"),
]
STARS = {"excellent": 5, "good": 3, "bad": 1}
RECIPE = Recipe("en", "words", frozenset({"on"}), 100, 1, 5.0, 0.0, 4, 1.0, 1.0, 0.03)


@pytest.fixture
def recipe():
    return RECIPE


@pytest.fixture
def toy():
    """The corpus as reviews, each its own group."""
    return [Review(text, label, str(i)) for i, (text, label) in enumerate(TOY)]


@pytest.fixture(scope="session")
def fitted():
    """What scikit-learn learns from the corpus."""
    grades = np.array([STARS[label] for _, label in TOY])
    return estimator.fit(RECIPE, [text for text, _ in TOY], grades, np.ones(len(TOY)), seed=0)


@pytest.fixture(scope="session")
def readings(fitted):
    """Both readings, calibrated on the corpus itself; the second knows nothing of length either."""
    truth = np.array([LABELS.index(label) for _, label in TOY])
    reading = calibrate(fitted.judge([text for text, _ in TOY]), truth, np.ones(len(TOY)))
    return (reading, reading)


@pytest.fixture(scope="session")
def model(fitted, readings):
    return estimator.to_model(fitted, RECIPE, readings)
