"""Noisy copies: as many as asked for, none a near-duplicate, each of a product of its own, in all three formats."""

import random

import pytest

from benchmarks.sentiment.noisy import copies, write
from sentiment.reviews import Review, read

STARS = {"excellent": 5, "good": 3, "bad": 1}
ENDINGS = ("imp", "ab", "id", "esh", "ale", "ine", "ack")
WORDS = [start + end for start in ("shr", "cr", "squ", "fl", "st", "br") for end in ENDINGS]


@pytest.fixture
def reviews():
    chance = random.Random(3)
    return [
        Review(" ".join(chance.choices(WORDS, k=30)), label, str(i), f"box {i}", STARS[label], f"P{i // 2}")
        for i in range(40)
        for label in [list(STARS)[i % 3]]
    ]


@pytest.fixture
def source(tmp_path, reviews):
    path = tmp_path / "source.csv"
    lines = [f"{r.stars},{r.summary},{r.text},{r.product}" for r in reviews]
    path.write_text("\n".join(["score,summary,text,product_id", *lines]), encoding="utf-8")
    return path


def alike(one, other):
    runs = [{tuple(text.split()[i : i + 4]) for i in range(len(text.split()) - 3)} for text in (one, other)]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def test_the_first_copy_is_the_reviews_themselves(reviews):
    assert list(copies(reviews, 40)) == reviews
    assert list(copies(reviews, 7)) == reviews[:7]


def test_copies_keep_class_and_stars_and_have_products_of_their_own(reviews):
    made = list(copies(reviews, 200))
    assert len(made) == 200
    assert [(r.label, r.stars) for r in made[40:80]] == [(r.label, r.stars) for r in reviews]
    assert len({review.product for review in made}) == 5 * 20


def test_no_copy_is_a_near_duplicate(reviews):
    made = [review.text for review in copies(reviews, 400)]
    for i in range(40):
        texts = made[i::40]
        likeness = [alike(one, other) for n, one in enumerate(texts) for other in texts[:n]]
        assert max(likeness) < 0.8
        assert sum(likeness) / len(likeness) > 0.05  # yet they are copies


@pytest.mark.parametrize("form", ["csv", "kaggle", "snap"])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_every_format_reads_as_the_reviews(source, tmp_path, reviews, form, ending):
    target = tmp_path / f"made{ending}"
    write(source, target, 100, form)
    found = read(target)
    assert [(r.label, r.stars) for r in found] == [(r.label, r.stars) for r in copies(reviews, 100)]
    assert [(r.text, r.summary, r.product) for r in found] == [
        (r.text, r.summary, r.product) for r in copies(reviews, 100)
    ]


def test_the_same_seed_gives_the_same_file(source, tmp_path):
    made = [tmp_path / name for name in ("one", "same", "other")]
    for path, seed in zip(made, (1, 1, 2), strict=True):
        write(source, path, 100, seed=seed)
    one, same, other = (path.read_bytes() for path in made)
    assert one == same != other


def test_texts_of_one_word_are_copied_too():
    short = [Review("x", "good", "1", "", 3, "P"), Review("ok", "bad", "2", "", 1, "Q")]
    assert len(list(copies(short, 50))) == 50
