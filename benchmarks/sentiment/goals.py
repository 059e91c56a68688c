"""What the classifier must reach, and where each figure stands in the results."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Results = dict[str, Any]
TRAIN_ONLY, SHIPPED = "ours, train file only", "ours, as shipped"
BOTH, ALONE, TEXT = "summary and text", "text alone", "text"
"""Ways of reading: reviews with a summary both ways, all other texts as they are."""
DEV, ZH_DEV, TRADE = "reviews_dev", "zh_dev", {"en": "trade sentences, English", "zh": "trade sentences, Chinese"}
FULL_SIZE = 500_000


@dataclass(frozen=True)
class Goal:
    """A bound from below (`least`) or above, how figures are spelled, and the figure (None: not measured)."""

    what: str
    bound: float
    least: bool
    form: str
    figure: Callable[[Results], float | None]

    @property
    def spelled(self) -> str:
        """The bound for readers."""
        return f"{'≥' if self.least else '≤'} {self.form.format(self.bound)}"

    def holds(self, figure: float | None) -> bool | None:
        """Whether a figure reaches the bound; None where there is no figure."""
        if figure is None:
            return None
        return figure >= self.bound if self.least else figure <= self.bound


def _quality(system: str, measured_on: str, way: str, *path: str) -> Callable[[Results], float | None]:
    """A figure of the row of that system, data set and way of reading."""

    def find(results: Results) -> float | None:
        key = (system, measured_on, way)
        rows = [row for row in results["quality"] if (row["system"], row["measured_on"], row["way"]) == key]
        value: Any = rows[0]["figures"] if rows else None
        for name in path:
            value = value[name] if value is not None else None
        return None if value is None else float(value)

    return find


def _trained(measured_on: str, way: str, *path: str) -> Callable[[Results], float | None]:
    return _quality(TRAIN_ONLY, measured_on, way, *path)


def _training(name: str) -> Callable[[Results], float | None]:
    """Of the whole run on FULL_SIZE reviews; a smaller one tells nothing, one that failed reaches nothing."""

    def find(results: Results) -> float | None:
        runs = [row for row in results["training"] if row["reviews"] >= FULL_SIZE]
        if not runs:
            return None
        return math.inf if runs[0]["failure"] else float(runs[0][name])

    return find


def _speed(name: str, worst: Callable[[list[float]], float]) -> Callable[[Results], float | None]:
    def find(results: Results) -> float | None:
        found = [row[name] for row in results["speed"]]
        return worst(found) if found else None

    return find


F1 = ("leaning", "macro_f1")
GOALS = (
    Goal("macro-F1, `reviews_dev`, summary and text", 0.74, True, "{:.3f}", _trained(DEV, BOTH, *F1)),
    Goal("macro-F1, `reviews_dev`, text alone", 0.66, True, "{:.3f}", _trained(DEV, ALONE, *F1)),
    Goal("accuracy, the same, summary and text", 0.87, True, "{:.3f}", _trained(DEV, BOTH, "leaning", "accuracy")),
    Goal("excellent called bad or the reverse, of decisions", 0.03, False, "{:.4f}", _trained(DEV, BOTH, "opposite")),
    Goal("abstentions", 0.20, False, "{:.3f}", _trained(DEV, BOTH, "unsure")),
    Goal("expected calibration error", 0.03, False, "{:.4f}", _trained(DEV, BOTH, "calibration_error")),
    Goal("accuracy, `zh_dev`, two classes", 0.93, True, "{:.3f}", _trained(ZH_DEV, TEXT, "two_class_accuracy")),
    Goal("macro-F1, trade sentences, English", 0.80, True, "{:.3f}", _quality(SHIPPED, TRADE["en"], TEXT, *F1)),
    Goal("macro-F1, trade sentences, Chinese", 0.75, True, "{:.3f}", _quality(SHIPPED, TRADE["zh"], TEXT, *F1)),
    Goal(f"training on {FULL_SIZE:,} reviews, time", 60, False, "{:.1f} s", _training("seconds")),
    Goal(f"training on {FULL_SIZE:,} reviews, memory", 4096, False, "{:.0f} MiB", _training("peak_mib")),
    Goal("short texts a second, in batch", 20_000, True, "{:,.0f}", _speed("batch_per_s", min)),
    Goal("one text with explanation", 2.0, False, "{:.2f} ms", _speed("alone_ms_p95", max)),
)
