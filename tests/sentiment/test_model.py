import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment import estimator
from sentiment.errors import SentimentError
from sentiment.families import spelled
from sentiment.labels import LABELS
from sentiment.model import document
from sentiment.reading import Reading
from sentiment.reviews import Review

WORDS = ("fresh", "usual", "dead", "fish", "crabs", "on", "time", "not", "unheard")


def test_terms_are_those_counted_by_hand(model):
    singles = {"fresh", "usual", "dead", "fish", "crabs", "time", "not"}
    pairs = {f"{how} {what}" for how in ("fresh", "usual", "dead") for what in ("fish", "crabs")}
    assert set(model.terms()) == singles | pairs | {"fish time", "fish not", "not time"}  # "on" is a stop word


def test_idf_counted_by_hand(model):
    idf = dict(zip(model.terms(), model.scale.tolist(), strict=True))
    assert idf["fish"] == pytest.approx(1 + math.log(10 / 7))  # 6 of 9 texts
    assert idf["not"] == pytest.approx(1 + math.log(10 / 2))  # 1 of 9 texts


def test_signs_of_the_weights(model):
    """One row for each grade: 1, 3 and 5 stars."""
    weight = dict(zip(model.terms(), model.coefficients.T.tolist(), strict=True))
    for word, row in (("dead", 0), ("usual", 1), ("fresh", 2)):
        assert weight[word][row] > 0
        assert all(weight[word][other] < 0 for other in range(3) if other != row)
    assert weight["not"][0] > 0


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_judging_one_text_is_judging_many(model, text):
    judgement = model.judge(text)
    verdicts = model.judge_all(["dead crabs", text, "fresh fish on time usual"])
    assert LABELS[verdicts.leaning[1]] == judgement.leaning
    assert LABELS[verdicts.label[1]] == judgement.label
    assert verdicts.unsure[1] == judgement.unsure
    assert verdicts.probabilities[1].tolist() == pytest.approx(list(judgement.probabilities.values()), abs=1e-12)


def test_the_model_says_what_the_fit_says(model, fitted, toy):
    """The grades of training's arrays and those of prediction's agree, through the reading."""
    expected = model.readings[0].probabilities(fitted.grades(np.arange(len(toy))))
    assert np.abs(model.judge_all([review.text for review in toy]).probabilities - expected).max() < 1e-5


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


def test_a_summary_counts_as_itself_too(learn, recipe, readings):
    heads = {"fresh": "excellent", "usual": "good", "dead": "bad"}
    reviews = [Review("fish", label, head, head) for head, label in heads.items()]
    model = estimator.to_model(learn(reviews), recipe, readings)
    assert {"fresh", "summary: fresh", "fish"} <= set(model.terms())
    assert "fresh fish" not in model.terms()
    assert document("", "fish") == "fish"
    assert document("fresh", "fish") == "fresh\nfish"


@pytest.mark.parametrize("labels", [("excellent", "excellent"), ("good", "bad"), ("excellent", "good")])
def test_a_missing_pole_is_refused(labels, learn):
    with pytest.raises(SentimentError) as refusal:
        learn([Review(text, label, text) for text, label in zip(("fresh fish", "dead fish"), labels, strict=True)])
    assert refusal.value.code == "SENTIMENT_CLASSES"


def test_texts_without_a_word_are_refused(learn):
    with pytest.raises(SentimentError) as refusal:
        learn([Review("on", "excellent", "1"), Review("on", "bad", "2")])
    assert refusal.value.code == "SENTIMENT_CLASSES"


def test_a_summary_weighs_as_the_recipe_says(learn, recipe, toy):
    reviews = [dataclasses.replace(review, summary=review.text.split()[0]) for review in toy]
    plain, heavy = (learn(reviews, dataclasses.replace(recipe, summary_weight=weight)) for weight in (1.0, 2.0))
    names = spelled(heavy.pattern.keys, heavy.pattern.lexicon.units, " ")
    ratio = dict(zip(names, (heavy.scale / plain.scale).tolist(), strict=True))
    assert ratio["summary: fresh"] == pytest.approx(2.0)
    assert ratio["fresh"] == pytest.approx(1.0)
