"""What the ledger holds of some cycles, read from the chaincode itself, past the gateway and its databases."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.caliper.floor import Chain, chain_of
from benchmarks.trading.market import Market
from benchmarks.trading.said import Trade
from network.api import Profile

Json = dict[str, Any]
PAGE = 1000
AT_ONCE = 8


@dataclass(frozen=True)
class Contract:
    """A contract as the ledger holds it."""

    serial: int
    match_id: str
    cycle: int
    trade: Trade


@dataclass(frozen=True)
class Entry:
    """An entry of a company's credit history; scores in tenths."""

    seq: int
    cycle: int
    serial: int
    before: int
    after: int
    own_label: str
    partner_label: str


@dataclass(frozen=True)
class Held:
    """`lists` are ids with amounts, one a list that there is; `entries` are each company's, oldest first, those of
    other cycles as well; `tenths` is each company's credit.
    """

    lists: list[tuple[str, int]]
    contracts: list[Contract]
    entries: dict[str, list[Entry]]
    tenths: dict[str, int]


async def read(profile: Profile, market: Market, cycles: Sequence[int]) -> Held:
    """Everything of these cycles (a gap in them is read as well) and of the market's companies."""
    if not cycles:
        return Held([], [], {}, {})
    companies = [party.company_id for party in market.parties]
    async with chain_of(profile) as chain:
        sides = [(cycle, breed, side) for cycle in cycles for breed in market.breeds for side in ("demand", "supply")]
        lists = await _each(sides, lambda at: _lists(chain, *at))
        contracts = [_contract(item) async for item in contracts_of(chain, min(cycles), max(cycles))]
        entries = await _each(companies, lambda company: _entries(chain, company))
        credit = await _each(companies, lambda company: chain.evaluate("credit:GetCredit", company_id=company))
    return Held(
        [entry for page in lists for entry in page],
        contracts,
        dict(zip(companies, entries, strict=True)),
        {company: one["tenths"] for company, one in zip(companies, credit, strict=True)},
    )


def contracts_of(chain: Chain, first: int, last: int) -> AsyncIterator[Json]:
    """Contracts by cycle, breed and match."""
    return _items(chain, "floor:ListContracts", from_cycle=first, to_cycle=last)


async def _lists(chain: Chain, cycle: int, breed: str, side: str) -> list[tuple[str, int]]:
    items = _items(chain, "floor:ListLists", cycle=cycle, breed=breed, side=side)
    return [(item["list_id"], item["amount"]) async for item in items]


async def _entries(chain: Chain, company: str) -> list[Entry]:
    names = Entry.__dataclass_fields__
    items = _items(chain, "credit:ListCreditEntries", company_id=company)
    return [Entry(**{name: item[name] for name in names}) async for item in items]


def _contract(item: Json) -> Contract:
    return Contract(item["serial"], item["match_id"], item["cycle"], Trade.of(item))


async def _items(chain: Chain, function: str, **asked: Any) -> AsyncIterator[Json]:
    bookmark = ""
    while True:
        page = await chain.evaluate(function, **asked, page_size=PAGE, bookmark=bookmark)
        for item in page["items"]:
            yield item
        bookmark = page["bookmark"]
        if not bookmark:
            return


async def _each(items: Iterable[Any], work: Any) -> list[Any]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Any) -> Any:
        async with gate:
            return await work(item)

    return await asyncio.gather(*map(one, items))
