"""Figures over pairs of true and given labels."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sentiment.judgement import Judgement
from sentiment.labels import LABELS, Label
from sentiment.model import Model, document
from sentiment.normalise import normalise
from sentiment.reviews import Review


def confusion(truth: Sequence[Label], given: Sequence[Label]) -> list[list[int]]:
    """Counts, row: true label, column: given label, both in the order of LABELS."""
    counts = Counter(zip(truth, given, strict=True))
    return [[counts[true, got] for got in LABELS] for true in LABELS]


def accuracy(matrix: list[list[int]]) -> float:
    """The share of pairs on the diagonal; 0 if there are none."""
    total = sum(map(sum, matrix))
    return sum(matrix[k][k] for k in range(len(matrix))) / total if total else 0.0


def macro_f1(matrix: list[list[int]]) -> float:
    """The mean F1 of the classes that occur as truth or as given label."""
    scores = []
    for k in range(len(matrix)):
        pairs = sum(matrix[k]) + sum(row[k] for row in matrix)
        if pairs:
            scores.append(2 * matrix[k][k] / pairs)
    return sum(scores) / len(scores) if scores else 0.0


def calibration_curve(truth: Sequence[Label], judgements: Sequence[Judgement]) -> list[dict[str, float]]:
    """By tenth of the leaning's probability: how many texts, that probability's mean, and how often it was right."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for true, judgement in zip(truth, judgements, strict=True):
        chance = judgement.probabilities[judgement.leaning]
        bins.setdefault(min(int(chance * 10), 9), []).append((chance, judgement.leaning == true))
    return [
        {
            "from": k / 10,
            "texts": len(pairs),
            "probability": _round(sum(chance for chance, _ in pairs) / len(pairs)),
            "right": _round(sum(right for _, right in pairs) / len(pairs)),
        }
        for k, pairs in sorted(bins.items())
    ]


def calibration_error(curve: list[dict[str, float]]) -> float:
    """The expected calibration error: the mean gap between probability and frequency, weighted by texts."""
    total = sum(point["texts"] for point in curve)
    return sum(point["texts"] * abs(point["probability"] - point["right"]) for point in curve) / total if total else 0.0


def figures(truth: Sequence[Label], judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Every figure of a card over one data set.

    `leaning`: all three classes, as if there were no abstention. `label`: abstentions count as good, as credit sees it.
    `two_class_accuracy`: over texts that truly are excellent or bad, by which of the two is the more probable.
    `opposite`: excellent called bad or the reverse, as a share of what was decided.
    """
    leaning = confusion(truth, [j.leaning for j in judgements])
    label = confusion(truth, [j.label for j in judgements])
    curve = calibration_curve(truth, judgements)
    decided = [(t, j.label) for t, j in zip(truth, judgements, strict=True) if not j.unsure]
    poles = [(t, j.probabilities) for t, j in zip(truth, judgements, strict=True) if t != "good"]
    right = sum((p["excellent"] >= p["bad"]) == (t == "excellent") for t, p in poles)
    return {
        "texts": len(truth),
        "leaning": {"accuracy": _round(accuracy(leaning)), "macro_f1": _round(macro_f1(leaning)), "confusion": leaning},
        "label": {"accuracy": _round(accuracy(label)), "macro_f1": _round(macro_f1(label)), "confusion": label},
        "two_class_accuracy": _round(right / len(poles)) if poles else None,
        "calibration_error": _round(calibration_error(curve)),
        "calibration": curve,
        "unsure": _round(1 - len(decided) / len(truth)) if truth else None,
        "opposite": _round(sum({t, g} == {"excellent", "bad"} for t, g in decided) / len(decided)) if decided else None,
    }


def judge(model: Model, reviews: Sequence[Review], summaries: bool = True) -> list[Judgement]:
    """The model's judgement on each review, with its summary or by its text alone."""
    return [
        model.judge(document(normalise(review.summary) if summaries else "", normalise(review.text)))
        for review in reviews
    ]


def measure(model: Model, reviews: Sequence[Review]) -> dict[str, Any]:
    """Figures on labelled reviews: summary and text read as one, and, where there are summaries, the text alone."""
    truth = [review.label for review in reviews]
    result = {"summary_and_text": figures(truth, judge(model, reviews))}
    if any(review.summary for review in reviews):
        result["text_alone"] = figures(truth, judge(model, reviews, summaries=False))
    return result


def printed(measured: dict[str, dict[str, Any]]) -> str:
    """The figures that have goals, as a table; then each confusion matrix."""
    columns = list(measured)
    rows = [("", *(name.replace("_", " ") for name in columns))]
    for name, value in _ROWS.items():
        cells = (value(measured[column]) for column in columns)
        rows.append((name, *map(_cell, cells)))
    widths = [max(len(row[i]) for row in rows) for i in range(len(columns) + 1)]
    lines = [
        row[0].ljust(widths[0]) + "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]
    for column in columns:
        lines += ["", f"{column.replace('_', ' ')}: truth (rows) by leaning (columns)"]
        lines.append(" " * 10 + "".join(f"{label:>10}" for label in LABELS))
        for label, counts in zip(LABELS, measured[column]["leaning"]["confusion"], strict=True):
            lines.append(f"{label:>10}" + "".join(f"{count:>10}" for count in counts))
    return "\n".join(lines)


def _cell(value: float | int | None) -> str:
    return "–" if value is None else str(value) if isinstance(value, int) else f"{value:.3f}"


_ROWS: dict[str, Callable[[dict[str, Any]], float | int | None]] = {
    "texts": lambda f: int(f["texts"]),
    "macro-F1 (leaning)": lambda f: float(f["leaning"]["macro_f1"]),
    "accuracy (leaning)": lambda f: float(f["leaning"]["accuracy"]),
    "macro-F1 (for credit: unsure is good)": lambda f: float(f["label"]["macro_f1"]),
    "accuracy (for credit)": lambda f: float(f["label"]["accuracy"]),
    "accuracy of two classes": lambda f: f["two_class_accuracy"],
    "opposite, of what is decided": lambda f: f["opposite"],
    "abstentions (unsure)": lambda f: f["unsure"],
    "expected calibration error": lambda f: float(f["calibration_error"]),
}


def _round(value: float) -> float:
    return round(value, 4)
