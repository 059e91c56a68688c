"""What each whole word of a text adds to a decision, where terms are parts of words or reach over several."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from sentiment.families import FAMILIES, Keys, Stream, unpack
from sentiment.judgement import WordWeight
from sentiment.reading import Doubles


def by_words(
    stream: Stream, words: Sequence[str], families: Sequence[str], keys: Keys, added: Doubles
) -> list[WordWeight]:
    """For one text: `words`, the word that each unit of its stream lies in, and what each word adds.

    `keys` are the text's known terms, ascending, and `added` what each adds. A term's contribution is shared alike by
    the units that it covers, everywhere it stands; so the words' weights sum to what the terms' do.
    """
    shares = np.zeros(len(stream.ids))
    for name in families if len(keys) else ():
        family = FAMILIES[name]
        places, found = family.emit(stream, family.code)
        at = np.searchsorted(keys, found)
        known = keys[np.minimum(at, len(keys) - 1)] == found
        places, at = places[known], at[known]
        sizes = np.count_nonzero(unpack(keys[at])[1], axis=1)
        each = added[at] / (sizes * np.bincount(at, minlength=len(keys))[at])
        for ahead in range(int(sizes.max(initial=0))):
            reaching = sizes > ahead
            shares += np.bincount(places[reaching] + ahead, each[reaching], len(shares))
    sums: dict[str, float] = defaultdict(float)
    for i in np.flatnonzero(shares).tolist():
        sums[words[i]] += shares[i]
    return [WordWeight(word, float(weight)) for word, weight in sums.items()]
