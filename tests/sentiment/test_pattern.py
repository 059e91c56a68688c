"""The compiled terms of training are those of prediction, whatever the families."""

import collections

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment import pattern
from sentiment.analysers import ANALYSERS
from sentiment.corpus import Collector
from sentiment.families import FAMILIES, emit
from sentiment.model import document
from sentiment.normalise import normalise
from sentiment.reviews import Review

UNITS = ("fish", "is", "not", "the", "fresh", ",", ".", "!", "late", "of", "box", "xyzzy")
ENGLISH = st.lists(st.sampled_from(UNITS), max_size=12).map(" ".join)
CHINESE = st.text(alphabet="鱼不新鲜, !。", max_size=10)


def built(name, pairs, least, most=1_000):
    """The pattern over each text with its summary, and the same texts as prediction reads them."""
    analyser = ANALYSERS[name](frozenset())
    collector = Collector(analyser)
    collector.add([Review(text, "good", str(i), summary) for i, (summary, text) in enumerate(pairs)])
    corpus = collector.finish()
    rows = pattern.Rows(np.arange(len(corpus)), np.ones(len(corpus), dtype=np.bool_))
    streams = pattern.Streams(corpus, analyser, 2)  # so that some units are unknown
    found = pattern.build(streams, rows, list(FAMILIES), least, most, seed=0)
    return found, found.lexicon.stream([document(normalise(summary), normalise(text)) for summary, text in pairs])


@settings(deadline=None)
@given(
    st.sampled_from(["words", "characters"]).flatmap(
        lambda name: st.tuples(
            st.just(name), st.lists(st.tuples(*[ENGLISH if name == "words" else CHINESE] * 2), max_size=6)
        )
    )
)
def test_compiled_terms_are_those_of_prediction(case):
    name, pairs = case
    found, stream = built(name, [("fish 鱼", "fish 鱼"), *pairs], 1)
    places, keys = emit(stream, list(FAMILIES))
    expected = [dict.fromkeys(keys[stream.part[places] >> 1 == row].tolist()) for row in range(stream.rows)]
    given = [found.keys[found.columns[a:b]].tolist() for a, b in zip(found.starts, found.starts[1:], strict=False)]
    assert given == [list(row) for row in expected]  # in the order in which they are emitted
    counts = collections.Counter(key for row in expected for key in row)
    assert found.keys.tolist() == sorted(counts, key=lambda key: (-counts[key], key))


def test_tables_grow(monkeypatch):
    """More distinct terms than the first table holds, in several chunks, and only the most frequent are kept."""
    monkeypatch.setattr(pattern, "_CHUNK", 100)
    pairs = [("", " ".join(f"w{(i * 7 + j * j) % 997}" for j in range(60))) for i in range(900)]
    found, stream = built("words", pairs, 2, most=5_000)
    places, keys = emit(stream, list(FAMILIES))
    distinct = np.unique(np.stack([(stream.part[places] >> 1).astype(np.uint64), keys]), axis=1)
    each, counts = np.unique(distinct[1], return_counts=True)
    assert len(each) > 1 << 15
    order = np.lexsort((each, -counts))
    assert found.keys.tolist() == each[order][counts[order] >= 2][:5_000].tolist()


@pytest.mark.parametrize("name", list(FAMILIES))
def test_a_family_has_nothing_in_an_empty_text(name):
    found, stream = built("words", [("fish", "fish"), ("", "")], 1)
    places, _ = emit(stream, [name])
    assert (stream.part[places] >> 1 == 0).all()
    assert found.starts[2] == found.starts[1]
