"""Labelled texts for training, held as arrays: tokens, labels, stars and groups, never the texts themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sentiment.analysers import Analyser
from sentiment.labels import LABELS, Label
from sentiment.normalise import beginning
from sentiment.reviews import Review
from sentiment.tokens import Tokens, tokeniser

_STARS: dict[Label, int] = {"excellent": 5, "good": 3, "bad": 1}
_GROUP_CHARACTERS = 64  # of the text stand for the group where the file names none: copies are mostly edited at the end
_TELL_EVERY = 50_000

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Corpus:
    """m texts; text t's summary is part 2t of the tokens, the text itself part 2t + 1."""

    tokens: Tokens
    labels: NDArray[np.int8]  # indices into LABELS
    stars: NDArray[np.int8]  # 1 … 5, from the label where the file has none
    groups: Codes  # texts of one group never part company when data is split
    products: Codes  # -1: none named

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def has_summary(self) -> NDArray[np.bool_]:
        """Which texts have one (with a token)."""
        starts = self.tokens.starts
        return starts[1::2] > starts[:-1:2]


class Collector:
    """Takes reviews as they are read."""

    def __init__(self, analyser: Analyser) -> None:
        self._tokeniser = tokeniser(analyser)
        self._labels: list[int] = []
        self._stars: list[int] = []
        self._groups: list[int] = []
        self._products: list[int] = []
        self._group_codes: dict[str, int] = {}
        self._product_codes: dict[str, int] = {}

    def add(self, reviews: Iterable[Review], tell: Callable[[str], None] = lambda _: None) -> int:
        """Adds these, and returns how many they were."""
        before, groups, products = len(self._labels), self._group_codes, self._product_codes
        places = {label: i for i, label in enumerate(LABELS)}
        for review in reviews:
            self._tokeniser.add(review.summary)
            self._tokeniser.add(review.text)
            self._labels.append(places[review.label])
            self._stars.append(review.stars or _STARS[review.label])
            group = review.group or beginning(review.text, _GROUP_CHARACTERS)
            self._groups.append(groups.setdefault(group, len(groups)))
            product = review.product
            self._products.append(products.setdefault(product, len(products)) if product else -1)
            if len(self._labels) % _TELL_EVERY == 0:
                tell(f"{len(self._labels)} texts read")
        return len(self._labels) - before

    def finish(self) -> Corpus:
        """All of them."""
        return Corpus(
            self._tokeniser.finish(),
            np.array(self._labels, dtype=np.int8),
            np.array(self._stars, dtype=np.int8),
            np.array(self._groups, dtype=np.int64),
            np.array(self._products, dtype=np.int64),
        )
