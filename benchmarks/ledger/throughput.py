"""Committed transactions per second: our client beside a bare loop, in turns, on one network.

    python benchmarks/ledger/throughput.py --in-flight 100 --in-flight 400

Needs a running network (`shoal network up`). Method and figures: README.md beside this file. Ends with 1 when the
median ratio is below `--at-least`.
"""

import asyncio
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import grpc.aio
from bare import BareLoop

from fabric_gateway import Gateway, Identity, PrivateKeySigner, connect, submit_reliably
from gateway.db.base import create_engine_for, sessions_of
from gateway.db.group_writer import GroupWriter
from gateway.db.migrate import upgrade
from gateway.ledger.fabric import FabricLedger
from gateway.ledger.outbox import Outbox
from gateway.ledger.reader import caller_of
from network.api import Profile, load_profile
from shoal.home import shoal_home

RESULTS = Path(__file__).resolve().parent.parent / "results"

Transact = Callable[[str, str], Awaitable[None]]
"""One transaction: function and its argument. Returns once it is committed as valid, raises otherwise."""


@dataclass(frozen=True)
class Run:
    """One measurement. `client_cpu_ms` is this process's CPU time per committed transaction."""

    way: str
    in_flight: int
    transactions: int
    failed: int
    seconds: float
    per_second: float
    client_cpu_ms: float


@dataclass(frozen=True)
class Load:
    """What each transaction does: `{digest}` in the argument becomes 64 fresh hexadecimal digits."""

    function: str
    argument: str
    transactions: int

    def fresh_argument(self) -> str:
        return self.argument.replace("{digest}", hashlib.sha256(os.urandom(16)).hexdigest())


async def bare(profile: Profile, stack: AsyncExitStack) -> Transact:
    """Endorse, submit, status; nothing else."""
    identity = profile.identities["operator"]
    channel = await stack.enter_async_context(_channel(profile))
    certificate, key = identity.certificate.read_bytes(), identity.private_key.read_bytes()
    return BareLoop(channel, profile.channel, profile.chaincode, identity.msp_id, certificate, key)


async def client(profile: Profile, stack: AsyncExitStack) -> Transact:
    """`submit_reliably` with an outbox in memory."""
    identity = profile.identities["operator"]
    channel = await stack.enter_async_context(_channel(profile))
    signer = PrivateKeySigner.from_pem(identity.private_key.read_bytes())
    gateway = Gateway(channel, Identity(identity.msp_id, identity.certificate.read_bytes()), signer)
    contract = gateway.network(profile.channel).contract(profile.chaincode)
    outbox: dict[str, bytes] = {}

    async def store(transaction_id: str, envelope: bytes) -> None:
        outbox[transaction_id] = envelope

    async def transact(function: str, argument: str) -> None:
        outcome = await submit_reliably(contract, function, [argument], before_submit=store, deadline_s=60)
        del outbox[outcome.transaction_id]

    return transact


