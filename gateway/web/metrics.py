"""Prometheus metrics, in a registry of the application's own."""

import math
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from gateway.errors import ShoalError
from gateway.ledger.port import Caller, Ledger, LedgerBlock, Receipt


class Metrics:
    """What the gateway counts. Labels are few and bounded: routes, functions, codes; never an id."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "shoal_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._request_seconds = Histogram(
            "shoal_request_seconds", "Seconds to answer a request.", ["route"], registry=self.registry
        )
        self._submit_seconds = Histogram(
            "shoal_ledger_submit_seconds",
            "Seconds from a transaction's proposal to its commit, retries included.",
            ["function", "outcome"],
            buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60),
            registry=self.registry,
        )
        self._ledger_height = Gauge("shoal_ledger_height", "Blocks on the channel.", registry=self.registry)
        self._projection_height = Gauge("shoal_projection_height", "Blocks in the projection.", registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def submitted(self, function: str, outcome: str, seconds: float) -> None:
        """Counts a transaction; `outcome` is `ok` or the code of the failure."""
        self._submit_seconds.labels(function, outcome).observe(seconds)

    def heights(self, ledger: int | None, projection: int) -> None:
        """Notes the numbers of blocks; NaN for a ledger that doesn't answer."""
        self._ledger_height.set(math.nan if ledger is None else ledger)
        self._projection_height.set(projection)

    def page(self) -> bytes:
        """The metrics in Prometheus' text format."""
        return generate_latest(self.registry)


class MeasuredLedger:
    """A ledger that measures its submits."""

    def __init__(self, ledger: Ledger, metrics: Metrics) -> None:
        self._ledger = ledger
        self._metrics = metrics
        self.channel = ledger.channel

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """As the ledger does."""
        began, outcome = time.perf_counter(), "CANCELLED"
        try:
            receipt = await self._ledger.submit(caller, function, argument, operation_ids=operation_ids)
            outcome = "ok"
        except ShoalError as error:
            outcome = error.code
            raise
        finally:
            self._metrics.submitted(function, outcome, time.perf_counter() - began)
        return receipt

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """As the ledger does."""
        return await self._ledger.evaluate(caller, function, argument)

    def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """As the ledger does."""
        return self._ledger.blocks(start)

    async def height(self) -> int:
        """As the ledger does."""
        return await self._ledger.height()

    async def resume(self) -> int:
        """As the ledger does."""
        return await self._ledger.resume()

    async def close(self) -> None:
        """As the ledger does."""
        await self._ledger.close()
