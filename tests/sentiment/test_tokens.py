import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentiment import tokens
from sentiment.analysers import words
from sentiment.normalise import normalise

PARTS = st.lists(
    st.text(max_size=60) | st.text(alphabet="aBb1'`!?,._ \n\t\x00é鱼&;<br/>", max_size=40) | st.just("A<br />b\nC"),
    max_size=20,
)


def spelled(found):
    return [
        [found.names[i] for i in found.ids[a:b]] for a, b in zip(found.starts, found.starts[1:], strict=False)
    ]  # fmt: skip


def read(kind, parts):
    for part in parts:
        kind.add(part)
    return kind.finish()


@given(PARTS)
def test_compiled_and_plain_find_the_same_tokens(parts):
    analyser = words()
    compiled = read(tokens.Compiled(analyser, analyser.marks), parts)
    plain = read(tokens.Plain(analyser), parts)
    assert spelled(compiled) == spelled(plain) == [analyser.tokens(normalise(part)) for part in parts]
    assert compiled.names == plain.names
    np.testing.assert_array_equal(compiled.ids, plain.ids)


def test_tables_grow(monkeypatch):
    """More distinct words than the first tables and the arena hold, and several chunks."""
    monkeypatch.setattr(tokens, "_CHUNK", 1 << 14)
    parts = [f"word{i} {'x' * (i % 7)}{i} again" for i in range(9_000)] + ["y" * 4_000]
    found = read(tokens.Compiled(words(), "!?"), parts)
    assert spelled(found) == [words().tokens(normalise(part)) for part in parts]


@pytest.mark.parametrize("kind", [tokens.Plain, lambda analyser: tokens.Compiled(analyser, "!?")])
def test_no_part_at_all(kind):
    found = kind(words()).finish()
    assert (found.ids.tolist(), found.starts.tolist(), found.names) == ([], [0], [])
