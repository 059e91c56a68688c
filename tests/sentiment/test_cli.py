import csv
import gzip
import json

import pytest
from click.testing import CliRunner

from sentiment import table
from sentiment.classifier import Classifier, load_default
from sentiment.cli import cli


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def reviews(tmp_path):
    path = tmp_path / "reviews.csv"
    kinds = {"fresh": 5, "usual": 3, "dead": 1}
    rows = [
        f"{stars},{kind} {what} number {i}"
        for i in range(20)
        for kind, stars in kinds.items()
        for what in ("fish", "crabs")
    ]
    path.write_text("score,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def model(reviews, tmp_path):
    done = run("train", "--reviews", reviews, "--dev", reviews, "--out", tmp_path / "model" / "en")
    assert done.exit_code == 0, done.output
    assert "terms on all" in done.stderr
    return tmp_path / "model" / "en"


def test_train_writes_a_model_and_its_card(model, reviews):
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    assert card["training"]["classes"] == {"excellent": 40, "good": 40, "bad": 40}
    assert card["figures"]["reviews.csv"]["summary_and_text"]["texts"] == 120
    assert card["data"]["name"] == reviews.name
    assert "# Model card: en" in (model / "card.md").read_text(encoding="utf-8")
    assert "fresh" in Classifier.load(model).models["en"].terms()


def test_a_failed_training_leaves_the_old_model(model, tmp_path):
    before = Classifier.load(model).digest
    bad = tmp_path / "bad.csv"
    bad.write_text("score,text\n5,good\n7,worse\n", encoding="utf-8")
    failed = run("train", "--reviews", bad, "--out", model)
    assert failed.exit_code == 1
    assert f"SENTIMENT_ROW: {bad}, line 3" in failed.stderr
    assert Classifier.load(model).digest == before


def test_predict_adds_its_columns(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,text\n1,"Fresh fish, thank you"\n2,鱼都死了，太差\n3,\n', encoding="utf-8")
    done = run("predict", "--in", source, "--out", target)
    assert done.exit_code == 0, done.output
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["id", "text", "label", "positive", "neutral", "negative", "unsure", "language"]
    assert [row["label"] for row in rows] == ["excellent", "bad", "good"]
    assert [row["language"] for row in rows] == ["en", "zh", "unknown"]
    assert [row["unsure"] for row in rows] == ["false", "false", "true"]
    for row in rows:
        assert sum(float(row[name]) for name in ("positive", "neutral", "negative")) == pytest.approx(1, abs=1e-5)


def test_predict_reads_a_summary(tmp_path, model):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,summary\nfish,dead\nfish,fresh\n", encoding="utf-8")
    assert run("predict", "--in", source, "--out", target, "--model", model).exit_code == 0
    with target.open(encoding="utf-8", newline="") as lines:
        dead, fresh = csv.DictReader(lines)
    assert (dead["label"], float(fresh["positive"]) > float(dead["positive"])) == ("bad", True)


def test_predict_needs_a_text_column(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("words\nfresh\n", encoding="utf-8")
    failed = run("predict", "--in", source, "--out", tmp_path / "out.csv")
    assert failed.exit_code == 1
    assert "SENTIMENT_COLUMNS" in failed.stderr
    assert not (tmp_path / "out.csv").exists()


BAD = [
    (b"text\nfresh\n\xff\n", "SENTIMENT_FILE", "line 3: byte 1"),
    (b"text\n" + b"x" * 10_000_000 + b"\n", "SENTIMENT_ROW", "line 2: a text of 10000000 characters"),
    (b"", "SENTIMENT_FILE", "empty"),
    (gzip.compress(b"text\n" + b"fresh fish\n" * 20_000)[:-9], "SENTIMENT_FILE", "cannot be read whole after line"),
    (b"words\nfresh\n", "SENTIMENT_COLUMNS", "'text'"),
]


@pytest.mark.parametrize(("content", "code", "named"), BAD, ids=range(len(BAD)))
def test_a_failed_prediction_leaves_the_old_file(tmp_path, content, code, named):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(content)
    target.write_text("old")
    failed = run("predict", "--in", source, "--out", target)
    assert failed.exit_code == 1
    assert f"{code}: {source}" in failed.stderr
    assert named in failed.stderr
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_predict_says_when_it_cannot_write(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("text\nfresh\n")
    failed = run("predict", "--in", source, "--out", tmp_path / "nowhere" / "out.csv")
    assert failed.exit_code == 1
    assert "SENTIMENT_FILE" in failed.stderr
    assert "nowhere" in failed.stderr


def test_predict_over_many_blocks_says_what_classify_says(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "_BLOCK", 7)
    texts = ["Fresh fish, thank you", "鱼都死了，太差", "", "Рыба", "dead", "good good good good", "Two\nlines"] * 5
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["label", "text"], *(["old", text] for text in texts)])
    assert "35 rows" in run("predict", "--in", source, "--out", target).stdout
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["text"] for row in rows] == texts
    for row, judgement in zip(rows, load_default().classify_many(texts), strict=True):
        assert (row["label"], row["language"]) == (judgement.label, judgement.language)
        assert row["unsure"] == str(judgement.unsure).lower()
        assert float(row["positive"]) == pytest.approx(judgement.probabilities["excellent"], abs=1e-6)


def test_short_rows_are_filled_up(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,text,remark\n1,fresh fish\n\n2\n", encoding="utf-8")
    assert run("predict", "--in", source, "--out", target).exit_code == 0
    with target.open(encoding="utf-8", newline="") as lines:
        assert [(row["id"], row["remark"]) for row in csv.DictReader(lines)] == [("1", ""), ("2", "")]


def test_evaluate_prints_figures(model, reviews):
    done = run("evaluate", "--reviews", reviews, "--model", model, "--json")
    assert json.loads(done.stdout)["summary_and_text"]["leaning"]["accuracy"] > 0.9
    assert "SENTIMENT_MODEL" in run("evaluate", "--reviews", reviews, "--model", model, "--language", "zh").stderr


def test_evaluate_prints_a_table(tmp_path, model):
    path = tmp_path / "own.csv"
    path.write_text("verdict,words,summary\npositive,fresh fish,fresh\nbad,dead fish,\ngood,usual crabs,\n")
    columns = ("--format", "csv", "--text-column", "words", "--label-column", "verdict")
    shown = run("evaluate", "--reviews", path, "--model", model, *columns).stdout.splitlines()
    assert next(line.split()[-2:] for line in shown if line.startswith("texts")) == ["3", "3"]
    named = ("macro-F1", "accuracy of two classes", "opposite", "abstentions", "expected calibration error")
    assert all(any(line.startswith(name) for line in shown) for name in named)
    assert any("summary and text" in line and "text alone" in line for line in shown)


@pytest.mark.parametrize("stars", [5, 3, 1])
def test_one_class_alone_is_refused_and_leaves_the_old_model(model, tmp_path, stars):
    before = Classifier.load(model).digest
    path = tmp_path / "one.csv"
    path.write_text("score,text\n" + "".join(f"{stars},fish number {i}\n" for i in range(30)), encoding="utf-8")
    failed = run("train", "--reviews", path, "--out", model, "--reviews-only")
    assert failed.exit_code == 1
    assert "SENTIMENT_CLASSES" in failed.stderr
    assert Classifier.load(model).digest == before


def test_a_bad_dev_file_is_refused_before_training(reviews, tmp_path):
    dev = tmp_path / "dev.csv"
    dev.write_text("score,text\n6,good\n")
    failed = run("train", "--reviews", reviews, "--dev", dev, "--out", tmp_path / "m")
    assert f"{dev}, line 2" in failed.stderr
    assert "terms" not in failed.stderr
    assert not (tmp_path / "m").exists()


def test_a_changed_byte_is_refused_by_every_command(model, reviews, tmp_path):
    arrays = bytearray((model / "arrays.npz").read_bytes())
    arrays[len(arrays) // 2] ^= 1
    (model / "arrays.npz").write_bytes(arrays)
    out = ("--in", reviews, "--out", tmp_path / "out.csv")
    for command in (("explain", "fish"), ("evaluate", "--reviews", reviews), ("predict", *out)):
        failed = run(*command, "--model", model)
        assert failed.exit_code == 1
        assert f"SENTIMENT_MODEL: the model in {model} is refused: arrays.npz" in failed.stderr


def test_explain_prints_words_that_sum(model):
    done = run("explain", "dead fish", "--model", model)
    assert done.stdout.startswith("bad")
    weights = [float(line.split()[0]) for line in done.stdout.splitlines() if line.startswith("  ")]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.01)
    assert "dead" in done.stdout
