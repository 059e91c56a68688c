"""Tables and plots of the classifier's benchmark: figures, goals and verdicts as they are, and a small run."""

import json
import sys
import xml.etree.ElementTree as ET

import pytest

from benchmarks.matching.clock import Clock
from benchmarks.sentiment import __main__ as command
from benchmarks.sentiment import scale, study
from benchmarks.sentiment.data import FILES, Corpus
from benchmarks.sentiment.goals import ALONE, BOTH, DEV, FULL_SIZE, GOALS, SHIPPED, TEXT, TRADE, TRAIN_ONLY, ZH_DEV
from benchmarks.sentiment.plots import draw_all
from benchmarks.sentiment.tables import all_tables, cost_table, goal_table, learning_table, page_of
from sentiment import trade
from sentiment.reviews import Review

ABOUT = {
    "machine": {"cores": 2, "model": "a processor", "memory_gib": 24, "system": "Linux"},
    "versions": {"python": "3.11"},
    "commit": "0123456789abcdef",
    "changed": False,
    "at": "2026-11-22T12:00:00+00:00",
    "classifier": "fedcba9876543210",
    "files": {"reviews_dev.csv.gz": "aa" * 32},
    "share": 1.0,
    "left_out": [],
    "seconds": 1.0,
    "quick": True,
}
EMPTY = {name: [] for name in ("quality", "learning", "times", "speed", "training")}


def quality(system=TRAIN_ONLY, measured_on=DEV, way=BOTH, f1=0.75, **others):
    leaning = {"accuracy": 0.88, "macro_f1": f1, "confusion": [[70, 3, 2], [2, 5, 3], [1, 2, 12]]}
    point = {"from": 0.9, "texts": 100, "probability": 0.95, "right": 0.9}
    figures = {
        "texts": 100, "leaning": leaning, "two_class_accuracy": 0.95, "calibration_error": 0.0301,
        "calibration": [point], "unsure": 0.1, "opposite": 0.02,
    }  # fmt: skip
    return {
        "system": system, "language": "en", "measured_on": measured_on, "way": way, "macro_f1_interval": [0.7, 0.8],
        "figures": figures | others, "abstaining": [{"unsure": 0.0, "opposite": 0.03}, {"unsure": 0.4, "opposite": 0}],
    }  # fmt: skip


def run(reviews=FULL_SIZE, failure=None):
    return {"reviews": reviews, "seconds": 61.0, "cpu_seconds": 90.0, "peak_mib": 3000.0, "failure": failure}


def verdicts(**parts):
    return {what: (measured, met) for what, _, measured, met in goal_table(EMPTY | parts).rows}


def test_nothing_measured_meets_nothing():
    assert set(verdicts().values()) == {("–", "not measured")}


def test_every_goal_finds_its_figure():
    rows = [
        quality(), quality(way=ALONE, f1=0.65), quality(measured_on=ZH_DEV, way=TEXT),
        *(quality(SHIPPED, name, TEXT, f1=0.79) for name in TRADE.values()),
    ]  # fmt: skip
    speeds = [{"batch_per_s": 30_000.0, "alone_ms_p95": 1.0}, {"batch_per_s": 19_999.0, "alone_ms_p95": 2.5}]
    found = verdicts(quality=rows, speed=speeds, training=[run()])
    assert list(found.values()) == [
        ("0.750", "✓"), ("0.650", "✗"), ("0.880", "✓"), ("0.0200", "✓"), ("0.100", "✓"), ("0.0301", "✗"),
        ("0.950", "✓"), ("0.790", "✗"), ("0.790", "✓"),
        ("61.0 s", "✗"), ("3000 MiB", "✓"), ("19,999", "✗"), ("2.50 ms", "✗"),
    ]  # fmt: skip


def test_goals_of_the_train_file_are_not_met_by_the_shipped_model():
    found = verdicts(quality=[quality(SHIPPED, f1=0.99)])
    assert found[GOALS[0].what] == ("–", "not measured")


def test_a_smaller_training_tells_nothing_of_the_goal_and_a_failed_one_misses_it():
    what = next(goal.what for goal in GOALS if "time" in goal.what)
    assert verdicts(training=[run(reviews=1_000)])[what] == ("–", "not measured")
    assert verdicts(training=[run(failure="not done after 9 s")])[what][1] == "✗"
    assert "not done after 9 s" in cost_table(EMPTY | {"training": [run(failure="not done after 9 s")]}).markdown()


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.what)
def test_a_bound_itself_is_reached(goal):
    worse = goal.bound - 1e-9 if goal.least else goal.bound + 1e-9
    assert goal.holds(goal.bound) is True
    assert goal.holds(worse) is False
    assert goal.holds(None) is None


def test_systems_stand_below_each_other_by_data_set():
    rows = [quality(), quality(way=ALONE), quality(system="the paper's recipe"), quality(opposite=None)]
    table = all_tables(ABOUT | EMPTY | {"quality": rows})[1]
    assert [(row[0], row[1]) for row in table.rows] == [
        (f"{DEV}, {BOTH}", TRAIN_ONLY),
        (f"{DEV}, {BOTH}", "the paper's recipe"),
        (f"{DEV}, {BOTH}", TRAIN_ONLY),
        (f"{DEV}, {ALONE}", TRAIN_ONLY),
    ]
    assert table.rows[0][3] == "0.750 (0.700–0.800)"
    assert table.rows[2][table.head.index("opposite")] == "–"


