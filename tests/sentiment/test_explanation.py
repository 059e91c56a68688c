"""Chinese explanations: whole words, whose weights are exactly those of the terms."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment import estimator
from sentiment.analysers import ANALYSERS
from sentiment.explanation import by_words, shares
from sentiment.families import emit
from sentiment.normalise import normalise
from sentiment.recipes import RECIPES
from sentiment.reviews import Review
from sentiment.segmentation import words_of

TEXTS = [
    ("鱼很新鲜", "excellent"),
    ("新鲜的螃蟹", "excellent"),
    ("鱼不新鲜", "bad"),
    ("死鱼很多", "bad"),
    ("鱼还可以", "good"),
]


@pytest.fixture(scope="module")
def chinese(learn, readings):
    families = ("singles", "pairs", "triples", "summary singles")
    recipe = dataclasses.replace(RECIPES["zh"], families=families, least_texts=1, short_below=4, known_share_below=0.0)
    reviews = [Review(text, label, text, summary="新鲜" if label == "excellent" else "") for text, label in TEXTS]
    return estimator.to_model(learn(reviews, recipe), recipe, readings)


def test_each_character_has_its_word():
    assert words_of("鱼很新鲜") == ["鱼", "很", "新鲜", "新鲜"]
    assert words_of([]) == []


@given(st.text(max_size=60))
def test_words_spell_the_text(text):
    found = words_of(text)
    assert len(found) == len(text)
    assert all(character in word for character, word in zip(text, found, strict=True))


def test_words_counted_by_hand(chinese):
    """Terms of two characters go half to each; what stands twice goes half to each place."""
    spelled = dict(zip(chinese.terms(), chinese.keys.tolist(), strict=True))

    def found(text, weights):
        places, keys = emit(chinese.lexicon.stream([text]), ["singles", "pairs"])
        terms, standing = np.unique(keys, return_inverse=True)
        added = np.zeros(len(terms))
        for term, weight in weights.items():
            added[terms.tolist().index(spelled[term])] = weight
        characters = ANALYSERS["characters"](frozenset()).tokens(text)
        return dict(by_words(words_of(characters), shares(len(characters), places, standing, terms, added).tolist()))

    assert found("鱼不新鲜", {"不新": 1.0, "新鲜": 4.0, "鱼": 8.0}) == {"鱼": 8.0, "不": 0.5, "新鲜": 4.5}
    each = shares(3, np.array([0, 2]), np.array([0, 0]), np.array([spelled["鱼"]], dtype=np.uint64), np.array([8.0]))
    assert each.tolist() == [4.0, 0.0, 4.0]
    assert found("鱼 鱼", {"鱼": 8.0}) == {"鱼": 8.0}


@settings(deadline=None)
@given(st.text(alphabet="鱼很不新鲜的死多可以 ,!k3", max_size=30), st.sampled_from(["", "新鲜", "死鱼!"]))
def test_words_sum_to_the_decision(chinese, text, summary):
    document = f"{summary}\n{normalise(text)}" if summary else normalise(text)
    judgement = chinese.judge(document)
    total = judgement.intercept + sum(weight for _, weight in judgement.words)
    assert total == pytest.approx(judgement.logit, abs=1e-9)
    assert len({word for word, _ in judgement.words}) == len(judgement.words)
    assert all(word in document for word, _ in judgement.words)


def test_an_explanation_names_the_word_that_decided(chinese):
    assert "新鲜" in [word for word, _ in chinese.judge("螃蟹很新鲜").words]
    assert "鲜" not in [word for word, _ in chinese.judge("螃蟹很新鲜").words]
