"""The sentences for measuring: enough, balanced, most of them written blind, each different from the others."""

import csv
from collections import Counter

import pytest

from sentiment import trade
from sentiment.labels import LABELS
from sentiment.normalise import normalise

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def rows(language):
    with (trade.FOLDER / "trade_sentences.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["language"] == language]


@LANGUAGES
def test_enough_to_measure_and_balanced(language):
    counts = Counter(review.label for review in trade.sentences(language, "measure"))
    assert set(counts) == set(LABELS)
    assert min(counts.values()) >= 85
    assert max(counts.values()) <= 1.1 * min(counts.values())


@LANGUAGES
def test_only_what_measures_is_called_blind(language):
    blind = [row for row in rows(language) if row["blind"] == "yes"]
    assert len(blind) >= 190
    assert {row["half"] for row in blind} == {"measure"}
    by_label = Counter(row["label"] for row in blind)
    assert max(by_label.values()) <= 1.1 * min(by_label.values())


@LANGUAGES
def test_no_sentence_stands_twice(language):
    counts = Counter(normalise(row["text"]) for row in rows(language))
    assert [text for text, n in counts.items() if n > 1] == []


@LANGUAGES
def test_sentences_that_measure_begin_in_many_ways(language):
    measured = [row["text"] for row in rows(language) if row["half"] == "measure"]
    starts = Counter(" ".join(text.split()[:2]).lower() if language == "en" else text[:2] for text in measured)
    assert max(starts.values()) <= len(measured) // 20
