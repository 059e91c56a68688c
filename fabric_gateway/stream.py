"""Event streams that survive the loss of the connection, continue exactly where they were, and say why they end."""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

import grpc
import grpc.aio

from ._client import EOF
from ._deliver import DeliverStatus
from .backoff import Backoff
from .errors import StreamEndedError

Item = TypeVar("Item")
_log = logging.getLogger("fabric_gateway")

# Trying again cannot help: the request itself, or the identity, is refused.
_FATAL_CODES = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)
_FATAL_DELIVER = frozenset({"BAD_REQUEST", "FORBIDDEN"})


@dataclass(frozen=True)
class StreamPolicy:
    """How a stream comes back after it was cut."""

    backoff: Backoff = field(default_factory=lambda: Backoff(0.1, 5.0))
    give_up_after_s: float = 300.0
    """Seconds without any answer from the peer, counted from the first failure, after which the stream ends."""


class ResumingStream(ABC, Generic[Item]):
    """An async iterator over events. It yields each once, in order, for ever.

    Iteration ends only by `aclose()` (or leaving `async with`) or with `StreamEndedError`, which every later call
    raises again. Cancelling a wait for the next event loses nothing: the next call continues.
    """

    def __init__(self, name: str, policy: StreamPolicy | None) -> None:
        self.name = name
        self.reconnects = 0
        self.last_failure: str | None = None
        self._policy = policy or StreamPolicy()
        self._pending: deque[Item] = deque()
        self._call: Any = None
        self._closed = False
        self._ended: StreamEndedError | None = None
        self._failures = 0
        self._failing_since = 0.0

    @abstractmethod
    async def _open(self) -> Any:
        """A call that delivers from the first event not yet accepted."""

    @abstractmethod
    def _accept(self, message: Any) -> Iterable[Item]:
        """The events of a message; from then on the stream is behind them. May raise `StreamEndedError`."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self._pending:
            if self._closed:
                raise StopAsyncIteration
            if self._ended is not None:
                raise self._ended
            try:
                self._pending.extend(self._accept(await self._read()))
                self._failures = 0
            except (grpc.aio.AioRpcError, DeliverStatus, TimeoutError) as failure:
                await self._recover(failure)
            except StreamEndedError as end:
                self._end(end)
                raise
        return self._pending.popleft()

    async def aclose(self) -> None:
        """Hang up. The iterator then ends without an error."""
        self._closed = True
        self._pending.clear()
        self._hang_up()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _read(self) -> Any:
        try:
            if self._call is None:
                self._call = await self._open()
            message = await self._call.read()
        except asyncio.CancelledError:
            # gRPC ends a call whose read is cancelled, and reports a closed channel as a cancellation too.
            self._hang_up()
            task = asyncio.current_task()
            if task is not None and task.cancelling() == 0 and not self._closed:
                raise StreamEndedError(f"{self.name}: the gRPC channel was closed") from None
            raise
        if message is EOF:
            raise TimeoutError("the peer ended the stream without a reason")
        return message

    async def _recover(self, failure: Exception) -> None:
        """Wait before the next try, or raise `StreamEndedError` when there is to be none."""
        self._hang_up()
        self.last_failure = text = _describe(failure)
        code = failure.code() if isinstance(failure, grpc.aio.AioRpcError) else None
        now = time.monotonic()
        if self._failures == 0:
            self._failing_since = now
        if code in _FATAL_CODES or (isinstance(failure, DeliverStatus) and failure.name in _FATAL_DELIVER):
            self._end(StreamEndedError(f"{self.name}: refused: {text}", grpc_code=code))
        elif now - self._failing_since >= self._policy.give_up_after_s:
            seconds = now - self._failing_since
            self._end(StreamEndedError(f"{self.name}: no answer for {seconds:.1f} s, last: {text}", grpc_code=code))
        if self._ended is not None:
            raise self._ended from failure
        pause_s = self._policy.backoff.pause_s(self._failures)
        self._failures += 1
        self.reconnects += 1
        _log.warning("%s: interrupted (%s), next try in %.1f s", self.name, text, pause_s)
        await asyncio.sleep(pause_s)

    def _end(self, error: StreamEndedError) -> None:
        self._ended = error
        self._hang_up()

    def _hang_up(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None


def _describe(failure: Exception) -> str:
    if isinstance(failure, grpc.aio.AioRpcError):
        return f"{failure.code().name}: {failure.details()}"
    return str(failure) or type(failure).__name__
