import dataclasses

import pytest

from sentiment import artefact, trade
from sentiment.reviews import Review
from sentiment.training import train


@pytest.fixture
def reviews(toy):
    """Twenty toys that differ by a number, so that validation gets its share."""
    return [
        dataclasses.replace(review, text=f"{review.text} {i}", group=f"{review.group}-{i}", summary=f"box {i}")
        for review in toy
        for i in range(20)
    ]


def test_learns_and_tells(recipe, reviews):
    heard = []
    trained = train(recipe, [*reviews, reviews[0]], [], seed=1, tell=heard.append)
    assert trained.account["duplicates_dropped"] == 1
    assert trained.account["classes"] == {"excellent": 60, "good": 60, "bad": 60}
    assert 0 < trained.account["validation_reviews"] < 60
    assert [trained.model.judge(text).leaning for text in ("fresh fish", "usual fish", "dead fish")] == [
        "excellent",
        "good",
        "bad",
    ]
    assert any("1 exact duplicates dropped" in line for line in heard)


def test_same_seed_same_digest(recipe, reviews, tmp_path):
    digests = [artefact.save(train(recipe, reviews, [], seed=3).model, tmp_path / str(i)) for i in range(2)]
    assert digests[0] == digests[1]


def test_trade_sentences_of_a_missing_class_only_set_the_band(recipe, reviews):
    poles = [review for review in reviews if review.label != "good"]
    neutral = [Review("fish crabs", "good", "n"), Review("crabs time", "good", "m")]
    trained = train(recipe, poles, neutral)
    assert trained.account["middle"] > 0
    assert trained.model.judge("crabs time").leaning == "good"
    assert trained.model.judge("fresh").leaning == "excellent"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_trade_halves_are_apart_and_balanced(language):
    adapt, measure = trade.sentences(language, "adapt"), trade.sentences(language, "measure")
    assert not {r.text for r in adapt} & {r.text for r in measure}
    for half in (adapt, measure):
        counts = [sum(r.label == label for r in half) for label in ("excellent", "good", "bad")]
        assert min(counts) == max(counts) > 0


def test_the_published_example_is_not_learnt():
    texts = [
        r.text for language in ("en", "zh") for half in ("adapt", "measure") for r in trade.sentences(language, half)
    ]
    assert not any("speedily" in text.lower() for text in texts)
