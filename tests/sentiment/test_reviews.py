import csv
import gzip
import io

import pytest

from sentiment.errors import SentimentError
from sentiment.reviews import Columns, read, stream

ROWS = [(5, "Great", "Fresh, lively fish"), (3, "So so", 'Usual "fish"'), (1, "", "Dead crabs")]
LABELS = ["excellent", "good", "bad"]


KAGGLE = "Id,ProductId,UserId,ProfileName,HelpfulnessNumerator,HelpfulnessDenominator,Score,Time,Summary,Text"
SNAP = """product/productId: P
review/userId: U
review/score: {}.0
review/summary: {}
review/text: {}
"""


def kaggle():
    out = io.StringIO()
    out.write(KAGGLE + "\n")
    writer = csv.writer(out)
    for i, (stars, summary, text) in enumerate(ROWS):
        writer.writerow((i, "P", "U", "N", 0, 0, stars, 1, summary, text))
    return out.getvalue().encode()


def snap():
    return "\n".join(SNAP.format(*row) for row in ROWS).encode("latin-1")


def plain():
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["score", "summary", "text"])
    writer.writerows(ROWS)
    return out.getvalue().encode()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("form", ["auto", "named"])
@pytest.mark.parametrize("make", [kaggle, snap, plain])
def test_every_format_gives_the_same_reviews(tmp_path, make, form, packed):
    path = tmp_path / "reviews"
    path.write_bytes(gzip.compress(make()) if packed else make())
    named = {"kaggle": "kaggle", "snap": "snap", "plain": "csv"}[make.__name__]
    reviews = read(path, "auto" if form == "auto" else named)
    assert [(r.summary, r.text) for r in reviews] == [(summary, text) for _, summary, text in ROWS]
    assert [r.label for r in reviews] == LABELS


def test_named_columns_and_labels(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("words,verdict\nfresh,positive\nusual,good\n", encoding="utf-8")
    reviews = read(path, "csv", Columns(text="words", label="verdict"))
    assert [(r.text, r.label) for r in reviews] == [("fresh", "excellent"), ("usual", "good")]


def test_snap_is_latin_1(tmp_path):
    path = tmp_path / "finefoods.txt"
    path.write_bytes(b"product/productId: P\nreview/score: 4.0\nreview/text: cr\xe8me\n")
    assert read(path)[0].text == "crème"


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b"", "SENTIMENT_FILE", "empty"),
        (gzip.compress(b""), "SENTIMENT_FILE", "empty"),
        (b"stars,words\n5,good\n", "SENTIMENT_COLUMNS", "line 1: the file needs the columns 'text'"),
        (b"stars,words\n5,good\n", "SENTIMENT_COLUMNS", "stars, words"),
        (b"score,text\n", "SENTIMENT_FILE", "no review"),
        (b"score,text\n5, \n", "SENTIMENT_FILE", "no review"),
        (b"score,text\n5,good\n7,bad\n", "SENTIMENT_ROW", "line 3: score '7'"),
        (b'score,text\n5,"two\nlines"\n0,bad\n', "SENTIMENT_ROW", "line 4: score '0'"),
        (b"score,text\nfive,good\n", "SENTIMENT_ROW", "line 2"),
        (b"text,score\ngood\n", "SENTIMENT_ROW", "line 2"),
        (b"label,text\nsplendid,good\n", "SENTIMENT_ROW", "splendid"),
        (b"score,text\n5,good\n5,ab\xff\xfe\n", "SENTIMENT_FILE", "line 3: byte 5 of it is not UTF-8"),
        (gzip.compress(b"score,text\n5,\xc3\n"), "SENTIMENT_FILE", "line 2: byte 3 of it is not UTF-8"),
        (gzip.compress(kaggle())[:-20], "SENTIMENT_FILE", "cannot be read whole"),
        (gzip.compress(b"score,text\n" + b"5,good\n" * 5_000)[:-9], "SENTIMENT_FILE", "after line 5001"),
        (b"\x1f\x8bnothing packed", "SENTIMENT_FILE", "cannot be read whole"),
        (b"score,text\n5,good\n5," + b"x" * 10_000_000 + b"\n", "SENTIMENT_ROW", "line 3: a text of 10000000 char"),
        (b"score,text\n5," + b"x" * 20_000_000 + b"\n", "SENTIMENT_ROW", "line 2: a text of"),
        (b"product/productId: P\nreview/score: 5.0\n\n", "SENTIMENT_ROW", "review/text"),
        (b"product/productId: P\nreview/score: 9.0\nreview/text: x\n", "SENTIMENT_ROW", "line 3"),
        (b"product/productId: P\nreview/score: 5\nreview/text: " + b"x" * 10_000_000, "SENTIMENT_ROW", "10000000 char"),
    ],
    ids=range(21),
)
def test_bad_files_are_refused_by_name_and_place(tmp_path, content, code, named):
    path = tmp_path / "reviews"
    path.write_bytes(content)
    with pytest.raises(SentimentError) as refusal:
        read(path)
    assert refusal.value.code == code
    assert named in refusal.value.message
    assert str(path) in refusal.value.message


def test_a_form_that_the_file_does_not_have_is_refused(tmp_path):
    path = tmp_path / "reviews"
    path.write_bytes(plain())
    with pytest.raises(SentimentError, match=r"SENTIMENT_COLUMNS.*'Text' and 'Score'"):
        read(path, "kaggle")
    with pytest.raises(SentimentError, match=r"SENTIMENT_FILE.*no review"):
        read(path, "snap")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SentimentError, match=r"SENTIMENT_FILE: .*none.csv cannot be read whole: No such file"):
        read(tmp_path / "none.csv")


def test_the_file_is_read_as_it_is_asked_for(tmp_path):
    """What stands behind the first review is not looked at."""
    path = tmp_path / "reviews.csv"
    path.write_text("score,text\n5,good\n9,bad\n" + "5,good\n" * 10_000, encoding="utf-8")
    assert next(stream(path)).text == "good"


def test_stars_beside_labels(tmp_path):
    path = tmp_path / "both.csv"
    path.write_text("score,label,text\n4.0,positive,a\n,negative,b\n", encoding="utf-8")
    assert [(r.label, r.stars) for r in read(path)] == [("excellent", 4), ("bad", None)]
