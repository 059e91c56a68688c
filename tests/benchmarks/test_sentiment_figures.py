"""Figures of the classifier's benchmark, counted by hand; baselines and speed on a few texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.sentiment import baselines, figures, speed
from sentiment import measures
from sentiment.judgement import Judgement
from sentiment.labels import LABELS
from sentiment.reviews import Review

FISH = [
    Review(f"{text} {i}", label, f"{label} {i}", summary)
    for i in range(8)
    for text, label, summary in (
        ("lovely fresh crab", "excellent", "great"),
        ("crab of no note", "good", "so so"),
        ("rotten stinking crab", "bad", "awful"),
    )
]
indices = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=60)


def judged(leaning, excellent, bad):
    chances = {"excellent": excellent, "good": 1 - excellent - bad, "bad": bad}
    return Judgement(leaning, chances, (), False, "en", leaning, 0.0, 0.0)


@given(indices)
def test_an_interval_holds_the_figure_or_resamples_of_it(pairs):
    truth, given_ = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
    low, high = figures.interval(truth, given_, draws=50)
    assert 0 <= low <= high <= 1
    assert figures.interval(truth, given_, draws=50) == (low, high)


def test_an_interval_narrows_with_texts_and_holds_the_truth():
    chance = np.random.default_rng(1)
    truth = chance.integers(0, 3, 2_000)
    given_ = np.where(chance.random(2_000) < 0.8, truth, (truth + 1) % 3)
    wide, narrow = (figures.interval(truth[:n], given_[:n], draws=300) for n in (100, 2_000))
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 2
    assert narrow[0] < 0.8 < narrow[1]


def test_all_right_is_certain():
    truth = np.array([0, 1, 2] * 10)
    assert figures.interval(truth, truth, draws=20) == (1.0, 1.0)


def test_abstaining_leaves_out_the_least_sure():
    truth = ["excellent", "excellent", "bad", "good", "bad"]
    judgements = [
        judged("excellent", 0.90, 0.05),
        judged("bad", 0.45, 0.50),  # opposite, and the least sure
        judged("excellent", 0.60, 0.30),  # opposite
        judged("good", 0.20, 0.20),
        judged("bad", 0.10, 0.80),
    ]
    curve = {point["unsure"]: point["opposite"] for point in figures.abstaining(truth, judgements, points=3)}
    assert curve == {0.0: 0.4, 0.2: 0.25, 0.4: 0.0}


def test_a_row_has_the_figures_of_a_card():
    model = baselines.PAPER.fit(FISH)
    judgements = model.judge(FISH)
    row = figures.row("a system", "fish", "text", FISH, judgements)
    assert row["figures"] == measures.figures([review.label for review in FISH], judgements)
    assert row["figures"]["leaning"]["macro_f1"] == 1
    assert row["macro_f1_interval"] == (1.0, 1.0)


@pytest.mark.parametrize("baseline", [baselines.PAPER, baselines.PAPER_TEXT, baselines.FIELD, baselines.CHARACTERS])
def test_a_baseline_gives_probabilities_in_the_order_of_the_labels(baseline):
    for judgement in (found := baseline.fit(FISH).judge(FISH)):
        assert tuple(judgement.probabilities) == LABELS
        assert sum(judgement.probabilities.values()) == pytest.approx(1)
        assert judgement.leaning == max(LABELS, key=judgement.probabilities.__getitem__)
    assert [judgement.leaning for judgement in found] == [review.label for review in FISH]


def test_a_class_that_was_not_met_is_impossible():
    two = [review for review in FISH if review.label != "good"]
    assert {j.probabilities["good"] for j in baselines.CHARACTERS.fit(two).judge(FISH)} == {0.0}


def test_summaries_are_read_as_often_as_the_recipe_says():
    review = Review("Cold  fish", "good", "", "Well")
    assert baselines.PAPER.spelled(review, True) == "well cold fish"
    assert baselines.FIELD.spelled(review, True) == "well well cold fish"
    assert baselines.FIELD.spelled(review, False) == baselines.PAPER_TEXT.spelled(review, True) == "cold fish"


def test_short_texts_are_sentences_each_once():
    text = "The crabs were all alive. Short. The crabs were all alive. They came a day late! " + "x" * 200
    reviews = [Review(text, "good", "1"), Review("Nothing more to say about it?", "good", "2")]
    assert speed.short_texts(reviews, "en", 10) == [
        "The crabs were all alive.", "They came a day late!", "Nothing more to say about it?"
    ]  # fmt: skip
    assert len(speed.short_texts(reviews, "en", 2)) == 2
    assert speed.short_texts([Review("螃蟹都是活的很好。差。", "good", "1")], "zh", 5) == ["螃蟹都是活的很好。"]


def test_speed_of_the_shipped_models():
    texts = [f"The crabs of box {i} were fresh and on time." for i in range(30)]
    row = speed.measure("en", texts, texts[:5])
    assert (row["batch"], row["alone"]) == (10, 5)
    assert row["batch_per_s"] > 0
    assert 0 < row["alone_ms_median"] <= row["alone_ms_p95"]
