"""Logistic regression over a bag of words for one language: prediction and explanation, with numpy alone."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import ANALYSERS, Analyser, words
from sentiment.judgement import Judgement, WordWeight
from sentiment.labels import LABELS, Label
from sentiment.language import Language
from sentiment.reading import Reading, softmax, sureness

Floats = NDArray[np.float32]

SUMMARY = "summary: "


@dataclass(frozen=True)
class Model:
    """Weights of n terms for k grades of praise, and two readings of the grades as the three classes of LABELS.

    A text becomes the vector of the idf of its distinct known terms, scaled to length 1; so repeating adds nothing.
    Its grades are `coefficients` · vector. The first reading is for texts of fewer than `short_below` words, the second
    for others: a reading's map · grades + intercepts are the logits, their softmax the probabilities.
    """

    language: Language
    analyser: str  # a name in ANALYSERS
    stop_words: tuple[str, ...]
    terms: tuple[str, ...]  # n
    idf: Floats  # n
    coefficients: Floats  # k × n
    readings: tuple[Reading, Reading]
    short_below: int  # words (or Chinese characters)
    known_share_below: float  # least share of a text's words that the model must know for a decision
    _weights: tuple[Floats, Floats] = field(init=False, repr=False, compare=False)  # 3 × n by reading
    _index: dict[str, int] = field(init=False, repr=False, compare=False)
    _analyse: Analyser = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weights = tuple((reading.map @ self.coefficients).astype(np.float32) for reading in self.readings)
        object.__setattr__(self, "_weights", weights)
        object.__setattr__(self, "_index", {term: i for i, term in enumerate(self.terms)})
        object.__setattr__(self, "_analyse", analyse_with(self.analyser, self.stop_words))

    def judge(self, text: str) -> Judgement:
        """The judgement on a normalised text, or on a summary and a text joined by `document`."""
        terms = self._analyse(text)
        known = sorted({self._index[term] for term in terms if term in self._index})
        which = self.reading(terms)
        reading, contributions = self.readings[which], self._contributions(known, which)
        logits = contributions.sum(axis=1) + reading.intercepts
        chances = softmax(logits[None, :])[0]
        k = int(reading.leaning(chances[None, :])[0])
        doubtful = float(sureness(chances[None, :], np.array([k]))[0]) < reading.unsure_below
        unsure = not known or doubtful or self.known_share(terms) < self.known_share_below
        leaning = LABELS[k]
        pairs = sorted(zip(known, contributions[k].tolist(), strict=True), key=lambda pair: -abs(pair[1]))
        return Judgement(
            label="good" if unsure else leaning,
            probabilities=_by_label(chances),
            words=tuple(WordWeight(self.terms[i], weight) for i, weight in pairs),
            unsure=unsure,
            language=self.language,
            leaning=leaning,
            intercept=float(reading.intercepts[k]),
            logit=float(logits[k]),
        )

    def reading(self, terms: list[str]) -> int:
        """Which of the readings holds for a text of these terms."""
        return int(len(self._alone(terms)) >= self.short_below)

    def known_share(self, terms: list[str]) -> float:
        """The share of the single words (or characters) among `terms` that the model knows; 0 if there are none."""
        alone = self._alone(terms)
        return sum(term in self._index for term in alone) / len(alone) if alone else 0.0

    def _alone(self, terms: list[str]) -> list[str]:
        return alone(terms, self.analyser)

    def _contributions(self, known: list[int], which: int) -> NDArray[np.float64]:
        """What each known term adds to each class's logit: 3 × len(known)."""
        vector = self.idf[known].astype(np.float64)
        length = float(np.sqrt(vector @ vector))
        return self._weights[which][:, known] * (vector / length if length else vector)


def alone(terms: list[str], analyser: str) -> list[str]:
    """The single words (or characters) among `terms`."""
    return [term for term in terms if (" " not in term if analyser == "words" else len(term) == 1)]


def document(summary: str, text: str) -> str:
    """Both, normalised, as one: a line break, which no normalised text has, stands between them."""
    return f"{summary}\n{text}" if summary else text


def analyse_with(analyser: str, stop_words: tuple[str, ...]) -> Analyser:
    """The analyser of that name with its stop words bound; it counts a summary's terms twice, once as a summary's."""
    base = partial(words, stop_words=frozenset(stop_words)) if analyser == "words" else ANALYSERS[analyser]
    return partial(_terms, base=base)


def _terms(text: str, base: Analyser) -> list[str]:
    summary, _, rest = text.rpartition("\n")
    head = base(summary) if summary else []
    return [*head, *base(rest), *(SUMMARY + term for term in head)]


def _by_label(values: NDArray[np.float64]) -> dict[Label, float]:
    return dict(zip(LABELS, values.tolist(), strict=True))
