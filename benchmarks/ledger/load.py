"""A closed load: so many workers, each with one transaction under way, until enough were begun or time is up."""

import asyncio
import hashlib
import os
import resource
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Transact = Callable[[str, str], Awaitable[None]]
"""One transaction: function and its argument. Returns once it is committed as valid, raises otherwise."""


@dataclass(frozen=True)
class Load:
    """What is asked of each client. `{digest}` in the argument becomes 64 fresh hexadecimal digits.

    No transaction begins after `limit_s` seconds, and none has longer than `deadline_s`: a slow client does fewer.
    """

    function: str
    argument: str
    in_flight: int
    transactions: int
    limit_s: float
    deadline_s: float = 15.0

    def fresh_argument(self) -> str:
        """The argument of the next transaction."""
        return self.argument.replace("{digest}", hashlib.sha256(os.urandom(16)).hexdigest())

    def order(self) -> dict[str, Any]:
        """For a client in a process of its own."""
        return {
            "function": self.function,
            "argument": self.argument,
            "in_flight": self.in_flight,
            "transactions": self.transactions,
            "limit_s": self.limit_s,
        }


@dataclass(frozen=True)
class Run:
    """What became of one load. `latencies_ms` are those of committed transactions, ascending; `cpu_s` is the client's
    own processor time; `errors` counts what failed, by text.
    """

    way: str
    in_flight: int
    committed: int
    seconds: float
    cpu_s: float | None
    latencies_ms: list[float]
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Transactions that the client could not tell to be committed."""
        return sum(self.errors.values())

    @property
    def per_second(self) -> float:
        """Committed transactions a second."""
        return self.committed / self.seconds if self.seconds else 0.0

    @property
    def error_share(self) -> float:
        """Failed ones of all that were begun."""
        begun = self.committed + self.failed
        return self.failed / begun if begun else 1.0

    def percentile_ms(self, share: float) -> float | None:
        """The latency that `share` of the committed stayed within."""
        if not self.latencies_ms:
            return None
        return self.latencies_ms[min(int(share * len(self.latencies_ms)), len(self.latencies_ms) - 1)]

    def as_dict(self) -> dict[str, Any]:
        """What is kept: percentiles instead of all latencies."""
        return {
            "way": self.way,
            "in_flight": self.in_flight,
            "committed": self.committed,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
            "per_second": round(self.per_second, 2),
            "cpu_ms": None if self.cpu_s is None else round(1000 * self.cpu_s / max(self.committed, 1), 3),
            "latency_ms": {
                name: None if (found := self.percentile_ms(share)) is None else round(found, 1)
                for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
            },
            "errors": self.errors,
        }


class Way(Protocol):
    """A client that can be put under load."""

    @property
    def name(self) -> str: ...

    async def run(self, load: Load) -> Run: ...


class InThisProcess:
    """A client that is a Python function of this process."""

    def __init__(self, name: str, transact: Transact) -> None:
        self.name = name
        self._transact = transact

    async def run(self, load: Load) -> Run:
        """See the module."""
        left = load.transactions
        errors: Counter[str] = Counter()
        latencies: list[float] = []
        began, cpu = time.perf_counter(), cpu_s()

        async def worker() -> None:
            nonlocal left
            while left > 0 and time.perf_counter() - began < load.limit_s:
                left -= 1
                started = time.perf_counter()
                try:
                    async with asyncio.timeout(load.deadline_s):
                        await self._transact(load.function, load.fresh_argument())
                except Exception as error:  # noqa: BLE001 (a benchmark counts failures of any kind)
                    errors[kind_of(error)] += 1
                else:
                    latencies.append(1000 * (time.perf_counter() - started))

        await asyncio.gather(*(worker() for _ in range(load.in_flight)))
        seconds, cpu = time.perf_counter() - began, cpu_s() - cpu
        return Run(self.name, load.in_flight, len(latencies), seconds, cpu, sorted(latencies), dict(errors))


def kind_of(error: BaseException) -> str:
    """Type and beginning of the text: few of them, whatever transaction ids they name."""
    return f"{type(error).__name__}: {error}"[:120]


def cpu_s() -> float:
    """Processor time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
