"""Near-duplicates among reviews, and the groups that must not part company when data is split.

Two texts are near-duplicates if the Jaccard index of their shingles is at least ALIKE. Candidates are found without
comparing all pairs, by the smallest hashes of each text's shingles (Broder, "On the resemblance and containment of
documents", 1997): texts so alike share one of their SKETCH smallest with near certainty.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sentiment.normalise import normalise
from sentiment.reviews import Review

ALIKE = 0.8
SKETCH = 8
_MOST_IN_BUCKET = 50  # a shingle of boilerplate is shared by thousands; comparing these pairs finds nothing new
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
_WIDTH = 4  # words or Chinese characters in a shingle


def grouped(reviews: Sequence[Review]) -> tuple[list[Review], int]:
    """The distinct reviews in order, their `group` widened, and how many near-duplicates were dropped.

    Of near-duplicates with one label the first is kept. Those with different labels are all kept, for nobody can tell
    which is right, but are of one group; so are the reviews of one product.
    """
    links = _Links()
    dropped: set[int] = set()
    for one, other in _alike([shingles(review) for review in reviews]):
        links.join(f"row {one}", f"row {other}")
        if one not in dropped and reviews[one].label == reviews[other].label:
            dropped.add(other)
    for i, review in enumerate(reviews):
        links.join(f"row {i}", f"group {review.group}")
        if review.product:
            links.join(f"row {i}", f"product {review.product}")
    kept = [i for i in range(len(reviews)) if i not in dropped]
    return [replace(reviews[i], group=links.root(f"row {i}")) for i in kept], len(dropped)


def shingles(review: Review) -> frozenset[int]:
    """The hashes of each run of four words (or Chinese characters) of the text; of the whole text if it is shorter."""
    units = _UNIT.findall(normalise(review.text))
    runs = (" ".join(units[i : i + _WIDTH]) for i in range(max(1, len(units) - _WIDTH + 1)))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def _alike(sets: Sequence[frozenset[int]]) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) of near-duplicates."""
    buckets: dict[int, list[int]] = defaultdict(list)
    for later, own in enumerate(sets):
        sketch = sorted(own)[:SKETCH]
        for earlier in sorted({i for value in sketch for i in buckets[value]}):
            if len(own & sets[earlier]) >= ALIKE * len(own | sets[earlier]):
                yield earlier, later
        for value in sketch:
            if len(buckets[value]) < _MOST_IN_BUCKET:
                buckets[value].append(later)


class _Links:
    """Disjoint sets (union-find with path halving)."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (up := self._up.setdefault(name, name)) != name:
            self._up[name] = self._up.setdefault(up, up)
            name = self._up[name]
        return name

    def join(self, one: str, other: str) -> None:
        self._up[self.root(other)] = self.root(one)
