"""Our own sentences about aquatic trades: for adaptation, for measuring only, and composed of clauses."""

import csv
import random
from pathlib import Path
from typing import Literal

from sentiment.labels import Label, from_name
from sentiment.reviews import Review

FOLDER = Path(__file__).resolve().parent / "data"

_PAIRS = {"en": 800, "zh": 400}
_AND = {"en": (", ", " and ", ". "), "zh": ("，", "，而且", "。")}
_BUT = {"en": (" but ", ", but ", ", however ", ", although "), "zh": ("，但是", "，不过", "，可是", "，就是")}


def sentences(language: str, half: Literal["adapt", "measure"]) -> list[Review]:
    """The sentences of that language and half."""
    return [_review(row) for row in _rows("trade_sentences.csv", language) if row["half"] == half]


def clauses(language: str) -> dict[Label, list[str]]:
    """Clauses such as "the ice had melted", by label; those of no judgement under good."""
    found: dict[Label, list[str]] = {"excellent": [], "good": [], "bad": []}
    for row in _rows("trade_clauses.csv", language):
        found[from_name(row["label"])].append(row["text"])
    return found


def composed(language: str, pairs: int | None = None, seed: int = 0) -> list[Review]:
    """Each clause alone, `pairs` of two clauses of one label, joined by "and", and `pairs` of praise and blame.

    `pairs` is by default about the number of clauses.
    What joins praise and blame by "but" is good: so the model learns that the two cancel. For learning only.
    """
    pairs = pairs or _PAIRS[language]
    by_label, chance = clauses(language), random.Random(seed)  # noqa: S311 (no secret)
    made = {text: label for label, texts in by_label.items() for text in texts}
    for label, texts in by_label.items():
        for _ in range(pairs if label != "good" else pairs // 4):
            one, other = chance.sample(texts, 2)
            made[one + chance.choice(_AND[language]) + other] = label
    for _ in range(pairs):
        two = [chance.choice(by_label["excellent"]), chance.choice(by_label["bad"])]
        chance.shuffle(two)
        made[chance.choice(_BUT[language]).join(two)] = "good"
    return [Review(text, label, text) for text, label in made.items()]


def _rows(name: str, language: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["language"] == language]


def _review(row: dict[str, str]) -> Review:
    # What one hand wrote is held out together: others who write otherwise are what the model has to meet. Of the first,
    # who wrote both halves, sentences that begin alike ("We will trade …", "We will not trade …") are of one group.
    start = " ".join(row["text"].split()[:3]) if row["language"] == "en" else row["text"][:3]
    return Review(row["text"], from_name(row["label"]), start.lower() if row["hand"] == "1" else f"hand {row['hand']}")
