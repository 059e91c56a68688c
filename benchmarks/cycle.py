"""One cycle of N matched trades, by stage, from frozen lists to credit on the ledger.

    .venv/bin/python -m benchmarks.cycle [--trades 1000] [--companies 40]

A floor of its own is brought up under `.shoal/bench` and taken down at the end. Lists are posted in bulk; decisions and
evaluations come through REST, `--at-once` requests at a time (a closed load), as companies' software would send them.
Prints a table and writes `benchmarks/results/cycle-<trades>.json`.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from shoal.home import checkout
from tests.helpers.praise import praise
from tests.scenarios.floor import TestFloor, Trader

Json = dict[str, Any]
RESULTS = Path(__file__).parent / "results"
BREEDS = (
    "Abalone", "Bass", "Bream", "Carp", "Catfish", "Clam", "Cod", "Crab", "Crayfish", "Croaker", "Crucian", "Eel",
    "Flounder", "Grouper", "Halibut", "Lobster", "Mackerel", "Mussel", "Octopus", "Oyster",
)  # fmt: skip


def lots(count: int, price_fen: int) -> list[dict[str, Any]]:
    """Lots spread over the breeds, all of ten pieces: each demand takes one supply."""
    return [
        {"breed": BREEDS[n % len(BREEDS)], "amount": 10, "price_fen": price_fen + n, "freshness": 2, "weight_g": 10_000}
        for n in range(count)
    ]


class Run:
    """The market, and what it took."""

    def __init__(self, floor: TestFloor, trades: int, companies: int, at_once: int) -> None:
        self.floor = floor
        self.trades = trades
        self.at_once = at_once
        half = companies // 2
        self.buyers = [floor.trader(f"Buyer {n}") for n in range(half)]
        self.sellers = [floor.trader(f"Seller {n}") for n in range(half)]
        self.operator = floor.authority("operator")
        self.seconds: dict[str, float] = {}
        self.cycle = self.operator.get("/cycles/current")["cycle"]

    def timed(self, step: str, started: float) -> None:
        self.seconds[step] = round(self.seconds.get(step, 0.0) + time.perf_counter() - started, 3)

    def post(self) -> None:
        started = time.perf_counter()
        share = self.trades // len(self.buyers)
        for side, traders, price in (("demand", self.buyers, 120_000), ("supply", self.sellers, 80_000)):
            for trader in traders:
                trader.rest.post(f"/{side}-lists", lists=lots(share, price))
        self.timed("(before) post lists in bulk", started)

    def advance(self, state: str) -> None:
        job = self.operator.post(f"/cycles/{self.cycle}/advance", to=state)
        for step, seconds in job["timings"].items():
            self.seconds[step] = round(self.seconds.get(step, 0.0) + seconds, 3)

    async def everybody(self, step: str, path: str, key: str, request: str, body: Callable[[int], Json]) -> None:
        """Each party of each item under `path` sends `body` of the item's number among its own."""
        started = time.perf_counter()
        gate = asyncio.Semaphore(self.at_once)
        async with httpx.AsyncClient(base_url=f"{self.floor.url}/v1", timeout=60) as http:

            async def send(trader: Trader, item: Json, number: int) -> None:
                async with gate:
                    answer = await http.post(request.format(item[key]), json=body(number), headers=trader.rest.headers)
                    answer.raise_for_status()

            await asyncio.gather(
                *(
                    send(trader, item, number)
                    for trader in (*self.buyers, *self.sellers)
                    for number, item in enumerate(items_of(trader, path, self.cycle))
                )
            )
        self.timed(step, started)

    def run(self) -> None:
        self.post()
        self.advance("frozen")
        self.advance("matched")
        decision = "/matches/{}/decision"
        asyncio.run(self.everybody("(parties) decide", "/matches", "match_id", decision, lambda _: {"accept": True}))
        self.advance("settling")
        evaluation = "/contracts/{}/evaluation"
        asyncio.run(
            self.everybody("(parties) evaluate", "/contracts", "serial", evaluation, lambda n: {"text": praise(n)})
        )
        self.advance("closed")


def items_of(trader: Trader, path: str, cycle: int) -> list[dict[str, Any]]:
    """A company's matches or contracts of the cycle."""
    period = {"cycle": cycle} if path == "/matches" else {"from_cycle": cycle, "to_cycle": cycle}
    items: list[dict[str, Any]] = trader.rest.get(path, limit=1000, **period)["items"]
    return items


def resident_mib(floor: TestFloor) -> dict[str, float]:
    """Resident memory by process."""
    return {name: round(psutil.Process(pid).memory_info().rss / 2**20, 1) for name, pid in floor.processes().items()}


def result(run: Run, contracts: int, memory: dict[str, float]) -> dict[str, Any]:
    """What is kept."""
    own = {step: s for step, s in run.seconds.items() if not step.startswith("(")}
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout(), capture_output=True, text=True, check=True)
    return {
        "benchmark": "cycle",
        "trades": contracts,
        "seconds": run.seconds,
        "seconds_frozen_to_credit": round(sum(s for step, s in own.items() if step != "freeze"), 3),
        "resident_mib": memory,
        "resident_mib_total": round(sum(memory.values()), 1),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "commit": commit.stdout.strip(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def main() -> None:
    """Bring a floor up, run, print, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--trades", type=int, default=1000)
    arguments.add_argument("--companies", type=int, default=40)
    arguments.add_argument("--at-once", type=int, default=32)
    given = arguments.parse_args()
    floor = TestFloor(checkout() / ".shoal" / "bench")
    floor.up()
    try:
        run = Run(floor, given.trades, given.companies, given.at_once)
        run.run()
        period = {"from_cycle": run.cycle, "to_cycle": run.cycle, "limit": 1000}
        contracts = len(run.operator.get("/contracts", **period)["items"])
        found = result(run, contracts, resident_mib(floor))
    finally:
        floor.down()
    table = Table("step", "seconds", title=f"{contracts} trades", title_justify="left")
    for step, seconds in found["seconds"].items():
        table.add_row(step, f"{seconds:.3f}")
    table.add_row("frozen lists → credit on the ledger", f"{found['seconds_frozen_to_credit']:.3f}", style="bold")
    Console().print(table, f"resident: {found['resident_mib_total']} MiB", found["resident_mib"])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"cycle-{given.trades}.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
