import csv
import json

import pytest
from click.testing import CliRunner

from sentiment.classifier import Classifier
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
    assert "fitting on" in done.stderr
    return tmp_path / "model" / "en"


def test_train_writes_a_model_and_its_card(model, reviews):
    card = json.loads((model / "card.json").read_text(encoding="utf-8"))
    assert card["training"]["classes"] == {"excellent": 40, "good": 40, "bad": 40}
    assert card["figures"]["reviews.csv"]["summary_and_text"]["texts"] == 120
    assert card["data"]["name"] == reviews.name
    assert "# Model card: en" in (model / "card.md").read_text(encoding="utf-8")
    assert Classifier.load(model).models["en"].terms


def test_a_failed_training_leaves_the_old_model(model, tmp_path):
    before = Classifier.load(model).digest
    bad = tmp_path / "bad.csv"
    bad.write_text("score,text\n5,good\n7,worse\n", encoding="utf-8")
    failed = run("train", "--reviews", bad, "--out", model)
    assert failed.exit_code == 1
    assert "SENTIMENT_ROW: line 3" in failed.stderr
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


def test_evaluate_prints_figures(model, reviews):
    done = run("evaluate", "--reviews", reviews, "--model", model)
    assert json.loads(done.stdout)["summary_and_text"]["leaning"]["accuracy"] > 0.9
    assert "SENTIMENT_MODEL" in run("evaluate", "--reviews", reviews, "--model", model, "--language", "zh").stderr


def test_explain_prints_words_that_sum(model):
    done = run("explain", "dead fish", "--model", model)
    assert done.stdout.startswith("bad")
    weights = [float(line.split()[0]) for line in done.stdout.splitlines() if line.startswith("  ")]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=0.01)
    assert "dead" in done.stdout
