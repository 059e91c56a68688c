"""Logistic regression over a bag of words for one language: prediction and explanation, with numpy alone."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import ANALYSERS, Analyser, words
from sentiment.judgement import Judgement, WordWeight
from sentiment.labels import LABELS, Label
from sentiment.language import Language

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """Weights of n terms for the three classes in the order of LABELS.

    A text becomes the vector of the idf of its distinct known terms, scaled to length 1; so repeating adds nothing.
    Its logits are `coefficients` · vector + `intercepts`, its probabilities their softmax.
    """

    language: Language
    analyser: str  # a name in ANALYSERS
    stop_words: tuple[str, ...]
    terms: tuple[str, ...]  # n
    idf: Floats  # n
    coefficients: Floats  # 3 × n, each column's mean 0
    intercepts: Floats  # 3, mean 0
    unsure_below: float  # least probability of the leaning for a decision
    known_share_below: float  # least share of a text's words that the model must know for a decision
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _analyse: Analyser = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {term: i for i, term in enumerate(self.terms)})
        object.__setattr__(self, "_analyse", analyse_with(self.analyser, self.stop_words))

    def judge(self, text: str) -> Judgement:
        """The judgement on a normalised text."""
        terms = self._analyse(text)
        known = sorted({self._index[term] for term in terms if term in self._index})
        contributions = self._contributions(known)
        logits = contributions.sum(axis=1) + self.intercepts
        chances = _softmax(logits)
        k = int(logits.argmax())
        unsure = not known or float(chances[k]) < self.unsure_below or self.known_share(terms) < self.known_share_below
        leaning = LABELS[k]
        pairs = sorted(zip(known, contributions[k].tolist(), strict=True), key=lambda pair: -abs(pair[1]))
        return Judgement(
            label="good" if unsure else leaning,
            probabilities=_by_label(chances),
            words=tuple(WordWeight(self.terms[i], weight) for i, weight in pairs),
            unsure=unsure,
            language=self.language,
            leaning=leaning,
            intercept=float(self.intercepts[k]),
            logit=float(logits[k]),
        )

    def known_share(self, terms: list[str]) -> float:
        """The share of the single words (or characters) among `terms` that the model knows; 0 if there are none."""
        alone = [term for term in terms if (" " not in term if self.analyser == "words" else len(term) == 1)]
        return sum(term in self._index for term in alone) / len(alone) if alone else 0.0

    def _contributions(self, known: list[int]) -> NDArray[np.float64]:
        """What each known term adds to each class's logit: 3 × len(known)."""
        vector = self.idf[known].astype(np.float64)
        length = float(np.sqrt(vector @ vector))
        return self.coefficients[:, known] * (vector / length if length else vector)


def analyse_with(analyser: str, stop_words: tuple[str, ...]) -> Analyser:
    """The analyser of that name with its stop words bound."""
    return partial(words, stop_words=frozenset(stop_words)) if analyser == "words" else ANALYSERS[analyser]


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    powers: NDArray[np.float64] = np.exp(logits - logits.max())
    chances: NDArray[np.float64] = powers / powers.sum()
    return chances


def _by_label(values: NDArray[np.float64]) -> dict[Label, float]:
    return dict(zip(LABELS, values.tolist(), strict=True))
