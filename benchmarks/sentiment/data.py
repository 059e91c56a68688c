"""What is measured on: the public reviews, which are no part of the sources, and our own measuring sentences."""

import csv
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sentiment import trade
from sentiment.errors import SentimentError
from sentiment.labels import from_name
from sentiment.normalise import normalise
from sentiment.reviews import Review, read
from shoal.home import checkout

VARIABLE = "SHOAL_REVIEWS"
_START = 16
"""Characters of a text that stand for its group where the file names none."""
FILES = {"en": ("reviews_train.csv.gz", "reviews_dev.csv.gz"), "zh": ("zh_train.csv.gz", "zh_dev.csv.gz")}


@dataclass(frozen=True)
class Corpus:
    """One language's reviews to learn from (a share of those in the file), and those to measure on."""

    language: str
    train: list[Review]
    dev: list[Review]
    share: float = 1.0

    def part(self, share: float) -> list[Review]:
        """A share of the reviews to learn from."""
        return some(self.train, share * self.share)


def folder_of(named: Path | None) -> Path:
    """The folder named, else that of the environment, else `../shared/data` beside the sources.

    Fails with SENTIMENT_FILE if it does not hold every file.
    """
    other = os.environ.get(VARIABLE)
    folder = named or (Path(other) if other else checkout().parent / "shared" / "data")
    missing = [name for pair in FILES.values() for name in pair if not (folder / name).is_file()]
    if missing:
        where = f"name the folder that holds them by --data or {VARIABLE}"
        raise SentimentError("SENTIMENT_FILE", f"{folder} lacks {', '.join(missing)}: {where}")
    return folder


def corpus(folder: Path, language: str, share: float = 1.0) -> Corpus:
    """That language's corpus; of the reviews to learn from only a share, drawn by group."""
    learnt, measured = FILES[language]
    return Corpus(language, some(read(folder / learnt), share), read(folder / measured), share)


def some(reviews: list[Review], share: float) -> list[Review]:
    """A share of the groups, the same for every call; a smaller share is part of a larger."""
    return [review for review in reviews if draw(review.group or normalise(review.text)[:_START]) < share]


def draw(group: str) -> float:
    """A number from 0 to 1 that depends on the group alone."""
    return int.from_bytes(hashlib.sha256(f"draw {group}".encode()).digest()[:4]) / 2**32


def measuring(language: str, blind: bool) -> list[Review]:
    """Our measuring sentences: those written without sight of the adaptation half, or those of the same hand."""
    with (trade.FOLDER / "trade_sentences.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if (row["language"], row["half"]) == (language, "measure")]
    return [
        Review(row["text"], from_name(row["label"]), row["text"]) for row in rows if (row["blind"] == "yes") == blind
    ]
