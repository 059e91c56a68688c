"""What one transaction of `make bench-ledger` costs: the same load, with each process's time of the processor."""

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from benchmarks.ledger.load import InThisProcess, Load
from benchmarks.ledger.ours import client
from benchmarks.profile import fabric
from benchmarks.profile.watch import Stage, Watch
from network.api import Profile

Row = dict[str, Any]
FUNCTION, ARGUMENT = "market:ProposeModel", '{"digest":"{digest}"}'
LEVELS, SECONDS, REST_S = (1, 20), 6.0, 4.0
DISK = (
    ("orderer0.ordering", "consensus_etcdraft_data_persist_duration"),
    ("peer0.platform", "ledger_blockstorage_and_pvtdata_commit_time"),
    ("peer0.platform", "ledger_statedb_commit_time"),
)
"""What a block waits for one after the other before it is told to be committed: process and metric."""


async def at_rest(watch: Watch) -> dict[str, float]:
    """Cores that each process uses while nobody asks for anything."""
    watch.since()
    began = time.perf_counter()
    await asyncio.sleep(REST_S)
    spent, seconds = watch.since(), time.perf_counter() - began
    return {name: used / seconds for name, used in spent.items()}


async def calibrate(
    profile: Profile, watch: Watch, resting: dict[str, float], levels: Sequence[int] = LEVELS
) -> list[Row]:
    """A row a level: seconds, transactions, blocks, seconds of processor by process beyond what it uses at rest, and
    seconds that a block waits for disks.
    """
    rows = []
    async with AsyncExitStack() as stack:
        way = InThisProcess("client", await client(profile, stack))
        await way.run(Load(FUNCTION, ARGUMENT, 20, 100, SECONDS))  # warm up, not counted
        for level in levels:
            watch.since()
            began = time.perf_counter()
            run = await way.run(Load(FUNCTION, ARGUMENT, level, 100_000, SECONDS))
            cpu, seconds = watch.since(), time.perf_counter() - began
            if run.failed or not run.committed:
                raise RuntimeError(f"{run.failed} of the transactions at {level} in flight failed: {run.errors}")
            rows.append(
                {
                    "in_flight": level, "seconds": round(seconds, 3), "transactions": run.committed,
                    "per_second": round(run.per_second, 2), "p50_ms": run.as_dict()["latency_ms"]["p50"],
                    "cpu_s": {
                        name: max(0.0, used - seconds * resting.get(name, 0.0))
                        for name, used in cpu.items()
                        if name != "gateway"  # it only reads the blocks, and isn't there in `make bench-ledger`
                    },
                    "gateway_cpu_s": cpu["gateway"],
                    "load_average": os.getloadavg()[0],
                }
                | blocks_of(watch.stages[-1])
            )  # fmt: skip
    return rows


def blocks_of(stage: Stage) -> Row:
    """Blocks of a stage, and what each waits for disks."""
    found = {name: fabric.means(metrics) for name, metrics in stage.metrics.items()}
    persisted = [found.get(name, {}).get(family, (0, 0.0))[1] for name, family in DISK]
    blocks = found["peer0.platform"]["ledger_block_processing_time"][0]
    return {"blocks": int(blocks), "disk_s": round(sum(persisted), 6)}
