"""What moves a cycle from one state to the next.

Every stage asks the ledger where the cycle stands and does only what is missing, and every transaction here is
idempotent on the chain: a stage that was cut off anywhere is simply run again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.cycles import repository
from gateway.cycles.market_view import MarketView, read_market
from gateway.cycles.rounds import MatcherChoice, Rounds
from gateway.db.direct import Direct
from gateway.ledger.port import Caller, Ledger, Receipt
from gateway.projection.projector import Projector
from gateway.projection.repository import ProjectionRepository
from gateway.statements.flush import StatementWriter
from matching import BreedScheme

T = TypeVar("T")

#: Transactions of different breeds touch different keys, and a lone one waits for the orderer's batch time-out.
BREEDS_AT_ONCE = 32
CREDIT_BATCH = 2000
PROJECTION_DEADLINE_S = 60.0

#: Receives the name of a step and its seconds; a step that comes again adds up.
Notes = Callable[[str, float], None]


class Stages:
    """The moves of a cycle, named by the state they lead to."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        operator: Caller,
        projection: async_sessionmaker[AsyncSession],
        records: async_sessionmaker[AsyncSession],
        projector: Projector,
        writer: StatementWriter,
        matcher: MatcherChoice,
    ) -> None:
        self._ledger = ledger
        self._operator = operator
        self._projection = projection
        self._records = records
        self._projector = projector
        self._writer = writer
        self._rounds = Rounds(ledger, operator, Direct(records), matcher)

    async def state(self, cycle: int) -> str:
        """Where the cycle stands on the ledger (0 asks for the one in intake)."""
        answer = await self._ledger.evaluate(self._operator, "floor:GetCycle", {"cycle": cycle})
        return str(answer["state"])

    async def to_frozen(self, cycle: int, notes: Notes) -> None:
        """Close the intake; the next cycle takes lists from here on."""
        await self._timed(notes, "freeze", self._submit("floor:FreezeCycle", cycle=cycle))

    async def to_matched(self, cycle: int, notes: Notes) -> None:
        """Match every breed that has lists on both sides, submit each scheme at once, publish the matches."""
        await self._matched(cycle, 1, notes)
        await self._timed(notes, "publish", self._submit("floor:PublishMatches", cycle=cycle))

    async def some_refused(self, cycle: int) -> bool:
        """Whether somebody has refused a match of the cycle, on the ledger or in a statement that is on its way."""
        async with self._projection() as session:
            if await ProjectionRepository(session).refused(cycle):
                return True
        async with self._records() as session:
            return await repository.refusal_collected(session, cycle)

    async def decided(self, cycle: int, notes: Notes) -> bool:
        """Write the last decisions of the first round; whether the ledger now holds a refusal."""
        await self._last_decisions(cycle, 1, notes)
        await self.catch_up()
        async with self._projection() as session:
            return await ProjectionRepository(session).refused(cycle)

    async def to_second_round(self, cycle: int, notes: Notes) -> None:
        """Close the first round's decisions, so that what is on offer again is fixed."""
        await self._last_decisions(cycle, 1, notes)
        await self._timed(notes, "open second round", self._submit("floor:OpenSecondRound", cycle=cycle))

    async def to_rematched(self, cycle: int, notes: Notes) -> None:
        """Match again what refusals and silence freed, the pairs that failed barred; only breeds that lack a scheme."""
        await self._matched(cycle, 2, notes)

    async def to_settling(self, cycle: int, notes: Notes) -> None:
        """Write the decisions, reserve serial numbers and write the contracts of every breed.

        Of a cycle in its second round, what that one freed must have been matched (`to_rematched`).
        """
        await self._last_decisions(cycle, 2, notes)
        reserving = self._timed(notes, "reserve serials", self._submit("floor:StartSettling", cycle=cycle))
        # Which breeds lack their contracts, reserving changes nothing of: it is read meanwhile.
        _, breeds = await asyncio.gather(reserving, self._unsettled(cycle))
        await self._timed(notes, "write contracts", self._settle(cycle, breeds))

    async def to_settled(self, cycle: int, notes: Notes) -> None:
        """Write the contracts that are missing: serials are reserved in one transaction, contracts in one per breed."""
        await self._timed(notes, "write contracts", self._settle(cycle, await self._unsettled(cycle)))

    async def to_closed(self, cycle: int, notes: Notes) -> None:
        """Write what was evaluated and appealed, move the credit, close the cycle."""
        await self.to_settled(cycle, notes)
        await self._timed(notes, "write evaluations", self._writer.last("evaluation", cycle))
        await self._timed(notes, "write appeals", self._writer.last("appeal", cycle))
        await self._timed(notes, "apply credit", self._apply_credit(cycle))

    async def catch_up(self) -> None:
        """Wait until the projection holds everything that the ledger holds now."""
        await self._projector.catch_up(PROJECTION_DEADLINE_S)

    async def _last_decisions(self, cycle: int, round_: int, notes: Notes) -> None:
        """Take no more decisions on matches up to this round, and write those that were taken."""
        await self._timed(notes, "write decisions", self._writer.last("decision", cycle, round_))

    async def _matched(self, cycle: int, round_: int, notes: Notes) -> None:
        market = await self._timed(notes, "read lists", self._unmatched(cycle, round_))
        idle = {breed: None for breed, found in market.breeds.items() if not (found.two_sided or found.too_large)}
        await self._timed(notes, "keep evidence", self._rounds.keep(market, idle))
        gate = asyncio.Semaphore(BREEDS_AT_ONCE)
        started, matched = time.perf_counter(), 0.0

        async def ready(breed: str, scheme: BreedScheme) -> None:
            nonlocal matched
            matched = time.perf_counter() - started
            async with gate:
                await self._rounds.keep(market, {breed: scheme})
                await self._rounds.submit(market, breed, scheme)

        # Schemes are sent while other breeds are still matched: what is noted for sending is what is left after that.
        try:
            await self._rounds.match(market, ready)
        finally:
            notes("match", matched)
            notes("submit schemes", time.perf_counter() - started - matched)

    async def _unmatched(self, cycle: int, round_: int) -> MarketView:
        """The round's market without the breeds whose scheme stands: it can't be replaced."""
        await self.catch_up()
        async with self._projection() as session:
            market = await read_market(session, cycle, round_)
            standing = await repository.matched_breeds(session, cycle, round_)
        return replace(market, breeds={name: b for name, b in market.breeds.items() if name not in standing})

    async def _unsettled(self, cycle: int) -> Sequence[str]:
        await self.catch_up()
        async with self._projection() as session:
            return await repository.unsettled_breeds(session, cycle)

    async def _settle(self, cycle: int, breeds: Sequence[str]) -> None:
        await self._each(breeds, lambda breed: self._submit("floor:SettleBreed", cycle=cycle, breed=breed))

    async def _apply_credit(self, cycle: int) -> None:
        """Move the credit that is due; the last transaction closes the cycle, so that none becomes due in between."""
        closed = False
        while not closed:
            receipt = await self._submit("credit:ApplyCredit", cycle=cycle, limit=CREDIT_BATCH, close=True)
            closed = bool(receipt.answer["closed"])

    async def _submit(self, function: str, **argument: Any) -> Receipt:
        return await self._ledger.submit(self._operator, function, argument)

    @staticmethod
    async def _each(items: Iterable[T], work: Callable[[T], Awaitable[object]]) -> None:
        gate = asyncio.Semaphore(BREEDS_AT_ONCE)

        async def one(item: T) -> None:
            async with gate:
                await work(item)

        # All are tried even where one fails: what they write stands, and the next run does only what is missing.
        for outcome in await asyncio.gather(*map(one, items), return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    @staticmethod
    async def _timed(notes: Notes, step: str, work: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await work
        finally:
            notes(step, time.perf_counter() - started)
