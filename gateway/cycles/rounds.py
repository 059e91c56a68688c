"""One round of matching: every breed by itself, several at once, with its evidence kept before its scheme is sent."""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from gateway.cycles import evidence
from gateway.cycles.market_view import BreedMarket, MarketView
from gateway.ledger.port import Caller, Ledger
from matching import BreedScheme, Trade, match_breed

log = structlog.get_logger(__name__)
TOO_LARGE = "BREED_TOO_LARGE"

#: Solvers run in threads and release the interpreter while they count; more of them than cores would only wait.
CORES = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class MatcherChoice:
    """Which solver matches, and the seed that every step's own seed derives from."""

    solver: str = "aco"
    seed: int = 0


class Rounds:
    """Matches a market and brings the schemes to the ledger."""

    def __init__(
        self, ledger: Ledger, operator: Caller, records: async_sessionmaker[AsyncSession], matcher: MatcherChoice
    ) -> None:
        self._ledger = ledger
        self._operator = operator
        self._records = records
        self._matcher = matcher

    async def match(self, market: MarketView) -> dict[str, BreedScheme]:
        """A scheme for every breed with lists on both sides, by breed; the event loop goes on serving meanwhile.

        A breed too large for the chain goes without, so that a flood of lists in one doesn't stop the others.
        """
        for flooded in (breed for breed in market.breeds.values() if breed.too_large):
            log.error("a breed is too large to be matched", breed=flooded.breed, cycle=market.cycle, code=TOO_LARGE)
        gate = asyncio.Semaphore(CORES)
        given_up = threading.Event()

        async def one(breed: BreedMarket) -> BreedScheme:
            async with gate:
                return await asyncio.to_thread(self._match_breed, market, breed, given_up.is_set)

        breeds = [breed for breed in market.breeds.values() if breed.two_sided and not breed.too_large]
        try:
            schemes = await asyncio.gather(*map(one, breeds))
        finally:
            given_up.set()  # a thread can't be cancelled: without this it would hold up the gateway's end
        return {breed.breed: scheme for breed, scheme in zip(breeds, schemes, strict=True)}

    def _match_breed(self, market: MarketView, breed: BreedMarket, cancelled: Callable[[], bool]) -> BreedScheme:
        return match_breed(
            breed.demands,
            breed.supplies,
            market.ratings,
            market.parameters,
            solver=self._matcher.solver,
            seed=self._matcher.seed,
            barred=breed.barred,
            cancelled=cancelled,
        )

    async def keep(self, market: MarketView, schemes: Mapping[str, BreedScheme]) -> None:
        """Write down what the schemes were made from; returns once it is on disk.

        Breeds with nothing to match are explained too, so they leave evidence as well.
        """
        rows = [
            evidence.evidence_of(market, breed, schemes.get(breed), self._matcher.solver, self._matcher.seed)
            for breed, offered in market.breeds.items()
            if not offered.too_large
        ]
        async with self._records.begin() as session:
            await evidence.store(session, rows)

    async def submit(self, market: MarketView, breed: str, scheme: BreedScheme) -> None:
        """Send a breed's scheme; the same one again changes nothing."""
        argument: dict[str, Any] = {
            "cycle": market.cycle,
            "breed": breed,
            "round": market.round,
            "trades": [_entry(trade) for trade in scheme.trades],
            "certificate": evidence.certificate_of(scheme).argument(),
        }
        await self._ledger.submit(self._operator, "floor:SubmitScheme", argument)


def _entry(trade: Trade) -> dict[str, Any]:
    return {
        "demand_id": trade.demand_id,
        "supply_id": trade.supply_id,
        "amount": trade.amount,
        "price_fen": trade.price_fen,
        "weight_g": trade.weight_g,
    }
