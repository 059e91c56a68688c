"""The number of calls in flight, kept below what a peer takes."""

import asyncio

# A peer refuses more than `peer.limits.concurrency.gatewayService` calls at once (500 by default) with gRPC UNKNOWN.
# The rest is left to other clients and to event streams, which count too.
DEFAULT_CALLS_IN_FLIGHT = 450


class CallLimiter:
    """Slots for Endorse, Submit, CommitStatus and Evaluate together. Share one among all clients of a peer."""

    def __init__(self, calls_in_flight: int = DEFAULT_CALLS_IN_FLIGHT) -> None:
        if calls_in_flight < 1:
            raise ValueError(f"calls_in_flight must be at least 1, is {calls_in_flight}")
        self.calls_in_flight = calls_in_flight
        self._slots = asyncio.Semaphore(calls_in_flight)

    async def acquire(self, timeout_s: float) -> None:
        """Take a slot; `TimeoutError` when none is free within `timeout_s` seconds."""
        if self._slots.locked():
            async with asyncio.timeout(timeout_s):
                await self._slots.acquire()
        else:
            await self._slots.acquire()

    def release(self) -> None:
        """Give the slot back."""
        self._slots.release()
