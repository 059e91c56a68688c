"""Reading labelled reviews: Kaggle's `Reviews.csv`, SNAP's `finefoods.txt` and plain CSV, each also gzipped."""

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from sentiment.errors import SentimentError
from sentiment.labels import Label, from_name, from_stars
from sentiment.normalise import normalise

Format = Literal["auto", "kaggle", "snap", "csv"]

csv.field_size_limit(16 * 2**20)


@dataclass(frozen=True, slots=True)
class Review:
    """One labelled text. Reviews of one `group` are near-duplicates and never part company when data is split."""

    text: str
    label: Label
    group: str
    summary: str = ""
    stars: int | None = None  # 1 to 5, where the file has them
    product: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a CSV file's columns. The label column is used where the file has it, else the score column."""

    text: str = "text"
    label: str = "label"
    score: str = "score"
    summary: str = "summary"
    group: str = "near_dup_group"
    product: str = "product_id"


_KAGGLE = Columns(text="Text", label="", score="Score", summary="Summary", group="", product="ProductId")


def read(path: Path, form: Format = "auto", columns: Columns | None = None) -> list[Review]:
    """The reviews of `stream`. Fails as it does, and with SENTIMENT_FILE if there is none."""
    reviews = list(stream(path, form, columns))
    if not reviews:
        raise SentimentError("SENTIMENT_FILE", f"{path} holds no review")
    return reviews


def stream(path: Path, form: Format = "auto", columns: Columns | None = None) -> Iterator[Review]:
    """Each review of the file that has a text, read as it is asked for: the file is never held whole.

    Fails with SENTIMENT_FILE, SENTIMENT_COLUMNS or SENTIMENT_ROW, the last two where the reading has got to.
    """
    try:
        form = _form(path) if form == "auto" else form
        # SNAP's file is Latin-1; the others are UTF-8.
        with _opened(path, "latin-1" if form == "snap" else "utf-8-sig") as lines:
            named = _KAGGLE if form == "kaggle" else columns or Columns()
            reader = _snap(lines) if form == "snap" else _table(lines, named)
            yield from (review for review in reader if review.text.strip())
    except UnicodeDecodeError as error:
        raise SentimentError("SENTIMENT_FILE", f"{path} is not UTF-8 ({error.reason}): save it as UTF-8") from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise SentimentError("SENTIMENT_FILE", f"{path} cannot be read whole: {error}") from error


def distinct(reviews: list[Review]) -> list[Review]:
    """The reviews without those whose normalised summary and text were met before."""
    met: dict[tuple[str, str], Review] = {}
    for review in reviews:
        met.setdefault((normalise(review.summary), normalise(review.text)), review)
    return list(met.values())


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[IO[str]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        with stream, io.TextIOWrapper(stream, encoding, newline="") as text:
            yield text


def _form(path: Path) -> Format:
    with _opened(path, "latin-1") as lines:
        head = lines.readline(10_000)
    if head.startswith("product/"):
        return "snap"
    names = next(csv.reader([head]), [])
    return "kaggle" if {"Score", "Summary", "Text"} <= set(names) else "csv"


def _table(lines: IO[str], columns: Columns) -> Iterator[Review]:
    reader = csv.DictReader(lines)
    names = reader.fieldnames or []
    if columns.text not in names or not {columns.label, columns.score} & set(names):
        wanted = f"{columns.text!r} and {columns.label!r} or {columns.score!r}"
        has = ", ".join(names)[:200] or "none"
        raise SentimentError("SENTIMENT_COLUMNS", f"the file needs the columns {wanted}; it has {has}")
    for row in reader:
        try:
            labelled = columns.label in names
            label = from_name(row[columns.label] or "") if labelled else from_stars(row[columns.score] or "")
        except SentimentError as error:
            raise SentimentError("SENTIMENT_ROW", f"line {reader.line_num}: {error.message}") from error
        text = row[columns.text] or ""
        stars = int(float(row[columns.score])) if not labelled or _is_score(row.get(columns.score)) else None
        group = row.get(columns.group) or _group(text)
        yield Review(text, label, group, row.get(columns.summary) or "", stars, row.get(columns.product) or "")


def _is_score(value: str | None) -> bool:
    return (value or "").strip().removesuffix(".0") in {"1", "2", "3", "4", "5"}


def _snap(lines: IO[str]) -> Iterator[Review]:
    block: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        key, colon, value = line.strip().partition(": ")
        if colon and key.startswith(("product/", "review/")):
            block[key] = value
        elif not line.strip() and block:
            yield _snap_review(block, number)
            block = {}
    if block:
        yield _snap_review(block, number)


def _snap_review(block: dict[str, str], line: int) -> Review:
    try:
        text = block["review/text"]
        label, stars = from_stars(block["review/score"]), int(float(block["review/score"]))
        summary, product = block.get("review/summary", ""), block.get("product/productId", "")
        return Review(text, label, _group(text), summary, stars, product)
    except (KeyError, SentimentError) as error:
        why = error.message if isinstance(error, SentimentError) else f"the block has no {error.args[0]}"
        raise SentimentError("SENTIMENT_ROW", f"the block that ends at line {line}: {why}") from error


def _group(text: str) -> str:
    """The first 64 characters stand for the group where the file names none: copies are mostly edited at the end."""
    return hashlib.sha256(normalise(text)[:64].encode()).hexdigest()[:12]
