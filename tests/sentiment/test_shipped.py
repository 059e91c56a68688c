"""The models in the repository: what they must say, and that their cards' figures hold."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sentiment
from sentiment.classifier import SHIPPED
from sentiment.measures import measure
from sentiment.reviews import read
from sentiment.trade import sentences

DATA = Path(os.environ.get("SHOAL_REVIEW_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
DEV = {"en": "reviews_dev.csv.gz", "zh": "zh_dev.csv.gz"}


@pytest.fixture(scope="module")
def classifier():
    return sentiment.load_default()


def card(language):
    return json.loads((SHIPPED / language / "card.json").read_text(encoding="utf-8"))


def test_the_published_evaluation_is_excellent(classifier):
    judgement = classifier.classify("I like this transaction, speedily and conveniently.")
    assert (judgement.label, judgement.unsure, judgement.language) == ("excellent", False, "en")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Very good cooperation, fresh fish, we will buy again.", "excellent"),
        ("Terrible, the fish were rotten and we want our money back.", "bad"),
        ("鱼很新鲜，送货快，合作愉快。", "excellent"),
        ("全是死鱼，太差了，骗子。", "bad"),
    ],
)
def test_plain_praise_and_blame(classifier, text, label):
    judgement = classifier.classify(text)
    assert (judgement.label, judgement.unsure) == (label, False)


@pytest.mark.parametrize("text", ["", "   ", "12345", "魚はとても新鮮でした", "Рыба отличная", "\u200b\u200b"])
def test_what_no_model_reads_is_unsure(classifier, text):
    judgement = classifier.classify(text)
    assert (judgement.label, judgement.unsure, judgement.words) == ("good", True, ())


@pytest.mark.parametrize(
    "text", ["La marchandise est arrivée en retard et en mauvais état", "Der Fisch war leider nicht mehr frisch"]
)
def test_latin_letters_are_not_taken_for_english(classifier, text):
    assert classifier.classify(text).unsure


@settings(deadline=None)
@given(st.text() | st.text(alphabet="abc not good bad 鱼好死差\u200b!&<>;", max_size=400))
def test_any_text_gets_a_judgement(text):
    judgement = sentiment.load_default().classify(text)
    assert sum(judgement.probabilities.values()) == pytest.approx(1)
    assert judgement.label in judgement.probabilities
    assert not judgement.unsure or judgement.label == "good"
    assert judgement.intercept + sum(w for _, w in judgement.words) == pytest.approx(judgement.logit, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sentences("en", "measure")), st.sampled_from(["upper", "spaces", "hidden", "twice"]))
def test_tricks_of_spelling_change_nothing(review, trick):
    classifier, text = sentiment.load_default(), review.text
    tricked = {
        "upper": text.upper(),
        "spaces": text.replace(" ", "   "),
        "hidden": "\u200b".join(text),
        "twice": f"{text}\n\n{text}",
    }[trick]
    plain, other = classifier.classify(text), classifier.classify(tricked)
    if trick == "twice":  # only the pair of words at the seam can be new
        assert {plain.label, other.label} != {"excellent", "bad"}
    else:
        assert other == plain


def test_classify_many_is_classify_of_each(classifier):
    texts = ["Fresh fish, thank you", "鱼死了", "", "Рыба"]
    assert classifier.classify_many(texts) == [classifier.classify(text) for text in texts]


def test_one_digest_of_both_models(classifier):
    assert set(classifier.models) == {"en", "zh"}
    assert len(classifier.digest) == 64
    assert int(classifier.digest, 16) >= 0
    assert sentiment.load_default() is classifier


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_tells_the_truth_about_the_trade_sentences(classifier, language):
    figures = card(language)["figures"]["trade sentences (measuring half)"]
    measured = measure(classifier.models[language], sentences(language, "measure"))
    assert measured["summary_and_text"] == figures["summary_and_text"]


@pytest.mark.parametrize(("language", "least"), [("en", 0.74), ("zh", 0.91)])
def test_the_card_stays_above_the_floor(language, least):
    figures = card(language)["figures"][DEV[language]]["summary_and_text"]
    assert (figures["leaning"]["macro_f1"] if language == "en" else figures["two_class_accuracy"]) >= least
    assert figures["opposite"] <= (0.03 if language == "en" else 0.04)  # Chinese: labels of the dev file, see README
    assert figures["unsure"] <= 0.20
    assert figures["calibration_error"] <= 0.03


@pytest.mark.parametrize(("language", "least", "most_opposite"), [("en", 0.75, 0.035), ("zh", 0.80, 0.03)])
def test_trade_sentences_stay_above_the_floor(language, least, most_opposite):
    """What is reached; English is short of its goals (0.80 and 0.03), as the README says."""
    figures = card(language)["figures"]["trade sentences (measuring half)"]["summary_and_text"]
    assert figures["leaning"]["macro_f1"] >= least
    assert figures["opposite"] <= most_opposite
    assert figures["unsure"] <= 0.20


def test_the_models_are_small():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) <= 20 * 2**20


@pytest.mark.skipif(not DATA.is_dir(), reason="the review data is not beside the checkout")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_card_tells_the_truth_about_the_dev_reviews(classifier, language):
    assert measure(classifier.models[language], read(DATA / DEV[language])) == card(language)["figures"][DEV[language]]


def test_using_the_classifier_does_not_load_scikit_learn():
    script = "import sys, sentiment; sentiment.load_default().classify('fresh'); print('sklearn' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"
