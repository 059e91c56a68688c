"""Which reviews and sentences the classifier's benchmark reads."""

import gzip
import subprocess
import sys

import pytest

from benchmarks.sentiment import data
from sentiment import trade
from sentiment.errors import SentimentError
from sentiment.reviews import Review
from shoal.home import checkout


@pytest.fixture
def folder(tmp_path):
    """All four files, each of forty groups of two reviews."""
    for learnt, measured in data.FILES.values():
        for name in (learnt, measured):
            lines = ["label,text,near_dup_group"]
            lines += [f"{('positive', 'negative')[i % 2]},text {i} of {name},{i // 2}" for i in range(80)]
            (tmp_path / name).write_bytes(gzip.compress("\n".join(lines).encode()))
    return tmp_path


def test_a_folder_is_named_or_in_the_environment(folder, monkeypatch):
    assert data.folder_of(folder) == folder
    monkeypatch.setenv(data.VARIABLE, str(folder))
    assert data.folder_of(None) == folder


def test_missing_files_are_named_with_what_to_do(folder):
    (folder / "zh_dev.csv.gz").unlink()
    with pytest.raises(SentimentError, match=r"lacks zh_dev\.csv\.gz.*--data") as caught:
        data.folder_of(folder)
    assert caught.value.code == "SENTIMENT_FILE"


def test_the_command_ends_with_the_code(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.sentiment", "--quick", "--data", str(tmp_path)],
        cwd=checkout(), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert run.stderr.startswith("SENTIMENT_FILE: ")
    assert "Traceback" not in run.stderr


def test_a_share_is_drawn_by_group_and_part_of_a_larger(folder):
    whole, half, tenth = (data.corpus(folder, "en", share) for share in (1.0, 0.5, 0.1))
    assert len(whole.train) == 80
    assert 20 < len(half.train) < 60
    assert all(review in half.train for review in tenth.train)
    groups = {review.group for review in half.train}
    assert len(half.train) == 2 * len(groups)
    assert whole.part(0.5) == half.train
    assert half.part(0.2) == tenth.train
    assert half.dev == whole.dev
    assert len(whole.dev) == 80


def test_draws_are_spread_evenly():
    drawn = [data.draw(str(i)) for i in range(4_000)]
    assert all(0 <= value < 1 for value in drawn)
    assert [sum(value < share for value in drawn) / 4_000 for share in (0.1, 0.5)] == pytest.approx(
        [0.1, 0.5], abs=0.03
    )


def test_reviews_without_groups_are_drawn_by_their_beginning():
    reviews = [Review(f"{i:016} {end}", "good", "") for i in range(100) for end in "ab"]
    half = data.some(reviews, 0.5)
    assert 60 < len(half) < 140
    assert len(half) == 2 * len({review.text[:16] for review in half})


def test_some_of_all_is_all():
    reviews = [Review("fish", "good", str(i)) for i in range(50)]
    assert data.some(reviews, 1.0) == reviews


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_two_parts_are_the_measuring_half(language):
    blind, other = (data.measuring(language, blind) for blind in (True, False))
    texts = [review.text for review in [*other, *blind]]
    assert sorted(texts) == sorted(review.text for review in trade.sentences(language, "measure"))
    assert len(blind) > len(other) > 0
