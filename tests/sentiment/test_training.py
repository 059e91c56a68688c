import dataclasses
import difflib

import pytest

from sentiment import artefact, estimator, trade
from sentiment.normalise import normalise
from sentiment.training import Own, train


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
    trained = train(recipe, [*reviews, reviews[0]], Own(), seed=1, tell=heard.append)
    assert trained.account["near_duplicates_dropped"] == 1
    assert trained.account["classes"] == {"excellent": 60, "good": 60, "bad": 60}
    assert [point["share"] for point in trained.account["learning_curve"]][-1] == 1.0
    assert [trained.model.judge(text).leaning for text in ("fresh fish", "usual fish", "dead fish")] == [
        "excellent",
        "good",
        "bad",
    ]
    assert any("1 near-duplicates dropped" in line for line in heard)


def test_same_seed_same_digest(recipe, reviews, tmp_path):
    digests = [artefact.save(train(recipe, reviews, Own(), seed=3).model, tmp_path / str(i)) for i in range(2)]
    assert digests[0] == digests[1]


def test_good_is_learnt_from_our_own_sentences_where_reviews_have_none(recipe, reviews):
    poles = [review for review in reviews if review.label != "good"]
    trained = train(recipe, poles, Own([review for review in reviews if review.label == "good"]))
    assert trained.account["classes"]["good"] == 0
    assert [trained.model.judge(text).leaning for text in ("fresh", "usual", "dead")] == ["excellent", "good", "bad"]


def test_two_classes_alone_never_give_good(recipe, reviews):
    trained = train(recipe, [review for review in reviews if review.label != "good"], Own())
    assert trained.model.judge("fish").probabilities["good"] < 1e-6


@pytest.mark.parametrize("language", ["en", "zh"])
def test_trade_halves_are_apart_and_balanced(language):
    adapt, measure = trade.sentences(language, "adapt"), trade.sentences(language, "measure")
    assert not {r.text for r in adapt} & {r.text for r in measure}
    for half, uneven in ((adapt, 1.15), (measure, 1.1)):
        counts = [sum(r.label == label for r in half) for label in ("excellent", "good", "bad")]
        assert min(counts) > 0
        assert max(counts) <= uneven * min(counts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_learnt_is_not_near_what_is_measured(language):
    learnt = [r.text for r in trade.sentences(language, "adapt")]
    learnt += [text for texts in trade.clauses(language).values() for text in texts]
    measured = {normalise(r.text) for r in trade.sentences(language, "measure")}
    for text in learnt:
        close = difflib.get_close_matches(normalise(text), measured, n=1, cutoff=0.85)
        assert not close, f"{text!r} is near a sentence for measuring"


def test_composed_sentences_are_the_same_each_time_and_join_by_label():
    made = trade.composed("en")
    assert made == trade.composed("en")
    assert {r.label for r in made} == {"excellent", "good", "bad"}
    praise, blame = trade.clauses("en")["excellent"], trade.clauses("en")["bad"]
    mixed = [r for r in made if any(r.text.startswith(a) for a in praise) and any(r.text.endswith(b) for b in blame)]
    assert len(mixed) > 50
    assert all(r.label == "good" for r in mixed)


def test_the_published_example_is_not_learnt():
    texts = [
        r.text for language in ("en", "zh") for half in ("adapt", "measure") for r in trade.sentences(language, half)
    ] + [text for language in ("en", "zh") for found in trade.clauses(language).values() for text in found]
    assert not any("speedily" in text.lower() for text in texts)


def test_a_fold_never_starts_from_weights_that_saw_it(recipe, reviews, monkeypatch):
    """Whatever a fit goes on from was learnt without the rows that this fit holds out."""
    learnt, real = {}, estimator.fit

    def watched(recipe, pattern, rows, stars, shares, start=None):
        fitted = real(recipe, pattern, rows, stars, shares, start)
        learnt[id(fitted)] = (fitted, set(rows.tolist()) | (learnt[id(start)][1] if start else set()))
        if len(rows) < len(stars):
            assert learnt[id(fitted)][1] <= set(rows.tolist())
        return fitted

    monkeypatch.setattr(estimator, "fit", watched)
    train(recipe, reviews, Own())
    assert len(learnt) >= 4
