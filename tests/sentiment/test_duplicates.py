import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment.duplicates import grouped, shingles
from sentiment.reviews import Review

LONG = "the crabs were alive and on time but the scales were three kilos short and nobody answered our calls all day"


def review(text, label="bad", group=None, product=""):
    return Review(text, label, group or text, product=product)


def test_shingles_counted_by_hand():
    assert len(shingles(review("one two three four five"))) == 2
    assert len(shingles(review("one two"))) == 1
    assert len(shingles(review("鱼很新鲜好"))) == 2


def test_a_changed_ending_is_dropped_and_counted():
    others = [review(f"{LONG} twice"), review("quite another text about ice that melted on the road")]
    kept, dropped = grouped([review(LONG), *others])
    assert ([r.text for r in kept], dropped) == ([LONG, others[1].text], 1)


def test_case_and_spaces_do_not_hide_a_copy():
    assert grouped([review(LONG), review(f"  {LONG.upper()} ")])[1] == 1


def test_copies_with_another_label_are_kept_but_stay_together():
    pair = [review(LONG), review(f"{LONG} twice", "good")]
    kept, dropped = grouped(pair)
    assert ([r.text for r in kept], dropped) == ([r.text for r in pair], 0)
    assert len({r.group for r in kept}) == 1


def test_products_and_groups_chain():
    rows = [review("a", group="1", product="P"), review("b", group="2", product="P"), review("c", group="2")]
    rows.append(review("d", group="3"))
    groups = [r.group for r in grouped(rows)[0]]
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
    pairs = [(shingles(a), shingles(b)) for i, a in enumerate(rows) for b in rows[i + 1 :]]
    assert grouped(rows)[1] == sum(len(a & b) >= 0.8 * len(a | b) for a, b in pairs) == 20


@given(st.lists(st.text(alphabet="ab 鱼", min_size=1, max_size=12), max_size=12))
def test_dropping_again_drops_nothing(texts):
    kept, dropped = grouped([review(text) for text in texts])
    assert len(kept) + dropped == len(texts)
    again, more = grouped(kept)
    assert ([r.text for r in again], more) == ([r.text for r in kept], 0)
