"""Full blocks, from the peer's Deliver service."""

from collections.abc import Iterable
from typing import Any

from ._client import Client
from ._deliver import DeliverStatus, blocks_from, newest_block_number
from .blocks import Block, parse_block
from .checkpoint import Checkpointer
from .errors import StreamEndedError
from .stream import ResumingStream, StreamPolicy


class BlockEvents(ResumingStream[Block]):
    """Every block once, in order, each checked to continue the one before (number and hash).

    A peer that comes back with another ledger under the same channel name ends the stream.
    """

    def __init__(
        self,
        client: Client,
        channel_name: str,
        start: int | None,
        checkpointer: Checkpointer | None,
        policy: StreamPolicy | None,
    ) -> None:
        super().__init__(f"blocks of channel {channel_name}", policy)
        self._client = client
        self._channel_name = channel_name
        self._next = start
        self._checkpointer = checkpointer
        self._last: Block | None = None

    async def _open(self) -> Any:
        if self._checkpointer is not None:
            position = await self._checkpointer.load()
            self._checkpointer = None  # from here on the stream itself knows best
            if position is not None and position.transaction_id:
                raise StreamEndedError(
                    f"{self.name}: the checkpoint lies inside block {position.block_number}; save Block.position"
                )
            self._next = self._next if position is None else position.block_number
        if self._next is None:
            self._next = await next_block_number(self._client, self._channel_name)
        return await blocks_from(self._client, self._channel_name, self._next)

    def _accept(self, message: Any) -> Iterable[Block]:
        if message.WhichOneof("Type") != "block":
            raise DeliverStatus(message.status)
        block = parse_block(message.block)
        if block.number != self._next:
            raise StreamEndedError(f"{self.name}: got block {block.number} where block {self._next} was due")
        if self._last is not None and block.previous_hash != self._last.hash:
            raise StreamEndedError(
                f"{self.name}: block {block.number} does not continue block {self._last.number}: "
                "the peer's ledger is another one than before"
            )
        self._last = block
        self._next = block.number + 1
        return (block,)


async def next_block_number(client: Client, channel_name: str) -> int:
    """Number of the next block to come. A stream without a start pins this, so that a cut before the first event
    loses nothing."""
    return await newest_block_number(client, channel_name, client.timeouts.deliver_s) + 1


def open_block_events(
    client: Client,
    channel_name: str,
    start: int | None,
    checkpointer: Checkpointer | None,
    policy: StreamPolicy | None,
) -> BlockEvents:
    """See `Network.block_events`."""
    return BlockEvents(client, channel_name, start, checkpointer, policy)