async def port(profile: Profile, stack: AsyncExitStack) -> Transact:
    """The gateway's port `Ledger` on Fabric, with its outbox in SQLite on disk."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    engine = create_engine_for(f"sqlite+aiosqlite:///{folder / 'records.sqlite'}", durable=True)
    stack.push_async_callback(engine.dispose)
    await upgrade(engine, "records")
    writer = GroupWriter(sessions_of(engine))
    stack.push_async_callback(writer.close)
    caller = caller_of(profile.identities["operator"])
    ledger = FabricLedger.from_profile(profile, caller, Outbox(sessions_of(engine), writer))
    stack.push_async_callback(ledger.close)

    async def transact(function: str, argument: str) -> None:
        await ledger.submit(caller, function, json.loads(argument))

    return transact


WAYS: dict[str, Callable[[Profile, AsyncExitStack], Awaitable[Transact]]] = {"client": client, "port": port}
"""What `--through` may name, each measured against `bare`."""


def _channel(profile: Profile) -> grpc.aio.Channel:
    peer = profile.peer_of("platform")
    return connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)


async def measure(way: str, transact: Transact, load: Load, in_flight: int) -> Run:
    """`in_flight` workers, each with one transaction under way at a time (closed load), until all are done."""
    left = load.transactions
    failures: list[str] = []

    async def worker() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            try:
                await transact(load.function, load.fresh_argument())
            except Exception as error:  # noqa: BLE001 (a benchmark counts failures of any kind, and shows the first)
                failures.append(f"{type(error).__name__}: {error}"[:300])

    began, cpu = time.perf_counter(), _cpu_s()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    seconds, cpu = time.perf_counter() - began, _cpu_s() - cpu
    committed = load.transactions - len(failures)
    if failures:
        print(f"  {len(failures)} failed, the first with: {failures[0]}")
    per_second, cpu_ms = committed / seconds, 1000 * cpu / max(committed, 1)
    return Run(way, in_flight, committed, len(failures), round(seconds, 3), round(per_second, 1), round(cpu_ms, 3))


async def run_all(profile: Profile, load: Load, through: str, levels: tuple[int, ...], rounds: int) -> list[Run]:
    """Each round measures both ways; which one goes first alternates."""
    runs: list[Run] = []
    async with AsyncExitStack() as stack:
        ways = {"bare": await bare(profile, stack), through: await WAYS[through](profile, stack)}
        for name, transact in ways.items():
            await measure(name, transact, Load(load.function, load.argument, 200), 20)  # warm up, not counted
        for in_flight in levels:
            for number in range(rounds):
                for name in list(ways) if number % 2 == 0 else list(ways)[::-1]:
                    run = await measure(name, ways[name], load, in_flight)
                    print(f"  {in_flight:>4} in flight  {name:<8}{run.per_second:8.1f} tx/s"
                          f"{run.client_cpu_ms:8.2f} ms of client CPU each")  # fmt: skip
                    runs.append(run)
    return runs


def summarise(runs: list[Run], through: str) -> list[dict[str, float]]:
    """Per level: the medians, and the median of the rounds' ratios (each round's two runs are neighbours in time)."""
    rows = []
    for in_flight in dict.fromkeys(run.in_flight for run in runs):
        rate = {
            way: [r.per_second for r in runs if (r.way, r.in_flight) == (way, in_flight)] for way in ("bare", through)
        }
        ratios = [ours / theirs for ours, theirs in zip(rate[through], rate["bare"], strict=True)]
        rows.append(
            {
                "in_flight": in_flight,
                "bare_per_second": statistics.median(rate["bare"]),
                "ours_per_second": statistics.median(rate[through]),
                "ratio": round(statistics.median(ratios), 3),
                "ratio_lowest": round(min(ratios), 3),
                "ratio_highest": round(max(ratios), 3),
            }
        )
    return rows


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


@click.command()
@click.option("--through", type=click.Choice(sorted(WAYS)), default="client", show_default=True)
@click.option(
    "--in-flight", "levels", type=click.IntRange(1, 450), multiple=True, default=(100, 400), show_default=True
)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option("--transactions", type=click.IntRange(1), default=2000, show_default=True, help="Per run.")
@click.option("--function", default="market:ProposeModel", show_default=True, help="It should write fresh keys.")
@click.option("--argument", default='{"digest":"{digest}"}', show_default=True)
@click.option("--at-least", type=float, default=0.7, show_default=True, help="Lowest ratio that passes.")
def main(
    through: str, levels: tuple[int, ...], rounds: int, transactions: int, function: str, argument: str, at_least: float
) -> None:
    """Measure, print a table, write benchmarks/results/ledger-throughput-<way>.json."""
    load = Load(function, argument, transactions)
    runs = asyncio.run(run_all(load_profile(shoal_home()), load, through, levels, rounds))
    rows = summarise(runs, through)
    print(f"\n{'in flight':>9}{'bare tx/s':>12}{through + ' tx/s':>14}{'ratio':>8}   lowest–highest")
    for row in rows:
        print(f"{row['in_flight']:>9.0f}{row['bare_per_second']:>12.1f}{row['ours_per_second']:>14.1f}"
              f"{row['ratio']:>8.3f}   {row['ratio_lowest']:.3f}–{row['ratio_highest']:.3f}")  # fmt: skip
    report = {
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine(), "python": platform.python_version()},
        "commit": _commit(),
        "load": asdict(load) | {"rounds": rounds, "kind": "closed"},
        "load_average_at_end": [round(value, 1) for value in os.getloadavg()],
        "summary": rows,
        "runs": [asdict(run) for run in runs],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"ledger-throughput-{through}.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if any(run.failed for run in runs) or any(row["ratio"] < at_least for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()
