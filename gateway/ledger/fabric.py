"""The ledger on a Fabric peer, through the package `fabric_gateway`."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import structlog

from fabric_gateway import (
    CommitError,
    EndorseError,
    GatewayError,
    Network,
    Outcome,
    OutcomeUnknownError,
    resume,
    submit_reliably,
)
from gateway.ledger.errors import translate
from gateway.ledger.outbox import Outbox
from gateway.ledger.port import Caller, Receipt
from gateway.ledger.reader import FabricReader, PeerConnection, credentials
from network.profile import Profile

_log = structlog.get_logger(__name__)
_REPLACED = "REPLACED"


@dataclass(frozen=True, slots=True)
class FabricTimes:
    """Seconds: for a whole submit with its retries, and for finishing one stored envelope."""

    submit_s: float = 60.0
    resume_s: float = 20.0


class FabricLedger(FabricReader):
    """A channel through one peer's Gateway service: the port `Ledger`. `reader` also asks after stored envelopes."""

    def __init__(self, peer: PeerConnection, reader: Caller, outbox: Outbox, times: FabricTimes | None = None) -> None:
        super().__init__(peer, reader)
        self._outbox = outbox
        self._times = times or FabricTimes()
        self._in_flight: set[str] = set()
        self._resuming = asyncio.Lock()
        self._network_as = lru_cache(maxsize=10_000)(self._new_network)

    @classmethod
    def from_profile(cls, profile: Profile, reader: Caller, outbox: Outbox) -> "FabricLedger":
        """Through the first peer of the reader's organisation (nothing is dialled before the first call)."""
        return cls(PeerConnection.from_profile(profile, reader.msp_id), reader, outbox)

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """See the port. An envelope is in the outbox before it is sent, and `sent` there until its outcome is known."""
        stored: list[str] = []

        async def before_submit(transaction_id: str, envelope: bytes) -> None:
            if stored:
                # A new transaction is only ever begun behind one that is in a block as invalid.
                self._outbox.dropped(stored[-1], _REPLACED)
            self._in_flight.add(transaction_id)
            stored.append(transaction_id)
            await self._outbox.store(
                transaction_id, envelope, function=function, msp_id=caller.msp_id, operation_ids=operation_ids
            )

        contract = self._network_as(caller).contract(self._peer.chaincode)
        try:
            outcome = await submit_reliably(
                contract, function, [_encode(argument)], before_submit=before_submit, deadline_s=self._times.submit_s
            )
        except GatewayError as failure:
            if stored:
                self._failed(stored[-1], failure)
            raise translate(failure) from failure
        else:
            return self._succeeded(outcome)
        finally:
            self._in_flight.difference_update(stored)

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """See the port."""
        try:
            return _decode(
                await self._network_as(caller).contract(self._peer.chaincode).evaluate(function, _encode(argument))
            )
        except GatewayError as failure:
            raise translate(failure) from failure

    async def resume(self) -> int:
        """See the port. Envelopes that this process is sending at the moment are left alone."""
        async with self._resuming:
            open_ = [row for row in await self._outbox.open() if row.transaction_id not in self._in_flight]
            network = self._network
            done = await asyncio.gather(*(self._resume_one(network, row.transaction_id, row.envelope) for row in open_))
            await self._outbox.flush()  # who waits for resume reads the outcomes next
            if open_:
                _log.info("outbox.resumed", open=len(open_), ended=sum(done))
            return sum(done)

    async def _resume_one(self, network: Network, transaction_id: str, envelope: bytes) -> bool:
        try:
            outcome = await resume(network, envelope, transaction_id, deadline_s=self._times.resume_s)
        except GatewayError as failure:
            self._failed(transaction_id, failure)
            _log.warning("outbox.not_committed", transaction_id=transaction_id, failure=str(failure))
            return not isinstance(failure, OutcomeUnknownError)
        self._succeeded(outcome)
        return True

    def _succeeded(self, outcome: Outcome) -> Receipt:
        answer = _decode(outcome.result)
        self._outbox.committed(outcome.transaction_id, "VALID", outcome.block_number, answer)
        return Receipt(outcome.transaction_id, outcome.block_number, answer)

    def _failed(self, transaction_id: str, failure: GatewayError) -> None:
        """Closes the last envelope, unless its outcome is open."""
        if isinstance(failure, CommitError):
            self._outbox.committed(transaction_id, failure.code.name, failure.status.block_number, None)
        elif isinstance(failure, EndorseError):
            self._outbox.dropped(transaction_id, _REPLACED)
        elif not isinstance(failure, OutcomeUnknownError):
            self._outbox.dropped(transaction_id, failure.error_code)

    def _new_network(self, caller: Caller) -> Network:
        return self._gateway.with_identity(*credentials(caller)).network(self.channel)


def _encode(argument: Mapping[str, Any]) -> str:
    return json.dumps(argument, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _decode(answer: bytes) -> dict[str, Any]:
    decoded: dict[str, Any] = {}
    with suppress(ValueError):  # the contract answers an object; anything else is no answer
        value = json.loads(answer)
        decoded = value if isinstance(value, dict) else {}
    return decoded
