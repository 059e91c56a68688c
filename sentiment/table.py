"""Predicting a CSV file of texts into another, a block at a time: however long the file, the memory is the same."""

import csv
import os
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sentiment.classifier import Classifier
from sentiment.errors import SentimentError
from sentiment.labels import LABELS, SENTIMENT
from sentiment.reviews import MAX_TEXT, Lines, header, opened

ADDED = ["label", *(SENTIMENT[label] for label in LABELS), "unsure", "language"]

_BLOCK = 4_096  # rows


def predict(classifier: Classifier, source: Path, target: Path) -> int:
    """Writes the rows of `source` with the columns ADDED to `target`, and returns how many they are.

    Reads the columns `text` and, where it is, `summary`. `target` appears whole or not at all; an older one stays until
    then. Fails with SENTIMENT_FILE, SENTIMENT_COLUMNS or SENTIMENT_ROW.
    """
    fresh: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        fresh = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out, opened(source) as lines:
            rows = _write(_predicted(classifier, lines), out, target)
        fresh.chmod(0o644)
        fresh.replace(target)
    except OSError as error:
        raise SentimentError("SENTIMENT_FILE", f"{target} cannot be written: {error.strerror}") from error
    finally:
        if fresh is not None:
            fresh.unlink(missing_ok=True)
    return rows


def _write(blocks: Iterator[list[list[str]]], out: IO[str], target: Path) -> int:
    """All rows but the first are counted: that is the header."""
    writer, rows = csv.writer(out), -1
    for block in blocks:
        try:
            writer.writerows(block)
        except OSError as error:  # not the source's fault
            raise SentimentError("SENTIMENT_FILE", f"{target} cannot be written: {error.strerror}") from error
        rows += len(block)
    return rows


def _predicted(classifier: Classifier, lines: Lines) -> Iterator[list[list[str]]]:
    reader = csv.reader(lines)
    names = header(reader, lambda found: "text" in found, "'text'")
    kept = [i for i, name in enumerate(names) if name not in ADDED]
    text, summary = names.index("text"), names.index("summary") if "summary" in names else None
    yield [[*(names[i] for i in kept), *ADDED]]
    rows = _rows(reader, len(names), text)
    while block := list(islice(rows, _BLOCK)):
        summaries = None if summary is None else [row[summary] for row in block]
        verdicts = classifier.classify_all([row[text] for row in block], summaries)
        yield [
            [
                *(row[i] for i in kept),
                LABELS[label],
                *map("{:.6f}".format, chances),
                "true" if unsure else "false",
                language,
            ]
            for row, label, chances, unsure, language in zip(
                block,
                verdicts.label.tolist(),
                verdicts.probabilities.tolist(),
                verdicts.unsure.tolist(),
                verdicts.languages,
                strict=True,
            )
        ]


def _rows(reader: Any, width: int, text: int) -> Iterator[list[str]]:
    """The rows that are not empty, with a field for each column."""
    for row in reader:
        if not row:
            continue
        row += [""] * (width - len(row))
        if len(row[text]) > MAX_TEXT:
            why = f"a text of {len(row[text])} characters; at most {MAX_TEXT} are read"
            raise SentimentError("SENTIMENT_ROW", f"line {reader.line_num}: {why}")
        yield row
