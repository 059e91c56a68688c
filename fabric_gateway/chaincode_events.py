"""Events that a chaincode's valid transactions set, from the peer's Gateway service."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from . import _messages as m
from ._client import Client
from ._deliver import specified
from .block_events import next_block_number
from .checkpoint import Checkpointer, Position
from .errors import StreamEndedError
from .stream import ResumingStream, StreamPolicy


@dataclass(frozen=True, slots=True)
class ChaincodeEvent:
    """A transaction's one event."""

    block_number: int
    transaction_id: str
    chaincode: str
    name: str
    payload: bytes

    @property
    def position(self) -> Position:
        """Save this once the event is handled."""
        return Position(self.block_number, self.transaction_id)


class ChaincodeEvents(ResumingStream[ChaincodeEvent]):
    """Every event of one chaincode once, in the ledger's order.

    A checkpoint inside a block is found again here, not by the peer: the peer silently leaves out the whole block
    when it does not know the checkpoint's transaction, this stream ends and says so.
    """

    def __init__(
        self,
        client: Client,
        channel_name: str,
        chaincode: str,
        start_block: int | None,
        checkpointer: Checkpointer | None,
        policy: StreamPolicy | None,
    ) -> None:
        super().__init__(f"events of chaincode {chaincode} on channel {channel_name}", policy)
        self._client = client
        self._channel_name = channel_name
        self._chaincode = chaincode
        self._next = start_block
        self._checkpointer = checkpointer
        self._skip = Position(0)

    async def _open(self) -> Any:
        if self._checkpointer is not None:
            position = await self._checkpointer.load()
            self._checkpointer = None  # from here on the stream itself knows best
            if position is not None:
                self._next, self._skip = position.block_number, position
        if self._next is None:
            self._next = await next_block_number(self._client, self._channel_name)
        request = m.ChaincodeEventsRequest(
            channel_id=self._channel_name,
            chaincode_id=self._chaincode,
            identity=self._client.identity.creator,
            start_position=specified(self._next),
        ).SerializeToString()
        signature = await self._client.sign(request, "the request for events")
        return self._client.methods.chaincode_events(
            m.SignedChaincodeEventsRequest(request=request, signature=signature)
        )

    def _accept(self, message: Any) -> Iterable[ChaincodeEvent]:
        number: int = message.block_number
        if self._next is None or number < self._next:
            raise StreamEndedError(f"{self.name}: got block {number} where block {self._next} or later was due")
        events = [ChaincodeEvent(number, e.tx_id, e.chaincode_id, e.event_name, e.payload) for e in message.events]
        if number == self._skip.block_number and self._skip.transaction_id and events:
            events = self._behind_checkpoint(events)
        self._next = number + 1
        return events

    def _behind_checkpoint(self, events: list[ChaincodeEvent]) -> list[ChaincodeEvent]:
        for index, event in enumerate(events):
            if event.transaction_id == self._skip.transaction_id:
                return events[index + 1 :]
        raise StreamEndedError(
            f"{self.name}: the checkpoint's transaction {self._skip.transaction_id} has no event in block "
            f"{self._skip.block_number}; the checkpoint belongs to another ledger or chaincode"
        )


def open_chaincode_events(
    client: Client,
    channel_name: str,
    chaincode: str,
    start_block: int | None,
    checkpointer: Checkpointer | None,
    policy: StreamPolicy | None,
) -> ChaincodeEvents:
    """See `Network.chaincode_events`."""
    return ChaincodeEvents(client, channel_name, chaincode, start_block, checkpointer, policy)
