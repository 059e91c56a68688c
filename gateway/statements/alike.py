"""Texts of a company that are held in memory, found by the same bands as those in the records."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from sentiment.likeness import SHARED, Sketch, alike


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A text that is being taken; `kept` tells whether it was."""

    match_id: str
    sketch: Sketch
    kept: asyncio.Future[bool]

    def settle(self, *, kept: bool) -> None:
        """Says so, once."""
        if not self.kept.done():
            self.kept.set_result(kept)


class Claims:
    """Some claims of a company, to be asked which are alike another one."""

    def __init__(self) -> None:
        self._by_band: dict[int, list[Claim]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def alike(self, claim: Claim) -> list[Claim]:
        """The claims about other matches that say the same."""
        sharing = [other for band in claim.sketch.bands for other in self._by_band.get(band, ())]
        if not sharing:
            return []
        shared = Counter(sharing)
        return [
            other
            for other, bands in shared.items()
            if bands >= SHARED and other.match_id != claim.match_id and alike(other.sketch.units, claim.sketch.units)
        ]

    def add(self, claim: Claim) -> None:
        """One more."""
        self._count += 1
        for band in claim.sketch.bands:
            self._by_band.setdefault(band, []).append(claim)

    def discard(self, claim: Claim) -> None:
        """One that was added is over."""
        self._count -= 1
        for band in claim.sketch.bands:
            self._by_band[band].remove(claim)
            if not self._by_band[band]:
                del self._by_band[band]
