import pytest

from sentiment.judgement import Judgement
from sentiment.labels import LABELS
from sentiment.measures import accuracy, confusion, figures, macro_f1
from sentiment.thresholds import least_chance, middle

TRUTH = ["excellent", "excellent", "good", "bad", "bad"]
GIVEN = ["excellent", "good", "good", "bad", "excellent"]


def judgement(leaning, chance=0.8, unsure=False):
    rest = (1 - chance) / 2
    chances = {label: chance if label == leaning else rest for label in LABELS}
    return Judgement("good" if unsure else leaning, chances, (), unsure, "en", leaning, 0.0, 0.0)


def test_counted_by_hand():
    matrix = confusion(TRUTH, GIVEN)
    assert matrix == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]
    assert accuracy(matrix) == pytest.approx(3 / 5)
    assert macro_f1(matrix) == pytest.approx((2 / 4 + 2 / 3 + 2 / 3) / 3)


def test_no_texts():
    assert accuracy(confusion([], [])) == 0
    assert macro_f1(confusion([], [])) == 0


def test_figures_tell_leaning_from_label():
    judgements = [judgement(given, unsure=i == 4) for i, given in enumerate(GIVEN)]
    result = figures(TRUTH, judgements)
    assert result["leaning"]["accuracy"] == 0.6
    assert result["label"]["confusion"][2] == [0, 1, 1]  # the unsure one counts as good
    assert result["unsure"] == 0.2
    assert result["opposite"] == 0  # its opposite leaning was not decided
    assert result["two_class_accuracy"] == 0.75


def test_least_chance_leaves_out_the_weak_opposites():
    judgements = [judgement("excellent", 0.9)] * 9 + [judgement("excellent", 0.505)]
    truth = ["excellent"] * 9 + ["bad"]
    assert least_chance(truth, judgements) == 0.52
    assert least_chance(truth[:9], judgements[:9]) == 0.34


def test_middle_band_parts_neutral_from_poles():
    half = middle(poles=[-4, -3, 2, 5], neutral=[-1, 0.2, 0.9])
    assert 1 < 2 * half <= 2
    assert middle(poles=[1.0], neutral=[]) == 0