def test_a_size_that_was_left_out_is_a_gap():
    point = {"macro_f1": 0.5, "interval": [0.4, 0.6]}
    table = learning_table(
        [{"system": "a", "reviews": n} | point for n in (100, 1_000)] + [{"system": "b", "reviews": 100} | point]
    )
    assert table.head == ("system", "100", "1,000")
    assert table.rows == (("a", "0.500", "0.500"), ("b", "0.500", "–"))


def test_a_page_says_on_what_it_rests():
    page = page_of(ABOUT | EMPTY | {"quality": [quality()], "share": 0.1, "left_out": ["the field's recipe"]})
    for part in ("0123456789ab", "fedcba987654", "aaaaaaaaaaaa", "10 % of the reviews only", "the field's recipe"):
        assert part in page


def test_plots_are_whole_svg_and_name_the_commit(tmp_path):
    curve = [{"system": TRAIN_ONLY, "reviews": n, "macro_f1": 0.6, "interval": [0.5, 0.7]} for n in (10, 100)]
    results = ABOUT | EMPTY | {"quality": [quality(), quality(SHIPPED, TRADE["en"], TEXT)], "learning": curve}
    drawn = draw_all(results, tmp_path / "img")
    assert [path.stem.removeprefix("sentiment-") for path in drawn] == [
        "confusion", "calibration", "learning", "abstaining"
    ]  # fmt: skip
    first = [path.read_bytes() for path in drawn]
    for path in drawn:
        assert ABOUT["commit"][:12] in "".join(ET.parse(path).getroot().itertext())
    assert [path.read_bytes() for path in draw_all(results, tmp_path / "img")] == first
    assert draw_all(ABOUT | EMPTY, tmp_path) == []


@pytest.fixture
def corpora():
    """Sixty reviews a language, in as many groups."""
    words = {
        "en": {"excellent": "lovely fresh crab", "good": "crab of no note", "bad": "rotten stinking crab"},
        "zh": {"excellent": "螃蟹新鲜好吃", "bad": "螃蟹臭了难吃"},
    }
    summaries = {"en": "about this box", "zh": ""}
    made = []
    for language, texts in words.items():
        reviews = [
            Review(f"{text} {i}. It came in box {i}!", label, f"{label} {i}", summaries[language])
            for i in range(60)
            for label, text in texts.items()
        ]
        made.append(Corpus(language, reviews, reviews[:30]))
    return made


def test_a_small_run_from_end_to_end(corpora, tmp_path, monkeypatch):
    monkeypatch.setattr(study, "SHARES", (0.5, 1.0))
    clock = Clock(600)
    quality_ = study.Quality(clock)
    for one in corpora:
        quality_.ours(one)
    quality_.beside(corpora)
    found = {
        "quality": quality_.rows,
        "learning": quality_.curve,
        "times": quality_.times,
        "speed": list(study.speeds(corpora, 5, clock)),
        "training": [],
    }
    results = json.loads(json.dumps(ABOUT | found | {"left_out": clock.skipped}))
    assert clock.skipped == []
    assert {row["language"] for row in results["quality"]} >= {"en", "zh"}
    own = {row["figures"]["texts"] for row in results["quality"] if row["measured_on"] == TRADE["en"]}
    assert own == {len(trade.sentences("en", "measure"))}
    assert {row["system"] for row in results["learning"]} == {TRAIN_ONLY, "the paper's recipe"}
    assert [met for *_, met in goal_table(results).rows].count("not measured") == 2
    monkeypatch.setattr(command, "run_folder", lambda: tmp_path)
    command.publish(results)
    assert json.loads((tmp_path / "quick.json").read_text("utf-8")) == results
    assert "## Goals" in (tmp_path / "sentiment-table.md").read_text("utf-8")
    assert len(list((tmp_path / "img").glob("sentiment-*.svg"))) == 4


def test_what_does_not_fit_the_budget_is_left_out_and_told(corpora, tmp_path):
    clock = Clock(0)
    quality_ = study.Quality(clock)
    quality_.ours(corpora[0])
    quality_.beside(corpora)
    assert {row["system"] for row in quality_.rows} == {SHIPPED}
    assert scale.training(tmp_path, 1_000, clock) is None
    assert any("the paper's recipe" in what for what in clock.skipped)
    assert "training on 1,000 reviews" in clock.skipped


@pytest.mark.parametrize(("code", "failure"), [("pass", None), ("raise SystemExit('no')", "status 1: no")])
def test_training_is_run_as_a_command_on_a_file_made_for_it(tmp_path, monkeypatch, code, failure):
    made = []
    monkeypatch.setattr(scale, "FIRST", 10)
    monkeypatch.setattr(scale, "write", lambda source, target, reviews: made.append((source, target, reviews)))
    monkeypatch.setattr(scale, "_command", lambda: [sys.executable, "-c", code])
    row = scale.training(tmp_path, 100, Clock(600))
    assert (row["reviews"], row["failure"]) == (100, failure)
    assert [(source, reviews) for source, _, reviews in made] == [(tmp_path / FILES["en"][0], n) for n in (10, 100)]
