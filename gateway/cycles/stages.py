"""What moves a cycle from one state to the next.

Every stage asks the ledger where the cycle stands and does only what is missing, and every transaction here is
idempotent on the chain: a stage that was cut off anywhere is simply run again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.cycles import repository
from gateway.cycles.market_view import BreedMarket, MarketView, read_market
from gateway.ledger.port import Caller, Ledger, Receipt
from gateway.projection.projector import Projector
from gateway.statements.flush import StatementWriter
from matching import BreedScheme, match_breed

T = TypeVar("T")

#: Transactions of different breeds touch different keys, and a lone one waits for the orderer's batch time-out.
BREEDS_AT_ONCE = 16
CREDIT_BATCH = 2000
PROJECTION_DEADLINE_S = 60.0

#: Receives the name of a step and its seconds; a step that comes again adds up.
Notes = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class MatcherChoice:
    """Which solver matches, and the seed that every step's own seed derives from."""

    solver: str = "aco"
    seed: int = 0


class Stages:
    """The four moves of a cycle, named by the state they lead to."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        operator: Caller,
        projection: async_sessionmaker[AsyncSession],
        projector: Projector,
        writer: StatementWriter,
        matcher: MatcherChoice,
    ) -> None:
        self._ledger = ledger
        self._operator = operator
        self._projection = projection
        self._projector = projector
        self._writer = writer
        self._matcher = matcher

    async def state(self, cycle: int) -> str:
        """Where the cycle stands on the ledger (0 asks for the one in intake)."""
        answer = await self._ledger.evaluate(self._operator, "floor:GetCycle", {"cycle": cycle})
        return str(answer["state"])

    async def to_frozen(self, cycle: int, notes: Notes) -> None:
        """Close the intake; the next cycle takes lists from here on."""
        await self._timed(notes, "freeze", self._submit("floor:FreezeCycle", cycle=cycle))

    async def to_matched(self, cycle: int, notes: Notes) -> None:
        """Match every breed that has lists on both sides, submit the schemes, publish the matches."""
        market = await self._timed(notes, "read lists", self._market(cycle))
        schemes = await self._timed(notes, "match", self._match(market))
        await self._timed(notes, "submit schemes", self._each(schemes, lambda s: self._submit_scheme(cycle, *s)))
        await self._timed(notes, "publish", self._submit("floor:PublishMatches", cycle=cycle))

    async def to_settling(self, cycle: int, notes: Notes) -> None:
        """Write the decisions, reserve serial numbers and write the contracts of every breed."""
        await self._timed(notes, "write decisions", self._writer.flush("decision"))
        await self._timed(notes, "reserve serials", self._submit("floor:StartSettling", cycle=cycle))
        await self.to_settled(cycle, notes)

    async def to_settled(self, cycle: int, notes: Notes) -> None:
        """Write the contracts that are missing: serials are reserved in one transaction, contracts in one per breed."""
        await self._timed(notes, "write contracts", self._settle(cycle))

    async def to_closed(self, cycle: int, notes: Notes) -> None:
        """Write what was evaluated, move the credit, close the cycle."""
        await self.to_settled(cycle, notes)
        await self._timed(notes, "write evaluations", self._writer.flush("evaluation"))
        await self._timed(notes, "apply credit", self._apply_credit(cycle))
        await self._timed(notes, "close", self._submit("floor:CloseCycle", cycle=cycle))

    async def catch_up(self) -> None:
        """Wait until the projection holds everything that the ledger holds now."""
        await self._projector.catch_up(PROJECTION_DEADLINE_S)

    async def _market(self, cycle: int) -> MarketView:
        await self.catch_up()
        answer = await self._ledger.evaluate(self._operator, "floor:GetCycle", {"cycle": cycle})
        async with self._projection() as session:
            return await read_market(session, cycle, int(answer["param_version"]))

    async def _match(self, market: MarketView) -> list[tuple[str, BreedScheme]]:
        def match(breed: BreedMarket) -> BreedScheme:
            return match_breed(
                breed.demands,
                breed.supplies,
                market.ratings,
                market.parameters,
                solver=self._matcher.solver,
                seed=self._matcher.seed,
            )

        # One thread after another: the solver is numpy's, and the event loop must go on serving.
        return [(b.breed, await asyncio.to_thread(match, b)) for b in market.breeds.values() if b.two_sided]

    async def _submit_scheme(self, cycle: int, breed: str, scheme: BreedScheme) -> None:
        trades = [
            {
                "demand_id": t.demand_id,
                "supply_id": t.supply_id,
                "amount": t.amount,
                "price_fen": t.price_fen,
                "weight_g": t.weight_g,
            }
            for t in scheme.trades
        ]
        await self._submit("floor:SubmitScheme", cycle=cycle, breed=breed, trades=trades, certificate=None)

    async def _settle(self, cycle: int) -> None:
        await self.catch_up()
        async with self._projection() as session:
            breeds = await repository.unsettled_breeds(session, cycle)
        await self._each(breeds, lambda breed: self._submit("floor:SettleBreed", cycle=cycle, breed=breed))

    async def _apply_credit(self, cycle: int) -> None:
        more = True
        while more:
            receipt = await self._submit("credit:ApplyCredit", cycle=cycle, limit=CREDIT_BATCH)
            more = bool(receipt.answer["more"])

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
