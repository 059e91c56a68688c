"""One round of matching: every breed by itself, several at once, with its evidence kept before its scheme is sent."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from gateway.cycles import evidence
from gateway.cycles.market_view import BreedMarket, MarketView
from gateway.db.direct import Direct
from gateway.ledger.port import Caller, Ledger
from matching import BreedScheme, Trade, match_breed

log = structlog.get_logger(__name__)
TOO_LARGE = "BREED_TOO_LARGE"

#: Takes a breed and its scheme.
Ready = Callable[[str, BreedScheme], Awaitable[None]]

#: Solvers run in threads and release the interpreter while they count; more of them than cores would only wait.
CORES = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class MatcherChoice:
    """Which solver matches, and the seed that every step's own seed derives from."""

    solver: str = "aco"
    seed: int = 0


class Rounds:
    """Matches a market and brings the schemes to the ledger."""

    def __init__(self, ledger: Ledger, operator: Caller, records: Direct, matcher: MatcherChoice) -> None:
        self._ledger = ledger
        self._operator = operator
        self._records = records
        self._matcher = matcher

    async def match(self, market: MarketView, ready: Ready | None = None) -> dict[str, BreedScheme]:
        """A scheme for every breed with lists on both sides, by breed; the event loop goes on serving meanwhile.

        `ready` is awaited with each breed's scheme as soon as it is there, while others are still worked on. Where it
        fails, the others go on, and the failure is raised at the end; where a solver fails, no more are begun.
        A breed too large for the chain goes without, so that a flood of lists in one doesn't stop the others.
        """
        for flooded in (breed for breed in market.breeds.values() if breed.too_large):
            log.error("a breed is too large to be matched", breed=flooded.breed, cycle=market.cycle, code=TOO_LARGE)
        gate = asyncio.Semaphore(CORES)
        given_up = threading.Event()
        schemes: dict[str, BreedScheme] = {}
        failures: list[Exception] = []

        async def one(breed: BreedMarket) -> None:
            try:
                async with gate:
                    if given_up.is_set():
                        return
                    scheme = await self._solved(market, breed, given_up)
                if given_up.is_set():
                    return
                schemes[breed.breed] = scheme
                if ready is not None:
                    await ready(breed.breed, scheme)
            except Exception as error:  # noqa: BLE001 - the first one is raised below
                failures.append(error)

        # The largest first: what is left to wait for at the end is small.
        breeds = sorted((b for b in market.breeds.values() if b.matchable), key=lambda b: -len(b.demands))
        try:
            await asyncio.gather(*map(one, breeds))
        finally:
            given_up.set()  # a thread can't be cancelled: without this it would hold up the gateway's end
        for failure in failures:
            raise failure
        return schemes

    async def _solved(self, market: MarketView, breed: BreedMarket, given_up: threading.Event) -> BreedScheme:
        try:
            return await asyncio.to_thread(self._match_breed, market, breed, given_up.is_set)
        except Exception:
            given_up.set()
            raise

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

    async def keep(self, market: MarketView, schemes: Mapping[str, BreedScheme | None]) -> None:
        """Write down what the schemes were made from; returns once it is on disk. None: there was nothing to match."""
        rows = [
            evidence.evidence_of(market, breed, scheme, self._matcher.solver, self._matcher.seed)
            for breed, scheme in schemes.items()
        ]
        await self._records.write(lambda connection: evidence.store(connection, rows))

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
