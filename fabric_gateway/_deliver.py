"""The peer's Deliver service: the signed request for blocks, and the newest block's number."""

import asyncio
import os
import time
from typing import Any

import grpc.aio
from google.protobuf.timestamp_pb2 import Timestamp

from . import _messages as m
from ._client import EOF, Client
from ._rpc_errors import stage_error
from .errors import DeliverError

# Blocks up to this number: for ever.
_LAST_BLOCK = 2**64 - 1


class DeliverStatus(Exception):
    """The service ended its answer with a status instead of a block."""

    def __init__(self, status: int) -> None:
        names = m.Status.DESCRIPTOR.values_by_number
        self.name = names[status].name if status in names else str(status)
        super().__init__(f"the peer's Deliver service answered {self.name}")


def specified(number: int) -> Any:
    """The seek position of one block."""
    return m.SeekPosition(specified=m.SeekSpecified(number=number))


async def blocks_from(client: Client, channel_name: str, first: int) -> Any:
    """An open call that yields every block from `first` on, waiting for those that don't exist yet."""
    seek = m.SeekInfo(start=specified(first), stop=specified(_LAST_BLOCK), behavior=m.SeekInfo.BLOCK_UNTIL_READY)
    return client.methods.deliver(iter([await _envelope(client, channel_name, seek)]))


async def newest_block_number(client: Client, channel_name: str, timeout_s: float) -> int:
    """Number of the newest block. Raises gRPC's own error, `DeliverStatus`, or `TimeoutError`."""
    newest = m.SeekPosition(newest=m.SeekNewest())
    # Header and metadata are enough; the newest block itself may have tens of megabytes.
    seek = m.SeekInfo(
        start=newest,
        stop=newest,
        behavior=m.SeekInfo.BLOCK_UNTIL_READY,
        content_type=m.SeekInfo.HEADER_WITH_SIG,
    )
    async with asyncio.timeout(timeout_s):
        call = client.methods.deliver(iter([await _envelope(client, channel_name, seek)]))
        try:
            answer = await call.read()
        finally:
            call.cancel()
    if answer is EOF:
        raise DeliverStatus(m.Status.UNKNOWN)
    if answer.WhichOneof("Type") != "block":
        raise DeliverStatus(answer.status)
    number: int = answer.block.header.number
    return number


async def block_height(client: Client, channel_name: str, timeout_s: float | None) -> int:
    """See `Network.block_height`."""
    limit = min(client.timeouts.deliver_s, timeout_s or client.timeouts.deliver_s)
    awaited = f"Deliver of the newest block of channel {channel_name}"
    try:
        return await newest_block_number(client, channel_name, limit) + 1
    except grpc.aio.AioRpcError as error:
        raise stage_error(DeliverError, error, "", awaited, limit) from error
    except DeliverStatus as status:
        raise DeliverError(f"{awaited}: {status}") from status
    except TimeoutError as error:
        raise DeliverError(f"no answer to {awaited} within {limit:.1f} s") from error


async def _envelope(client: Client, channel_name: str, seek: Any) -> Any:
    """The signed request. Made anew for each try: the peer checks that its timestamp is recent."""
    seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
    channel_header = m.ChannelHeader(
        type=m.DELIVER_SEEK_INFO,
        timestamp=Timestamp(seconds=seconds, nanos=nanos),
        channel_id=channel_name,
        tls_cert_hash=client.tls_certificate_hash,
    )
    signature_header = m.SignatureHeader(creator=client.identity.creator, nonce=os.urandom(24))
    header = m.Header(
        channel_header=channel_header.SerializeToString(), signature_header=signature_header.SerializeToString()
    )
    payload = m.Payload(header=header, data=seek.SerializeToString()).SerializeToString()
    return m.Envelope(payload=payload, signature=await client.sign(payload, "the request for blocks"))
