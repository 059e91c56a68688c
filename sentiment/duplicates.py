"""Near-duplicates among texts, and the groups that must not part company when data is split.

Two texts are near-duplicates if the Jaccard index of their shingles is at least ALIKE. Candidates are found without
comparing all pairs, by the smallest hashes of each text's shingles (Broder, "On the resemblance and containment of
documents", 1997): texts so alike share one of their SKETCH smallest with near certainty.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from sentiment.corpus import Corpus
from sentiment.kernels import sketch as kernel

ALIKE = 0.8
SKETCH = 8
WIDTH = 4  # tokens in a shingle
_PARTS = 2  # whose shingles are found at the same time
_MOST_IN_BUCKET = 50  # a shingle of boilerplate is shared by thousands; comparing these pairs finds nothing new


def grouped(corpus: Corpus, first: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which of the `first` texts are kept, and their groups widened (numbers of texts).

    Of near-duplicates with one label the first is kept. Those with different labels are all kept, for nobody can tell
    which is right, but are of one group; so are the texts of one product.
    """
    sets, starts = shingles(corpus, first)
    buckets, room = _buckets(sets, starts)
    up, dropped = np.arange(first), np.zeros(first, dtype=np.bool_)
    kernel.link(sets, starts, corpus.labels[:first], buckets, room, ALIKE, up, dropped)
    for codes in (corpus.groups[:first], corpus.products[:first]):
        kernel.join_alike(up, codes, np.empty(1 + int(codes.max(initial=-1)), dtype=np.int64))
    return ~dropped, kernel.roots(up)


def shingles(corpus: Corpus, first: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The distinct hashes of each run of WIDTH tokens of each text (of all its tokens if they are fewer); starts."""
    places = corpus.tokens.starts

    def part(texts: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        starts = np.empty(len(texts) + 1, dtype=np.int64)
        return kernel.shingles(corpus.tokens.ids, places[2 * texts + 1], places[2 * texts + 2], WIDTH, starts), starts

    with ThreadPoolExecutor(_PARTS) as pool:
        found = list(pool.map(part, np.array_split(np.arange(first), _PARTS)))
    befores = np.cumsum([0, *(len(sets) for sets, _ in found)])
    starts = [own[:-1] + before for (_, own), before in zip(found, befores, strict=False)]
    return np.concatenate([sets for sets, _ in found]), np.concatenate([*starts, befores[-1:]])


def _buckets(
    sets: NDArray[np.uint32], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:  # fmt: skip
    """The bucket of each text's smallest hashes (text × SKETCH; -1: no other text has it), and the buckets' starts."""
    sizes = np.minimum(np.diff(starts), SKETCH)
    place = np.arange(SKETCH)
    taken = place < sizes[:, None]
    hashes = sets[np.minimum(starts[:-1, None] + place, max(0, len(sets) - 1))][taken]
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    shared = counts > 1
    number = np.where(shared, np.cumsum(shared) - 1, -1)
    buckets = np.full(taken.shape, -1, dtype=np.int32)
    buckets[taken] = number[inverse]
    room = np.concatenate([[0], np.minimum(counts[shared], _MOST_IN_BUCKET).cumsum()])
    return buckets, room.astype(np.int64)
