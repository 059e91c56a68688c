import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment import duplicates
from sentiment.analysers import characters, words
from sentiment.corpus import Collector
from sentiment.kernels import sketch as kernel
from sentiment.reviews import Review

LONG = "the crabs were alive and on time but the scales were three kilos short and nobody answered our calls all day"


def review(text, label="bad", group=None, product=""):
    return Review(text, label, group or text, product=product)


def corpus(reviews, analyser=None):
    collector = Collector(analyser or words())
    collector.add(reviews)
    return collector.finish()


def grouped(reviews):
    """The reviews that are kept, the groups of all, and how many were dropped."""
    kept, groups = duplicates.grouped(corpus(reviews), len(reviews))
    return [r for r, stays in zip(reviews, kept, strict=True) if stays], groups.tolist(), int((~kept).sum())


def shingles(reviews, analyser=None):
    sets, starts = duplicates.shingles(corpus(reviews, analyser), len(reviews))
    return [frozenset(sets[a:b].tolist()) for a, b in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "analyser", "count"),
    [
        ("one two three four five", words(), 2),
        ("one two", words(), 1),
        ("", words(), 1),
        ("a b c d a b c d", words(), 4),  # distinct ones
        ("鱼很新鲜好", characters(), 2),
    ],
)
def test_shingles_counted_by_hand(text, analyser, count):
    assert len(shingles([review("another text that stands before this"), review(text)], analyser)[1]) == count


def test_only_the_first_texts_are_compared():
    kept, groups = duplicates.grouped(corpus([review(LONG), review(LONG)]), 1)
    assert (kept.tolist(), groups.tolist()) == ([True], [0])


def test_a_changed_ending_is_dropped_and_counted():
    others = [review(f"{LONG} twice"), review("quite another text about ice that melted on the road")]
    kept, _, dropped = grouped([review(LONG), *others])
    assert ([r.text for r in kept], dropped) == ([LONG, others[1].text], 1)


def test_case_and_spaces_do_not_hide_a_copy():
    assert grouped([review(LONG), review(f"  {LONG.upper()} ")])[2] == 1


def test_copies_with_another_label_are_kept_but_stay_together():
    pair = [review(LONG), review(f"{LONG} twice", "good")]
    kept, groups, dropped = grouped(pair)
    assert ([r.text for r in kept], dropped) == ([r.text for r in pair], 0)
    assert len(set(groups)) == 1


def test_products_and_groups_chain():
    rows = [review("a", group="1", product="P"), review("b", group="2", product="P"), review("c", group="2")]
    rows.append(review("d", group="3"))
    groups = grouped(rows)[1]
    assert len(set(groups[:3])) == 1
    assert groups[3] not in groups[:3]


@pytest.mark.parametrize("seed", range(5))
def test_finds_what_comparing_all_pairs_finds(seed):
    chance = random.Random(seed)
    words = [f"w{i}" for i in range(300)]
    rows = []
    for _ in range(20):
        base = [chance.choice(words) for _ in range(60)]
        changed = list(base)
        changed[chance.randrange(60)] = "changed"
        rows += [review(" ".join(base)), review(" ".join(changed))]
    sets = shingles(rows)
    pairs = [(a, b) for i, a in enumerate(sets) for b in sets[i + 1 :]]
    assert grouped(rows)[2] == sum(len(a & b) >= 0.8 * len(a | b) for a, b in pairs) == 20


def slowly(reviews):
    """The definition: of every pair that is alike, the later goes if the earlier stays and has its label."""
    sets, dropped = shingles(reviews), set()
    for later, own in enumerate(sets):
        for earlier in range(later):
            alike = len(own & sets[earlier]) >= duplicates.ALIKE * len(own | sets[earlier])
            if alike and earlier not in dropped and reviews[earlier].label == reviews[later].label:
                dropped.add(later)
    return [i for i in range(len(reviews)) if i not in dropped]


TEXTS = st.text(alphabet="ab 鱼", min_size=1, max_size=12)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["bad", "good"])), max_size=12))
def test_the_sketches_say_what_comparing_all_pairs_says(pairs):
    reviews = [review(text, label, str(i)) for i, (text, label) in enumerate(pairs)]
    kept, _ = duplicates.grouped(corpus(reviews), len(reviews))
    assert np.flatnonzero(kept).tolist() == slowly(reviews)


NEAR = st.sets(st.integers(0, 40))


@given(NEAR, NEAR, NEAR, st.sampled_from([0.5, 0.8, 1.0]))
def test_a_pair_given_up_early_is_one_that_counting_to_the_end_gives_up(shared, one, other, share):
    one, other = shared | one, shared | other
    sets, starts = np.array([*sorted(one), *sorted(other)], dtype=np.uint32), np.cumsum([0, len(one), len(other)])
    assert kernel.alike(sets, starts, 0, 1, share) == (len(one & other) >= share * len(one | other))


@given(st.lists(st.text(alphabet="ab 鱼", min_size=1, max_size=12), max_size=12))
def test_dropping_again_drops_nothing(texts):
    kept, _, dropped = grouped([review(text) for text in texts])
    assert len(kept) + dropped == len(texts)
    again, _, more = grouped(kept)
    assert ([r.text for r in again], more) == ([r.text for r in kept], 0)
