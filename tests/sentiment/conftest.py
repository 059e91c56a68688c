"""A toy corpus, small enough to count by hand, and what is learnt from it."""

import pytest

from sentiment import estimator
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
RECIPE = Recipe("en", "words", frozenset({"on"}), 100, 1, 5.0, 0.0, 1.0)


@pytest.fixture
def recipe():
    return RECIPE


@pytest.fixture
def toy():
    """The corpus as reviews, each its own group."""
    return [Review(text, label, str(i)) for i, (text, label) in enumerate(TOY)]


@pytest.fixture(scope="session")
def fitted():
    """The scikit-learn pipeline on the corpus."""
    texts, labels = zip(*TOY, strict=True)
    return estimator.fit(RECIPE, texts, labels, [1.0] * len(TOY), seed=0)


@pytest.fixture(scope="session")
def model(fitted):
    return estimator.to_model(fitted, RECIPE)
