import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment import estimator
from sentiment.errors import SentimentError
from sentiment.labels import LABELS
from sentiment.model import document
from sentiment.reading import Reading

WORDS = ("fresh", "usual", "dead", "fish", "crabs", "on", "time", "not", "unheard")


def test_terms_are_those_counted_by_hand(model):
    singles = {"fresh", "usual", "dead", "fish", "crabs", "time", "not"}
    pairs = {f"{how} {what}" for how in ("fresh", "usual", "dead") for what in ("fish", "crabs")}
    assert set(model.terms) == singles | pairs | {"fish time", "fish not", "not time"}  # "on" is a stop word


def test_idf_counted_by_hand(model):
    idf = dict(zip(model.terms, model.idf.tolist(), strict=True))
    assert idf["fish"] == pytest.approx(1 + math.log(10 / 7))  # 6 of 9 texts
    assert idf["not"] == pytest.approx(1 + math.log(10 / 2))  # 1 of 9 texts


def test_signs_of_the_weights(model):
    """One row for each grade: 1, 3 and 5 stars."""
    weight = dict(zip(model.terms, model.coefficients.T.tolist(), strict=True))
    for word, row in (("dead", 0), ("usual", 1), ("fresh", 2)):
        assert weight[word][row] > 0
        assert all(weight[word][other] < 0 for other in range(3) if other != row)
    assert weight["not"][0] > 0


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_equals_scikit_learn(model, fitted, text):
    judgement = model.judge(text)
    expected = model.readings[0].probabilities(fitted.judge([text]))[0]
    assert list(judgement.probabilities.values()) == pytest.approx(expected.tolist(), abs=1e-4)


@pytest.mark.parametrize("text", ["fresh fish on time", "dead crabs not on time", "usual", "fresh\ndead crabs"])
def test_words_sum_to_the_decision(model, text):
    judgement = model.judge(text)
    assert judgement.intercept + sum(weight for _, weight in judgement.words) == pytest.approx(
        judgement.logit, abs=1e-6
    )
    logs = [math.log(chance) for chance in judgement.probabilities.values()]
    expected = math.log(judgement.probabilities[judgement.leaning]) - sum(logs) / 3
    assert judgement.logit == pytest.approx(expected, abs=1e-4)
    sizes = [abs(weight) for _, weight in judgement.words]
    assert sizes == sorted(sizes, reverse=True)


def test_learns_the_corpus(model):
    assert [model.judge(f"{word} fish").leaning for word in ("fresh", "usual", "dead")] == list(LABELS)


def test_repeating_a_text_adds_no_weight_to_its_words(model):
    once, often = model.judge("fresh"), model.judge("fresh " * 3)
    assert once.probabilities == pytest.approx(often.probabilities)  # "fresh fresh" is no term


def test_no_known_word_is_unsure(model):
    judgement = model.judge("quarterly accounts")
    assert (judgement.label, judgement.unsure, judgement.words) == ("good", True, ())


def test_a_weak_decision_is_unsure_but_keeps_its_leaning(fitted, recipe, readings):
    strict = dataclasses.replace(readings[0], unsure_below=1.0)
    judgement = estimator.to_model(fitted, recipe, (strict, strict)).judge("dead fish")
    assert (judgement.label, judgement.unsure, judgement.leaning) == ("good", True, "bad")


def test_short_and_long_texts_are_read_apart(fitted, recipe, readings):
    never = Reading(np.zeros((3, 3)), np.array([0.0, 1.0, -1.0]), np.zeros(3), 0.0)
    model = estimator.to_model(fitted, recipe, (readings[0], never))
    assert model.judge("dead fish not").leaning == "bad"
    assert model.judge("dead fish not time").leaning == "good"  # four words, one of `on` apart, are not short


def test_a_summary_counts_as_itself_too(recipe):
    texts = ["fresh\nfish", "usual\nfish", "dead\nfish"] * 2
    fitted = estimator.fit(recipe, texts, np.array([5, 3, 1] * 2), np.ones(6), seed=0)
    assert {"fresh", "summary: fresh", "fish"} <= set(fitted.vectoriser.get_feature_names_out())
    assert "fresh fish" not in fitted.vectoriser.get_feature_names_out()
    assert document("", "fish") == "fish"
    assert document("fresh", "fish") == "fresh\nfish"


@pytest.mark.parametrize("grades", [(5, 5), (3, 1), (4, 3)])
def test_a_missing_pole_is_refused(grades, recipe):
    with pytest.raises(SentimentError) as refusal:
        estimator.fit(recipe, ["fresh fish", "dead fish"], np.array(grades), np.ones(2), seed=0)
    assert refusal.value.code == "SENTIMENT_CLASSES"


def test_texts_without_a_word_are_refused(recipe):
    with pytest.raises(SentimentError) as refusal:
        estimator.fit(recipe, ["on", "on"], np.array([5, 1]), np.ones(2), seed=0)
    assert refusal.value.code == "SENTIMENT_CLASSES"
