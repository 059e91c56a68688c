"""A company may not say the same about two contracts: what it writes must be about the trade.

What is alike is decided by sentiment.likeness. Candidates come from the index of bands, so a company with 100,000 texts
is asked about by one indexed query; the few texts found are compared in full.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.errors import Conflict
from gateway.projection.repository import ProjectionRepository
from gateway.statements import repository, text_index
from sentiment.likeness import Sketch, alike, units


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """A text that is being taken; `kept` tells whether it was."""

    match_id: str
    units: frozenset[str]
    kept: asyncio.Future[bool]


class Repeats:
    """Finds repeated texts, also among those that are being taken at this moment (one gateway writes a record)."""

    def __init__(self, records: async_sessionmaker[AsyncSession], projection: async_sessionmaker[AsyncSession]) -> None:
        self._records = records
        self._projection = projection
        self._claims: defaultdict[str, set[_Claim]] = defaultdict(set)

    async def found(self, company_id: str, match_id: str, sketch: Sketch) -> Conflict | None:
        """The refusal `EVALUATION_REPEATED` where the company wrote much the same about another contract."""
        async with self._records() as session:
            for row in await text_index.candidates(session, company_id, match_id, sketch.bands):
                if not alike(units(row.text), sketch.units):
                    continue
                # A text counts with its statement; a crash can leave one without, the chain can refuse one.
                stated = await repository.of_party(session, "evaluation", row.match_id, company_id)
                if stated is not None and stated.state != "refused":
                    return await self._refusal(row.match_id)
        return None

    @asynccontextmanager
    async def taking(self, company_id: str, match_id: str, sketch: Sketch) -> AsyncIterator[None]:
        """Around the keeping of a text: of two alike that come together the first is kept, if it can be.

        Raises:
            Conflict: `EVALUATION_REPEATED`.
        """
        own = _Claim(match_id, sketch.units, asyncio.get_running_loop().create_future())
        claims = self._claims[company_id]
        earlier = [claim for claim in claims if claim.match_id != match_id and alike(claim.units, sketch.units)]
        claims.add(own)  # nothing is awaited since the look: of two texts the later one sees the earlier
        try:
            await self._refuse_repeat(company_id, own, sketch, earlier)
            yield
        except BaseException:
            own.kept.set_result(False)
            raise
        else:
            own.kept.set_result(True)
        finally:
            claims.discard(own)
            if not claims:
                self._claims.pop(company_id, None)

    async def _refuse_repeat(self, company_id: str, own: _Claim, sketch: Sketch, earlier: list[_Claim]) -> None:
        if earlier:
            await asyncio.wait([claim.kept for claim in earlier])
            kept = next((claim for claim in earlier if claim.kept.result()), None)
            if kept is not None:
                raise await self._refusal(kept.match_id)
        refusal = await self.found(company_id, own.match_id, sketch)
        if refusal is not None:
            raise refusal

    async def _refusal(self, match_id: str) -> Conflict:
        async with self._projection() as session:
            contract = await ProjectionRepository(session).contract_of_match(match_id)
        assert contract is not None, "what was evaluated is a contract"
        return Conflict(
            "EVALUATION_REPEATED",
            f"this says nearly the same as your evaluation of contract {contract.serial}; say in other words what this "
            "trade was like",
            "text",
            serial=contract.serial,
        )
