"""What each whole word of a text adds to a decision, where terms are parts of words or reach over several."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sentiment.families import Keys, unpack
from sentiment.judgement import WordWeight
from sentiment.reading import Doubles


def shares(units: int, places: NDArray[np.int64], terms: NDArray[np.int64], keys: Keys, added: Doubles) -> Doubles:
    """What each unit of a stream adds, of so many.

    Term terms[i] stands at places[i]; `keys` and `added` are each term's key and what it adds. That is shared alike by
    the units that the term covers, everywhere it stands.
    """
    found = np.zeros(units)
    sizes = np.count_nonzero(unpack(keys)[1], axis=1)
    each = (added / (sizes * np.bincount(terms, minlength=len(keys))))[terms]
    covers = sizes[terms]
    for ahead in range(int(covers.max(initial=0))):
        reaching = covers > ahead
        found += np.bincount(places[reaching] + ahead, each[reaching], units)
    return found


def by_words(words: Sequence[str], each: Sequence[float]) -> list[WordWeight]:
    """What each word adds, given the word that each unit of a text lies in and what each unit adds."""
    sums: dict[str, float] = defaultdict(float)
    for word, weight in zip(words, each, strict=True):
        if weight:
            sums[word] += weight
    return list(map(WordWeight, sums, sums.values()))
