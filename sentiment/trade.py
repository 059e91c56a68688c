"""Our own sentences about aquatic trades: half for adaptation, half for measuring only."""

import csv
from pathlib import Path
from typing import Literal

from sentiment.labels import from_name
from sentiment.reviews import Review

FILE = Path(__file__).resolve().parent / "data" / "trade_sentences.csv"


def sentences(language: str, half: Literal["adapt", "measure"]) -> list[Review]:
    """The sentences of that language and half."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["language"], row["half"]) == (language, half)]
    return [Review(row["text"], from_name(row["label"]), row["text"]) for row in rows]
