"""The penalty loosened by log-odds ratios, counted by hand on the toy corpus."""

import dataclasses
import math
from itertools import pairwise

import numpy as np
import pytest

from sentiment import estimator
from sentiment.families import spelled
from sentiment.reviews import Review

GRADES = {"bad": 0, "good": 1, "excellent": 2}


def stretched(fitted, toy, power, shares=None):
    pattern = fitted.pattern
    truth = np.array([GRADES[review.label] for review in toy], dtype=np.int32)
    shares = np.ones(len(toy)) if shares is None else shares
    found = estimator.stretch(pattern, np.arange(len(toy)), truth, shares, power)
    return dict(zip(spelled(pattern.keys, pattern.lexicon.units, " "), found.tolist(), strict=True))


def test_counted_by_hand(fitted, toy):
    found = stretched(fitted, toy, 1.0)
    terms = len(found)
    counts = dict.fromkeys(GRADES, 0)
    for review in toy:  # distinct words but "on", and pairs of them
        words = [word for word in review.text.split() if word != "on"]
        counts[review.label] += len({*words, *pairwise(words)})
    own, others = counts["bad"] + terms, counts["good"] + counts["excellent"] + terms
    assert found["dead"][0] == pytest.approx(math.log((3 + 1) / own) - math.log(1 / others))
    assert found["fish"][0] == pytest.approx(max(0.1, abs(math.log((2 + 1) / own) - math.log((4 + 1) / others))))


def test_power_and_weights(fitted, toy):
    once, root = stretched(fitted, toy, 1.0), stretched(fitted, toy, 0.5)
    assert root["dead"] == pytest.approx([value**0.5 for value in once["dead"]])
    twice = stretched(fitted, toy, 1.0, np.where([r.label == "bad" for r in toy], 2.0, 1.0))
    assert twice["dead"][0] > once["dead"][0]
    assert min(min(values) for values in once.values()) >= 0.1


def test_what_tells_nothing_learns_less(learn, recipe, toy):
    """With the penalty loosened, what stands with every grade alike gets a smaller share of the weight."""
    texts = [*toy, *(Review(f"{r.text} boxes", r.label, r.text + "2") for r in toy)]

    def share(power):
        fitted = learn(texts, dataclasses.replace(recipe, log_odds_power=power, families=("singles",)))
        names = spelled(fitted.pattern.keys, fitted.pattern.lexicon.units, " ")
        weight = dict(zip(names, np.abs(fitted.weights).sum(axis=1).tolist(), strict=True))
        return weight["boxes"] / weight["dead"]

    assert share(1.0) < share(0.0)
