"""Half a million reviews for timing, where no full file is at hand: real ones replicated with noise in their words.

One word in five of a copy is replaced by a word drawn from the file's, so by frequency, and each copy has a product
of its own. What a model learns from such a file says nothing; what the training takes does: there are as many texts,
words and products as in the real one, and more distinct pairs of words.
"""

import csv
import gzip
import random
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Literal

from sentiment.reviews import Review, read

_NOISE = 0.2
_KAGGLE = [
    "Id",
    "ProductId",
    "UserId",
    "ProfileName",
    "HelpfulnessNumerator",
    "HelpfulnessDenominator",
    "Score",
    "Time",
    "Summary",
    "Text",
]

Form = Literal["csv", "kaggle", "snap"]


def write(source: Path, target: Path, reviews: int, form: Form = "csv", seed: int = 0) -> None:
    """Writes that many to `target`, gzipped if it is named so; the first copies are the reviews of `source`."""
    encoding = "latin-1" if form == "snap" else "utf-8"
    with (
        gzip.open(target, "wt", 1, encoding=encoding, newline="")
        if target.suffix == ".gz"
        else target.open("w", encoding=encoding, newline="")
    ) as out:
        {"csv": _plain, "kaggle": _kaggle, "snap": _snap}[form](out, copies(read(source), reviews, seed))


def copies(originals: list[Review], count: int, seed: int = 0) -> Iterator[Review]:
    """`count` reviews: the originals in turn, from the second turn on with noise."""
    chance = random.Random(seed)
    words = [word for review in originals[:5_000] for word in review.text.split()]
    for i in range(count):
        turn, which = divmod(i, len(originals))
        review = originals[which]
        if not turn:
            yield review
            continue
        text, summary = (_noisy(part, words, chance) for part in (review.text, review.summary))
        yield Review(text, review.label, "", summary, review.stars, f"{review.product}-{turn}")


def _noisy(text: str, words: list[str], chance: random.Random) -> str:
    changed = text.split()
    for _ in range(round(len(changed) * _NOISE)):
        changed[int(chance.random() * len(changed))] = words[int(chance.random() * len(words))]
    return " ".join(changed)


def _plain(out: IO[str], reviews: Iterator[Review]) -> None:
    writer = csv.writer(out)
    writer.writerow(["score", "summary", "text", "product_id"])
    writer.writerows((review.stars, review.summary, review.text, review.product) for review in reviews)


def _kaggle(out: IO[str], reviews: Iterator[Review]) -> None:
    writer = csv.writer(out)
    writer.writerow(_KAGGLE)
    writer.writerows(
        (i, review.product, f"U{i}", "N", 0, 0, review.stars, 1_300_000_000, review.summary, review.text)
        for i, review in enumerate(reviews, start=1)
    )


def _snap(out: IO[str], reviews: Iterator[Review]) -> None:
    for i, review in enumerate(reviews, start=1):
        fields = {
            "product/productId": review.product,
            "review/userId": f"U{i}",
            "review/profileName": "N",
            "review/helpfulness": "0/0",
            "review/score": f"{review.stars}.0",
            "review/time": 1_300_000_000,
            "review/summary": review.summary,
            "review/text": review.text,
        }
        lines = [f"{name}: {' '.join(str(value).split())}\n" for name, value in fields.items()]
        out.write("".join(lines).encode("latin-1", "ignore").decode("latin-1") + "\n")
