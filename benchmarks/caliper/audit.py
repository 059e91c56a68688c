"""Whether the ledger holds every trade of a whole cycle once: contracts, lists and credit, read back after it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from benchmarks.caliper.floor import each
from benchmarks.caliper.identities import Company

PAGE = 1000


class Readable(Protocol):
    """The chaincode's queries."""

    async def evaluate(self, function: str, **argument: Any) -> dict[str, Any]: ...


async def faults_of(
    chain: Readable, cycles: Iterable[dict[str, Any]], companies: Sequence[Company]
) -> tuple[int, list[str]]:
    """How many contracts were read, and what is wrong with the trades of cycles that Caliper took to their end."""
    entries = Counter(
        (entry["serial"], company.company_id)
        for company, found in zip(companies, await each(companies, lambda c: _entries(chain, c)), strict=True)
        for entry in found
        if entry["serial"]
    )
    read, faults, seen = 0, [], Counter[str]()
    for cycle in cycles:
        contracts = await _pages(chain, "floor:ListContracts", from_cycle=cycle["cycle"], to_cycle=cycle["cycle"])
        faults += [f"audit of cycle-{cycle['volume']}: {text}" for text in _cycle_faults(contracts, cycle, entries)]
        seen.update(str(contract["serial"]) for contract in contracts)
        read += len(contracts)
    faults += [f"audit: serial number {serial} is of {count} contracts" for serial, count in seen.items() if count > 1]
    return read, faults


def _cycle_faults(
    contracts: Sequence[dict[str, Any]], cycle: dict[str, Any], entries: Counter[tuple[int, str]]
) -> list[str]:
    """Every posted lot is ten pieces and finds one partner: as many contracts, and each list in one of them."""
    found = []
    if len(contracts) != cycle["volume"]:
        found.append(f"{len(contracts)} contracts on the ledger for {cycle['volume']} trades")
    for name in ("match_id", "demand_id", "supply_id"):
        counts = Counter(contract[name] for contract in contracts)
        found += [f"{name} {value} is in {count} contracts" for value, count in counts.items() if count > 1]
    for contract in contracts:
        for side in ("buyer", "seller"):
            if (count := entries[contract["serial"], contract[side]]) != 1:
                found.append(f"contract {contract['serial']} has {count} credit entries of its {side}, not one")
    return found


async def _entries(chain: Readable, company: Company) -> list[dict[str, Any]]:
    return await _pages(chain, "credit:ListCreditEntries", company_id=company.company_id)


async def _pages(chain: Readable, function: str, **argument: Any) -> list[dict[str, Any]]:
    """Every page of a query's items."""
    items: list[dict[str, Any]] = []
    bookmark = ""
    while True:
        page = await chain.evaluate(function, page_size=PAGE, bookmark=bookmark, **argument)
        items += page["items"]
        bookmark = page["bookmark"]
        if not bookmark:
            return items
