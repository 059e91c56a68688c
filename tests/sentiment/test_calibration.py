import numpy as np
import pytest

from sentiment.calibration import MOST_UNSURE, best_handicaps, calibrate, least_sureness, macro_f1
from sentiment.errors import SentimentError
from sentiment.reading import Reading, sureness


def drawn(n=6_000, seed=0):
    """Grades whose log-probabilities are known up to a scale: the truth is drawn by them."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(n, 3)) * 2 + [1.5, -0.5, 0.0]
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (rng.random((n, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    return logits, chances, np.minimum(truth, 2)


def test_matrix_scaling_finds_the_chances_again():
    logits, chances, truth = drawn()
    stretched = logits * 3 + [0.7, -2.0, 1.0]  # as over-confident weights would have it
    reading = calibrate(stretched, truth, np.ones(len(truth)))
    assert np.abs(reading.probabilities(stretched) - chances).mean() < 0.02
    assert np.allclose(reading.map.mean(axis=0), 0)


def test_handicaps_never_lose_macro_f1():
    _, chances, truth = drawn(1_000)
    ones = np.ones(len(truth))
    given = (np.log(chances) + best_handicaps(chances, truth, ones)).argmax(axis=1)
    assert macro_f1(truth, given) >= macro_f1(truth, chances.argmax(axis=1))
    assert best_handicaps(np.eye(3), np.arange(3), np.ones(3)).tolist() == [0, 0, 0]


def test_macro_f1_counted_by_hand():
    assert macro_f1(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert macro_f1(np.array([0, 2]), np.array([0, 2])) == 1


def test_weak_opposites_are_left_out():
    chances = np.array([[0.95, 0.0, 0.05]] * 90 + [[0.55, 0.0, 0.45]] * 10)
    leaning, truth = np.zeros(100, dtype=int), np.array([0] * 90 + [2] * 10)
    bound = least_sureness(chances, leaning, truth, np.ones(100))
    assert 0.55 < bound <= 0.57
    assert least_sureness(chances, leaning, leaning, np.ones(100)) == 0.5


def test_too_many_abstentions_are_not_chosen():
    chances = np.array([[0.95, 0.0, 0.05]] * 50 + [[0.55, 0.0, 0.45]] * 50)
    leaning, truth = np.zeros(100, dtype=int), np.array([0] * 50 + [2] * 50)
    bound = least_sureness(chances, leaning, truth, np.ones(100))
    assert (sureness(chances, leaning) < bound).mean() <= MOST_UNSURE


def test_good_has_no_opposite():
    chances = np.array([[0.4, 0.3, 0.3], [0.4, 0.3, 0.3], [0.4, 0.3, 0.3]])
    assert sureness(chances, np.array([0, 1, 2])).tolist() == pytest.approx([0.7, 1.0, 0.6])


def test_handicap_moves_the_leaning_not_the_chances():
    plain = Reading(np.eye(3), np.zeros(3), np.zeros(3), 0.0)
    handicapped = Reading(np.eye(3), np.zeros(3), np.array([0.0, 1.0, 0.0]), 0.0)
    grades = np.array([[0.5, 0.0, -1.0]])
    chances = plain.probabilities(grades)
    assert np.array_equal(chances, handicapped.probabilities(grades))
    assert (plain.leaning(chances)[0], handicapped.leaning(chances)[0]) == (0, 1)


def test_both_poles_are_needed():
    with pytest.raises(SentimentError) as refusal:
        calibrate(np.zeros((2, 3)), np.array([0, 1]), np.ones(2))
    assert refusal.value.code == "SENTIMENT_CLASSES"
