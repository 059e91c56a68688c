"""A toy corpus, small enough to count by hand, and what is learnt from it."""

import numpy as np
import pytest

from sentiment import estimator
from sentiment.analysers import ANALYSERS
from sentiment.calibration import calibrate
from sentiment.corpus import Collector
from sentiment.labels import LABELS
from sentiment.pattern import Rows, Streams, build
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
RECIPE = Recipe(
    language="en",
    analyser="words",
    stop_words=frozenset({"on"}),
    families=("singles", "pairs", "summary singles", "summary pairs"),
    most_terms=100,
    least_texts=1,
    inverse_regularisation=5.0,
    known_share_below=0.0,
    short_below=4,
    adaptation_weight=1.0,
    composed_weight=1.0,
    most_opposite=0.03,
)


def learnt(reviews, recipe=RECIPE):
    """What is learnt from all these reviews, with their summaries; row i is review i."""
    analyser = ANALYSERS[recipe.analyser](recipe.stop_words)
    collector = Collector(analyser)
    collector.add(reviews)
    corpus = collector.finish()
    every = np.arange(len(corpus))
    rows = Rows(every, np.ones(len(corpus), dtype=bool))
    streams = Streams(corpus, analyser, recipe.least_texts)
    pattern = build(streams, rows, recipe.families, recipe.least_texts, recipe.most_terms, 0)
    return estimator.fit(recipe, pattern, every, corpus.stars, np.ones(len(corpus)))


@pytest.fixture
def recipe():
    return RECIPE


@pytest.fixture
def toy():
    """The corpus as reviews, each its own group."""
    return [Review(text, label, str(i)) for i, (text, label) in enumerate(TOY)]


@pytest.fixture(scope="session")
def learn():
    return learnt


@pytest.fixture(scope="session")
def fitted():
    """What is learnt from the corpus."""
    return learnt([Review(text, label, text) for text, label in TOY])


@pytest.fixture(scope="session")
def readings(fitted):
    """Both readings, calibrated on the corpus itself; the second knows nothing of length either."""
    truth = np.array([LABELS.index(label) for _, label in TOY])
    reading = calibrate(fitted.grades(np.arange(len(TOY))), truth, np.ones(len(TOY)))
    return (reading, reading)


@pytest.fixture(scope="session")
def model(fitted, readings):
    return estimator.to_model(fitted, RECIPE, readings)
