import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment import estimator
from sentiment.errors import SentimentError
from sentiment.labels import LABELS

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
    weight = dict(zip(model.terms, model.coefficients.T.tolist(), strict=True))
    for word, row in (("fresh", 0), ("usual", 1), ("dead", 2)):
        assert weight[word][row] > 0
        assert all(weight[word][other] < 0 for other in range(3) if other != row)
    assert weight["not"][LABELS.index("bad")] > 0


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_equals_scikit_learn(model, fitted, text):
    chances = dict(zip(fitted.classes_, fitted.predict_proba([text])[0], strict=True))
    judgement = model.judge(text)
    assert judgement.probabilities == pytest.approx(chances, abs=1e-5)
    assert judgement.probabilities[judgement.leaning] == pytest.approx(max(chances.values()), abs=1e-5)


@pytest.mark.parametrize("text", ["fresh fish on time", "dead crabs not on time", "usual"])
def test_words_sum_to_the_decision(model, text):
    judgement = model.judge(text)
    assert judgement.intercept + sum(weight for _, weight in judgement.words) == pytest.approx(
        judgement.logit, abs=1e-6
    )
    logs = [math.log(chance) for chance in judgement.probabilities.values()]
    expected = math.log(judgement.probabilities[judgement.leaning]) - sum(logs) / 3
    assert judgement.logit == pytest.approx(expected, abs=1e-5)
    sizes = [abs(weight) for _, weight in judgement.words]
    assert sizes == sorted(sizes, reverse=True)


def test_repeating_a_text_adds_no_weight_to_its_words(model):
    once, often = model.judge("fresh"), model.judge("fresh " * 50)
    assert once.probabilities == pytest.approx(often.probabilities)  # "fresh fresh" is no term


def test_no_known_word_is_unsure(model):
    judgement = model.judge("quarterly accounts")
    assert (judgement.label, judgement.unsure, judgement.words) == ("good", True, ())


def test_a_weak_decision_is_unsure_but_keeps_its_leaning(fitted, recipe):
    strict = estimator.to_model(fitted, recipe, unsure_below=0.99)
    judgement = strict.judge("dead fish")
    assert (judgement.label, judgement.unsure, judgement.leaning) == ("good", True, "bad")


def test_two_classes_give_a_middle_band(toy, recipe):
    texts = [(review.text, review.label) for review in toy if review.label != "good"]
    fitted = estimator.fit(recipe, *zip(*texts, strict=True), [1.0] * len(texts), seed=0)
    flat, banded = estimator.to_model(fitted, recipe), estimator.to_model(fitted, recipe, middle=0.5)
    for text, _ in texts:
        odds = fitted.decision_function([text])[0] * (1 if fitted.classes_[1] == "excellent" else -1)
        for model in (flat, banded):
            chances = model.judge(text).probabilities
            assert math.log(chances["excellent"] / chances["bad"]) == pytest.approx(odds, abs=1e-5)
        assert (banded.judge(text).leaning == "good") == (abs(odds) < 1.0)
    assert banded.judge("fish").leaning == "good"
    assert np.allclose(banded.coefficients.mean(axis=0), 0)


@pytest.mark.parametrize("labels", [("excellent", "excellent"), ("good", "bad")])
def test_a_missing_pole_is_refused(labels, recipe):
    with pytest.raises(SentimentError) as refusal:
        estimator.fit(recipe, ["fresh fish", "dead fish"], labels, [1, 1], seed=0)
    assert refusal.value.code == "SENTIMENT_CLASSES"


def test_texts_without_a_word_are_refused(recipe):
    with pytest.raises(SentimentError) as refusal:
        estimator.fit(recipe, ["on", "on"], ["excellent", "bad"], [1, 1], seed=0)
    assert refusal.value.code == "SENTIMENT_CLASSES"
