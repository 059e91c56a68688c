"""A company may not say the same about two contracts: what it writes must be about the trade.

What is alike is decided by sentiment.likeness. Candidates come from the index of bands, so a company with 100,000 texts
is asked about by one indexed query; the few texts found are compared in full.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from gateway.db.group_reader import GroupReader
from gateway.errors import Conflict, ShoalError
from gateway.statements.alike import Claim, Claims
from gateway.statements.lookups import SERIALS, STATED
from gateway.statements.text_index import COMPARED, SHARING, TEXTS, keys_of
from sentiment.likeness import Sketch, alike, units

About = tuple[str, Sketch]
"""A text and the match that it is about."""


class Repeats:
    """Finds repeated texts, also among those that are being taken at this moment (one gateway writes a record)."""

    def __init__(self, records: GroupReader, projection: GroupReader) -> None:
        self._records = records
        self._projection = projection
        self._claims: defaultdict[str, Claims] = defaultdict(Claims)

    async def found(self, company_id: str, texts: Sequence[About]) -> list[Conflict | None]:
        """For each text the refusal `EVALUATION_REPEATED`, if the company wrote much the same about another contract.

        The texts are not compared with each other.
        """
        return await self._refusals(await self._matches(company_id, texts))

    @asynccontextmanager
    async def taking(self, company_id: str, texts: Sequence[About]) -> AsyncIterator[list[ShoalError | None]]:
        """Around the keeping of texts: for each its refusal or None. Of two alike the earlier is kept, if it can be.

        The texts are about different matches. When the block ends well, those count as kept whose refusal is still
        None; of two alike among them the later one is refused, also where the earlier one is not kept in the end.
        """
        loop = asyncio.get_running_loop()
        own = [Claim(match_id, sketch, loop.create_future()) for match_id, sketch in texts]
        claims = self._claims[company_id]
        earlier = []
        for claim in own:  # nothing is awaited between look and entry: of two texts the later one sees the earlier
            earlier.append(claims.alike(claim))
            claims.add(claim)
        try:
            found = await self._judged(company_id, own, earlier)
            refusals: list[ShoalError | None] = list(await self._refusals(found))
            for claim, refusal in zip(own, refusals, strict=True):
                if refusal is not None:
                    claim.settle(kept=False)
            yield refusals
            for claim, refusal in zip(own, refusals, strict=True):
                claim.settle(kept=refusal is None)
        finally:
            for claim in own:
                claim.settle(kept=False)
                claims.discard(claim)
            if not claims:
                self._claims.pop(company_id, None)

    async def _judged(self, company_id: str, own: list[Claim], earlier: list[list[Claim]]) -> list[str | None]:
        """For each claim the other match that has its words."""
        place = {claim: i for i, claim in enumerate(own)}
        others = [[claim for claim in some if claim not in place] for some in earlier]
        waited = {claim.kept for some in others for claim in some}
        if waited:
            await asyncio.wait(waited)
        found = [next((claim.match_id for claim in some if claim.kept.result()), None) for some in others]
        left = [i for i, match_id in enumerate(found) if match_id is None]
        kept = await self._matches(company_id, [(own[i].match_id, own[i].sketch) for i in left])
        for i, match_id in zip(left, kept, strict=True):
            before = (claim for claim in earlier[i] if claim in place)  # of the same request; what is refused is none
            found[i] = match_id or next((claim.match_id for claim in before if found[place[claim]] is None), None)
        return found

    async def _matches(self, company_id: str, texts: Sequence[About]) -> list[str | None]:
        """For each text another match about which the company's evaluation says the same."""
        keys = [keys_of(company_id, sketch) for _, sketch in texts]
        sharing = await self._records.many(SHARING, keys)
        numbers = {row.text for rows in sharing.values() for row in rows}
        kept = await self._records.many(TEXTS, list(numbers)) if numbers else {}
        same: list[list[str]] = []
        for (match_id, sketch), key in zip(texts, keys, strict=True):
            others = [row for found in sharing.get(key, ()) for row in kept.get(found.text, ())]
            others = [row for row in others if row.company_id == company_id and row.match_id != match_id][:COMPARED]
            same.append([row.match_id for row in others if alike(units(row.text), sketch.units)])
        counting = await self._counting(company_id, {match_id for some in same for match_id in some})
        return [next((match_id for match_id in some if match_id in counting), None) for some in same]

    async def _counting(self, company_id: str, match_ids: set[str]) -> set[str]:
        """A text counts with its statement; a crash can have left one without, the chain can refuse one."""
        if not match_ids:
            return set()
        stated = await self._records.many(STATED["evaluation"], list(match_ids))
        return {
            match_id
            for match_id, rows in stated.items()
            if any(row.company_id == company_id and row.state != "refused" for row in rows)
        }

    async def _refusals(self, match_ids: Sequence[str | None]) -> list[Conflict | None]:
        named = {match_id for match_id in match_ids if match_id is not None}
        serials = await self._projection.many(SERIALS, list(named)) if named else {}
        return [None if match_id is None else _refusal(serials[match_id][0].serial) for match_id in match_ids]


def _refusal(serial: int) -> Conflict:
    return Conflict(
        "EVALUATION_REPEATED",
        f"this says nearly the same as your evaluation of contract {serial}; say in other words what this trade was "
        "like",
        "text",
        serial=serial,
    )
