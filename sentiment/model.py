"""Logistic regression over a bag of words for one language: prediction and explanation, with numpy alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sentiment.explanation import by_words, shares
from sentiment.families import Keys, Stream, emit, spelled
from sentiment.judgement import Judgement, WordWeight
from sentiment.labels import LABELS
from sentiment.language import Language
from sentiment.lexicon import Lexicon, counted
from sentiment.reading import Doubles, Reading, softmax, sureness

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Verdicts:
    """The decisions on m texts, without reasons."""

    leaning: NDArray[np.int64]  # m indices into LABELS
    label: NDArray[np.int64]  # m, as credit sees it: good where unsure
    probabilities: Doubles  # m × 3
    unsure: NDArray[np.bool_]  # m


@dataclass(frozen=True)
class _Terms:
    """The known terms of m texts, text after text, and what each adds to the three logits."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    added: Doubles  # × 3
    which: NDArray[np.int64]  # m: the reading that holds
    doubtful: NDArray[np.bool_]  # m: too little of it is known
    stream: Stream  # the texts' units
    places: NDArray[np.int64]  # where in it known terms stand
    standing: NDArray[np.int64]  # which term that is: its row times n, plus its column


@dataclass(frozen=True, eq=False)
class Model:
    """Weights of n terms for k grades of praise, and two readings of the grades as the three classes of LABELS.

    A text becomes the vector of the values of its distinct known terms, scaled to length 1; so repeating adds nothing.
    Its grades are `coefficients` · vector. The first reading is for texts of fewer than `short_below` units, the second
    for others: a reading's map · grades + intercepts are the logits, their softmax the probabilities.
    """

    language: Language
    lexicon: Lexicon
    families: tuple[str, ...]  # names in FAMILIES
    keys: Keys  # n, ascending
    scale: Floats  # n: the terms' values
    coefficients: Floats  # k × n
    readings: tuple[Reading, Reading]
    short_below: int  # units: words or Chinese characters
    known_share_below: float  # least share of a text's units that the model must know for a decision
    _weights: Doubles = field(init=False, repr=False)  # 2 × n × 3: by reading, values included

    def __post_init__(self) -> None:
        weights = [(reading.map @ self.coefficients * self.scale).T for reading in self.readings]
        object.__setattr__(self, "_weights", np.ascontiguousarray(weights))

    def __len__(self) -> int:
        return len(self.keys)

    def terms(self) -> list[str]:
        """The n terms as explanations show them."""
        return spelled(self.keys, self.lexicon.units, self.lexicon.analyser.joint)

    def judge(self, text: str) -> Judgement:
        """The judgement on a normalised text, or on a summary and a text joined by `document`."""
        return self.judge_many([text])[0]

    def judge_many(self, texts: Sequence[str], most: int | None = None) -> list[Judgement]:
        """`judge` of each text, worked out together; with `most`, no more than so many words of each, the heaviest."""
        terms = self._terms(texts)
        verdicts = self._verdicts(terms, len(texts))
        added = terms.added[np.arange(len(terms.rows)), verdicts.leaning[terms.rows]]
        ends = np.searchsorted(terms.rows, np.arange(len(texts) + 1)).tolist()
        found = []
        for i, words in enumerate(self._words(texts, terms, added, ends, most)):
            k, reading = int(verdicts.leaning[i]), self.readings[int(terms.which[i])]
            intercept = float(reading.intercepts[k])
            found.append(
                Judgement(
                    label=LABELS[int(verdicts.label[i])],
                    probabilities=dict(zip(LABELS, verdicts.probabilities[i].tolist(), strict=True)),
                    words=words,
                    unsure=bool(verdicts.unsure[i]),
                    language=self.language,
                    leaning=LABELS[k],
                    intercept=intercept,
                    logit=float(added[ends[i] : ends[i + 1]].sum()) + intercept,
                )
            )
        return found

    def _words(
        self, texts: Sequence[str], terms: _Terms, added: Doubles, ends: list[int], most: int | None
    ) -> Iterator[tuple[WordWeight, ...]]:
        """What decided each text, heaviest first: its known terms, or the words that they lie in, if it knows of words.

        The terms of text i are those from `ends[i]` to `ends[i + 1]`.
        """
        analyser = self.lexicon.analyser
        if analyser.words_of is None:
            order = np.lexsort((-np.abs(added), terms.rows))
            if most is not None:
                order = order[np.arange(len(order)) - np.array(ends)[terms.rows] < most]
            names = spelled(self.keys[terms.columns[order]], self.lexicon.units, analyser.joint)
            words = list(map(WordWeight, names, added[order].tolist()))
            cuts = np.searchsorted(terms.rows[order], np.arange(len(texts) + 1)).tolist()
            yield from (tuple(words[start:end]) for start, end in pairwise(cuts))
            return
        stream = terms.stream
        which = np.searchsorted(terms.rows * len(self.keys) + terms.columns, terms.standing)
        each = shares(len(stream.ids), terms.places, which, self.keys[terms.columns], added).tolist()
        cuts = np.searchsorted(stream.part, 2 * np.arange(len(texts) + 1)).tolist()
        for text, (start, end) in zip(texts, pairwise(cuts), strict=True):
            summary, _, rest = text.rpartition("\n")
            units = [word for part in (summary, rest) if part for word in analyser.words_of(analyser.tokens(part))]
            yield tuple(sorted(by_words(units, each[start:end]), key=lambda word: -abs(word.weight))[:most])

    def judge_all(self, texts: Sequence[str]) -> Verdicts:
        """The decisions on many normalised texts or documents: those of `judge`, without its reasons."""
        return self._verdicts(self._terms(texts), len(texts))

    def _terms(self, texts: Sequence[str]) -> _Terms:
        stream = self.lexicon.stream(texts)
        places, keys = emit(stream, self.families)
        columns = np.searchsorted(self.keys, keys)
        found = np.flatnonzero(self.keys[np.minimum(columns, len(self.keys) - 1)] == keys)
        places = places[found]
        standing = (stream.part[places] >> 1).astype(np.int64) * len(self.keys) + columns[found]
        pairs = np.sort(standing)
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # each term once
        rows, columns = np.divmod(pairs, len(self.keys))
        units, known = counted(stream)
        which = (units >= self.short_below).astype(np.int64)
        lengths = np.sqrt(np.bincount(rows, self.scale[columns].astype(np.float64) ** 2, len(texts)))
        added = self._weights[which[rows], columns] / lengths[rows, None]
        doubtful = (np.bincount(rows, minlength=len(texts)) == 0) | (known < self.known_share_below * units)
        return _Terms(rows, columns, added, which, doubtful, stream, places, standing)

    def _verdicts(self, terms: _Terms, m: int) -> Verdicts:
        sums = [np.bincount(terms.rows, terms.added[:, k], m) for k in range(len(LABELS))]
        chances, leaning = np.zeros((m, len(LABELS))), np.zeros(m, dtype=np.int64)
        unsure = terms.doubtful.copy()
        for i, reading in enumerate(self.readings):
            own = terms.which == i
            if not own.any():
                continue
            chances[own] = softmax(np.stack(sums, axis=1)[own] + reading.intercepts)
            leaning[own] = reading.leaning(chances[own])
            unsure[own] |= sureness(chances[own], leaning[own]) < reading.unsure_below
        return Verdicts(leaning, np.where(unsure, LABELS.index("good"), leaning), chances, unsure)


def document(summary: str, text: str) -> str:
    """Both, normalised, as one: a line break, which no normalised text has, stands between them."""
    return f"{summary}\n{text}" if summary else text
