"""Explains matches and lists from the view of the ledger and the evidence that was kept of their scheme.

A scheme never changes once it is on the ledger, so the last few that somebody asked about are kept ready.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.cycles import evidence
from gateway.cycles.market_view import matching_parameters, read_breed
from gateway.cycles.rounds import TOO_LARGE
from gateway.cycles.timetable import is_past
from gateway.errors import Conflict, NotFound
from gateway.explanations.schemas import ListExplanation, MatchExplanation
from gateway.lists.schemas import Side
from gateway.projection.models import Match, PostedList
from gateway.projection.repository import ProjectionRepository
from gateway.records.models import Evidence
from matching import Trade
from matching.explain import Explainer, Language, ListFacts, MatchFacts, text

#: Schemes kept ready; one of 10,000 lists takes some 10 MiB.
READY = 8


@dataclass(frozen=True, slots=True)
class Explained:
    """A scheme of a breed's round, ready for questions."""

    explainer: Explainer
    on_offer: frozenset[tuple[str, str]]
    solver: str
    proven_permille: int


Key = tuple[int, str, int]


class Explanations:
    """Answers why, for whoever may see the match or list: `whole` callers also learn whose the other lists are."""

    def __init__(self, projection: async_sessionmaker[AsyncSession], records: async_sessionmaker[AsyncSession]) -> None:
        self._projection = projection
        self._records = records
        self._ready: OrderedDict[Key, Explained] = OrderedDict()
        self._making = asyncio.Lock()

    @property
    def ready(self) -> int:
        """How many schemes are kept ready."""
        return len(self._ready)

    def forget(self) -> None:
        """Keep no scheme ready."""
        self._ready.clear()

    async def of_match(self, row: Match, language: Language, *, whole: bool) -> MatchExplanation:
        """How the match came about. Fails with `EVIDENCE_MISSING`."""
        found = await self._explained(row.cycle, row.breed, row.round)
        facts: MatchFacts = await asyncio.to_thread(found.explainer.of_match, row.demand_id, row.supply_id)
        shown = facts if whole else facts.anonymous()
        return MatchExplanation(
            match_id=row.match_id,
            facts=shown,
            text=text(shown, language),
            language=language,
            cycle=row.cycle,
            round=row.round,
            solver=found.solver,
            proven_permille=found.proven_permille,
        )

    async def of_list(self, row: PostedList, round_: int | None, language: Language, *, whole: bool) -> ListExplanation:
        """What became of the list in a round; None: the last one in which something of it was on offer.

        Fails with `CYCLE_STATE` before the cycle is matched, `ROUND_UNKNOWN` where the list was in no such round,
        `EVIDENCE_MISSING`.
        """
        for number in await self._rounds(row, round_):
            found = await self._explained(row.cycle, row.breed, number)
            if (row.side, row.list_id) in found.on_offer:
                break
        else:
            raise NotFound("ROUND_UNKNOWN", f"nothing of {row.list_id} was on offer in that round; leave the round out")
        side: Side = "demand" if row.side == "demand" else "supply"
        facts: ListFacts = await asyncio.to_thread(found.explainer.of_list, side, row.list_id)
        shown = facts if whole else facts.anonymous()
        return ListExplanation(
            facts=shown,
            text=text(shown, language),
            language=language,
            cycle=row.cycle,
            round=number,
            solver=found.solver,
            proven_permille=found.proven_permille,
        )

    async def _rounds(self, row: PostedList, asked: int | None) -> Sequence[int]:
        """The rounds to look at, the last one first."""
        async with self._projection() as session:
            view = ProjectionRepository(session)
            cycle = await view.cycle(row.cycle)
            second = await view.scheme(row.cycle, row.breed, 2)
        if cycle is None or not is_past(cycle.state, "matched"):
            state = "unknown" if cycle is None else cycle.state
            raise Conflict("CYCLE_STATE", f"cycle {row.cycle} is {state}; ask again once it is matched")
        rounds = (2, 1) if second is not None else (1,)
        return [number for number in rounds if asked in (None, number)]

    async def _explained(self, cycle: int, breed: str, round_: int) -> Explained:
        key = (cycle, breed, round_)
        async with self._making:
            if key not in self._ready:
                self._ready[key] = await self._made(*key)
                while len(self._ready) > READY:
                    self._ready.popitem(last=False)
            self._ready.move_to_end(key)
            return self._ready[key]

    async def _made(self, cycle: int, breed: str, round_: int) -> Explained:
        async with self._projection() as session:
            view = ProjectionRepository(session)
            scheme = await view.scheme(cycle, breed, round_)
            market = await read_breed(session, cycle, breed, round_)
            if market.too_large:
                raise Conflict(
                    TOO_LARGE, f"{breed} had too many lists in cycle {cycle} to be matched; see the operator"
                )
            matches = [row for row in await view.matches_of_cycle(cycle, breed) if row.round == round_]
            kept = await self._evidence(cycle, breed, round_, evidence.NO_TRADES if scheme is None else scheme.digest)
            parameters = matching_parameters(await view.parameters(kept.param_version))

        def explainer() -> Explainer:
            certificate = evidence.from_json(kept.certificate)
            trades = list(map(_trade, matches))
            return Explainer(
                market.demands, market.supplies, kept.ratings, parameters, trades, certificate, market.barred
            )

        lots = [("demand", lot.id) for lot in market.demands] + [("supply", lot.id) for lot in market.supplies]
        proven = 1000 if scheme is None or not scheme.bound else 1000 * scheme.score // scheme.bound
        return Explained(await asyncio.to_thread(explainer), frozenset(lots), kept.solver, proven)

    async def _evidence(self, cycle: int, breed: str, round_: int, digest: str) -> Evidence:
        async with self._records() as session:
            kept = await evidence.read(session, cycle, breed, round_, digest)
        if kept is None:
            raise NotFound(
                "EVIDENCE_MISSING",
                f"this gateway has not kept what the scheme of {breed} in cycle {cycle} was made from; ask the gateway "
                "that submitted it",
            )
        return kept


def _trade(row: Match) -> Trade:
    return Trade(row.demand_id, row.supply_id, row.amount, row.price_fen, row.weight_g, row.freshness)
