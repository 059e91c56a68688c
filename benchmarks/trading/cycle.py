"""One cycle as its companies and its operator see it: post, advance, decide, evaluate, all of it through REST."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from benchmarks.trading.market import Market, Party
from benchmarks.trading.rest import Json, Refused, Rest
from benchmarks.trading.said import Lot, Said, Trade, Wrote
from benchmarks.trading.words import Tone

T = TypeVar("T")
PAGE = 1000
IN_A_BODY = 1000
"""Decisions or evaluations in a request: as many as one takes."""


@dataclass(frozen=True)
class Load:
    """How the load comes. It is closed: who has sent a request waits for its answer before the next one.

    `in_flight` requests of single items, `bulk_in_flight` of many; `lists` in a request where they're posted in bulk;
    `single`: decide and evaluate one by one, too.
    """

    in_flight: int
    bulk_in_flight: int
    lists: int
    single: bool = False


class TradingCycle:
    """The cycle in intake, and what was said in it."""

    def __init__(self, market: Market, rest: Rest, load: Load, said: Said) -> None:
        self.said = said
        self._market = market
        self._rest = rest
        self._load = load

    @classmethod
    async def current(cls, market: Market, rest: Rest, load: Load) -> "TradingCycle":
        """The one that takes lists now."""
        shown = await rest.get(market.operator, "/cycles/current")
        return cls(market, rest, load, Said(shown["cycle"]))

    async def post(self, trades: int, *, one_by_one: bool) -> None:
        """Lists for so many trades; each request waits until its lists are on the ledger."""
        size = 1 if one_by_one else self._load.lists
        bodies = []
        for party in self._market.parties:
            lots = self._market.lots(party, trades)
            bodies.append([(party, lots[at : at + size]) for at in range(0, len(lots), size)])
        at_once = self._load.in_flight if one_by_one else self._load.bulk_in_flight
        # In turns: all companies post from the beginning to the end.
        await each(in_turns(bodies), lambda sent: self._post(*sent, one_by_one=one_by_one), at_once)

    async def _post(self, party: Party, lots: list[Json], *, one_by_one: bool) -> None:
        body = lots[0] if one_by_one else {"lists": lots}
        answer = await self._rest.post(party.headers, f"/{party.side}-lists", body, wait=True, once=not one_by_one)
        posted = answer.get("answer") or answer  # 202: the operation
        if posted["cycle"] != self.said.cycle:
            raise RuntimeError(f"lists came into cycle {posted['cycle']}, not into {self.said.cycle}")
        for list_id, lot in zip(posted["list_ids"], lots, strict=True):
            self.said.lots[list_id] = Lot(
                party.company_id, party.side, lot["breed"], lot["amount"], lot["price_fen"], lot["weight_g"]
            )

    async def advance(self, state: str) -> dict[str, float]:
        """To a state, by the operator; the gateway's own seconds by step."""
        job = await self._rest.post(
            self._market.operator, f"/cycles/{self.said.cycle}/advance", {"to": state}, wait=True, once=True
        )
        timings: dict[str, float] = job["timings"]
        return timings

    async def decide(self) -> None:
        """Every party reads its matches and accepts them all."""
        await self._everybody(self._decide)

    async def evaluate(self) -> None:
        """Every party reads its contracts and says of each in words how it went."""
        await self._everybody(self._evaluate)

    async def _everybody(self, act: Callable[[Party], Awaitable[None]]) -> None:
        """Those who have posted a list; who decides one by one needs no turn."""
        posted = {lot.company_id for lot in self.said.lots.values()}
        parties = [party for party in self._market.parties if party.company_id in posted]
        await each(parties, act, len(parties) if self._load.single else self._load.bulk_in_flight)

    async def _decide(self, party: Party) -> None:
        async for page in self._pages(party, "/matches", "offset", cycle=self.said.cycle):
            for match in page:
                self.said.matches[match["match_id"]] = Trade.of(match)
            items = [{"match_id": match["match_id"], "accept": True} for match in page]
            await self._state(party, "decisions", items, lambda item: f"/matches/{item.pop('match_id')}/decision")
            self.said.accepted.update((match["match_id"], party.company_id) for match in page)

    async def _evaluate(self, party: Party) -> None:
        period = {"from_cycle": self.said.cycle, "to_cycle": self.said.cycle}
        async for page in self._pages(party, "/contracts", "after", **period):
            items = []
            for contract in page:
                about = (contract["match_id"], party.company_id)
                tone: Tone = self._market.tone(contract["seller"], contract["serial"])
                self.said.shown[about] = contract["serial"]
                self.said.written[about] = Wrote(party.written, tone)
                items.append({"serial": contract["serial"], "text": party.writes(tone)})
            await self._state(party, "evaluations", items, lambda item: f"/contracts/{item.pop('serial')}/evaluation")

    async def _state(self, party: Party, kind: str, items: list[Json], single: Callable[[Json], str]) -> None:
        """Statements of a company, in bulk or one by one."""
        if self._load.single:
            at_once = max(1, self._load.in_flight // len(self._market.parties))
            await each(items, lambda item: self._rest.post(party.headers, single(item), item), at_once)
            return
        for at in range(0, len(items), IN_A_BODY):
            body = {kind: items[at : at + IN_A_BODY]}
            answer = await self._rest.post(party.headers, f"/{kind}", body, once=True)
            if answer["refused"]:
                first = answer["refused"][0]
                raise Refused(f"POST /{kind}: {len(answer['refused'])} refused, the first", 202, first)

    async def _pages(self, party: Party, path: str, cursor: str, **query: Any) -> AsyncIterator[list[Json]]:
        """All of a company's, page by page."""
        while True:
            page = await self._rest.get(party.headers, path, limit=PAGE, **query)
            if page["items"]:
                yield page["items"]
            if page[f"next_{cursor}"] is None:
                return
            query[cursor] = page[f"next_{cursor}"]


async def each(items: Iterable[T], work: Callable[[T], Awaitable[Any]], at_once: int) -> None:
    """`work` on every item, `at_once` at a time; the first failure ends it."""
    waiting = iter(items)

    async def worker() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(worker())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None  # the others were cut off by it


def in_turns(rows: Sequence[Sequence[T]]) -> list[T]:
    """The first of each row, then the second of each, …"""
    longest = max(map(len, rows), default=0)
    return [row[at] for at in range(longest) for row in rows if at < len(row)]
