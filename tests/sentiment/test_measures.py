import pytest

from sentiment.judgement import Judgement
from sentiment.labels import LABELS
from sentiment.measures import accuracy, calibration_curve, calibration_error, confusion, figures, macro_f1

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


def test_calibration_counted_by_hand():
    judgements = [judgement("excellent", 0.8)] * 4 + [judgement("bad", 0.6)] * 2
    curve = calibration_curve(["excellent"] * 3 + ["bad"] * 2 + ["good"], judgements)
    assert curve == [
        {"from": 0.6, "texts": 2, "probability": 0.6, "right": 0.5},
        {"from": 0.8, "texts": 4, "probability": 0.8, "right": 0.75},
    ]
    assert calibration_error(curve) == pytest.approx((2 * 0.1 + 4 * 0.05) / 6)
    assert calibration_error([]) == 0
