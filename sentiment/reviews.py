"""Reading labelled reviews: Kaggle's `Reviews.csv`, SNAP's `finefoods.txt` and plain CSV, each also gzipped."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Literal, cast

from sentiment.errors import SentimentError
from sentiment.labels import Label, from_name, from_stars

Format = Literal["auto", "kaggle", "snap", "csv"]

MAX_TEXT = 2**20
"""Characters of a text beyond which a file is refused: a lost quotation mark makes one text of all that follows."""

csv.field_size_limit(16 * MAX_TEXT)


@dataclass(frozen=True, slots=True)
class Review:
    """One labelled text. Reviews of one `group` never part company when data is split; "": those that begin alike."""

    text: str
    label: Label
    group: str = ""
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


_STARS = {f"{stars}{end}": stars for stars in range(1, 6) for end in ("", ".0")}
_KAGGLE = Columns(text="Text", label="", score="Score", summary="Summary", group="", product="ProductId")


def read(path: Path, form: Format = "auto", columns: Columns | None = None) -> list[Review]:
    """All the reviews of `stream`. Fails as it does."""
    return list(stream(path, form, columns))


def stream(path: Path, form: Format = "auto", columns: Columns | None = None) -> Iterator[Review]:
    """Each review of the file that has a text, read as it is asked for: the file is never held whole.

    Fails with SENTIMENT_FILE, SENTIMENT_COLUMNS or SENTIMENT_ROW where the reading has got to, and with the first if
    there is no review at all; the message names the file, and the line where there is one.
    """
    form = _form(path) if form == "auto" else form
    with opened(path, "latin-1" if form == "snap" else "utf-8-sig") as lines:  # SNAP's file is Latin-1
        named = _KAGGLE if form == "kaggle" else columns or Columns()
        none = True
        for review in _snap(lines) if form == "snap" else _table(lines, named):
            if review.text and not review.text.isspace():
                none = False
                yield review
        if none:
            raise SentimentError("SENTIMENT_FILE", "the file holds no review")


class Lines:
    """A file's lines in turn; `number` is that of the last, from 1."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.number += 1
        line = self._text.readline(16 * MAX_TEXT)
        if not line:
            raise StopIteration
        return line


@contextmanager
def opened(path: Path, encoding: str = "utf-8-sig") -> Iterator[Lines]:
    """The file's lines, unpacked if it is gzipped. Whatever fails inside is told with the file's name, and where."""
    lines: Lines | None = None
    try:
        with _text(path, encoding) as text:
            lines = Lines(text)
            yield lines
    except UnicodeDecodeError as error:
        raise SentimentError("SENTIMENT_FILE", f"{path}, {_undecodable(path)}: save it as UTF-8") from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        place = f" after line {lines.number - 1}" if lines and lines.number > 1 else ""
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SentimentError("SENTIMENT_FILE", f"{path} cannot be read whole{place}: {why}") from error
    except SentimentError as error:
        raise SentimentError(error.code, f"{path}, {error.message}") from error


@contextmanager
def _text(path: Path, encoding: str) -> Iterator[IO[str]]:
    with _bytes(path) as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
        yield text


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield cast(IO[bytes], unpacked)
        else:
            yield raw


def _undecodable(path: Path) -> str:
    """Where the first line is that is not UTF-8."""
    with _bytes(path) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return f"line {number}: byte {error.start + 1} of it is not UTF-8 ({error.reason})"
    return "end: the text is cut within a character"


def _form(path: Path) -> Format:
    with opened(path, "latin-1") as lines:
        head = next(lines, "")[:10_000].removeprefix("\xef\xbb\xbf")
    if head.startswith("product/"):
        return "snap"
    return "kaggle" if {"Score", "Summary", "Text"} <= set(next(csv.reader([head]), [])) else "csv"


def header(reader: Iterator[list[str]], wanted: Callable[[list[str]], bool], names: str) -> list[str]:
    """A table's column names. Fails with SENTIMENT_FILE if there is no line, SENTIMENT_COLUMNS if not as `wanted`."""
    found = next(reader, None)
    if found is None:
        raise SentimentError("SENTIMENT_FILE", "the file is empty")
    if not wanted(found):
        has = ", ".join(found)[:200] or "none"
        raise SentimentError("SENTIMENT_COLUMNS", f"line 1: the file needs the columns {names}; it has {has}")
    return found


def _table(lines: Lines, columns: Columns) -> Iterator[Review]:
    reader = csv.reader(lines)
    names = header(
        reader,
        lambda found: columns.text in found and bool({columns.label, columns.score} & set(found)),
        f"{columns.text!r} and " + " or ".join(repr(name) for name in (columns.label, columns.score) if name),
    )
    # A place behind the last column stands for a column that the file does not have.
    places = [names.index(name) if name in names else len(names) for name in astuple(columns)]
    text, label, score, summary, group, product = places
    labelled, scored = label < len(names), score < len(names)
    for row in reader:
        if len(row) <= len(names):
            if not row:
                continue
            row += [""] * (len(names) + 1 - len(row))
        row[len(names)] = ""
        try:
            _check(row[text])
            given = from_name(row[label]) if labelled else from_stars(row[score])
        except SentimentError as error:
            raise SentimentError(error.code, f"line {reader.line_num}: {error.message}") from error
        stars = _STARS.get(row[score].strip()) if scored else None
        yield Review(row[text], given, row[group], row[summary], stars, row[product])


def _check(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise SentimentError("SENTIMENT_ROW", f"a text of {len(text)} characters; at most {MAX_TEXT} are read")


def _snap(lines: Lines) -> Iterator[Review]:
    block: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.partition(": ")
        if colon and key.startswith(("product/", "review/")):
            block[key] = value.strip()
        elif not line.strip() and block:
            yield _snap_review(block, lines.number)
            block = {}
    if block:
        yield _snap_review(block, lines.number - 1)
    elif lines.number == 1:
        raise SentimentError("SENTIMENT_FILE", "the file is empty")


def _snap_review(block: dict[str, str], line: int) -> Review:
    try:
        text, score = block["review/text"], block["review/score"]
        _check(text)
        label, summary, product = from_stars(score), block.get("review/summary", ""), block.get("product/productId", "")
        return Review(text, label, "", summary, int(float(score)), product)
    except (KeyError, SentimentError) as error:
        why = error.message if isinstance(error, SentimentError) else f"the block has no {error.args[0]}"
        raise SentimentError("SENTIMENT_ROW", f"the block that ends at line {line}: {why}") from error
