"""A peer on loopback: the Gateway and Deliver services over real gRPC, in front of a `FakeLedger`.

It checks what a peer checks (identities, signatures with low S, transaction ids, channel names) and fails on demand:
`peer.faults["Submit"].append(fault)` applies to the next call of that method, in order.
"""

import asyncio
import hashlib
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from fabric_protos.common import common_pb2 as common
from fabric_protos.gateway import gateway_pb2 as gw
from fabric_protos.gateway import gateway_pb2_grpc
from fabric_protos.msp import identities_pb2
from fabric_protos.orderer import ab_pb2 as ab
from fabric_protos.peer import (
    chaincode_event_pb2,
    chaincode_pb2,
    events_pb2,
    events_pb2_grpc,
    proposal_pb2,
)
from google.protobuf.any_pb2 import Any as Packed

from .fake_ledger import VALID, ContractError, FakeLedger, action_of

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
Code = grpc.StatusCode
Do = Callable[[], Awaitable[Any]]
Fault = Callable[[Any, Do], Awaitable[Any]]

LAGGING = "failed to collect enough transaction endorsements, see attached details for more info"
FIRST_ENDORSER = "failed to endorse transaction, see attached details for more info"


def refuse(code: Code, text: str, *details: tuple[str, str, str]) -> Fault:
    """Fail without doing anything."""

    async def fault(context: Any, do: Do) -> Any:
        await abort(context, code, text, *details)

    return fault


def done_but(code: Code, text: str) -> Fault:
    """Do it, then fail: the caller cannot know."""

    async def fault(context: Any, do: Do) -> Any:
        await do()
        await abort(context, code, text)

    return fault


async def lost_after_ack(context: Any, do: Do) -> Any:
    """Submit: acknowledged, and never seen again."""
    return gw.SubmitResponse()


async def hang(context: Any, do: Do) -> Any:
    """Never answer."""
    await asyncio.Event().wait()


async def pass_through(context: Any, do: Do) -> Any:
    """No fault: lets a later call be the one that fails."""
    return await do()


async def abort(context: Any, code: Code, text: str, *details: tuple[str, str, str]) -> None:
    """As a peer does: `google.rpc.Status` (written out here byte by byte) in the trailing metadata."""
    if not details:
        await context.abort(code, text)
    status = b"\x08" + bytes([code.value[0]]) + _field(2, text.encode())
    for address, msp_id, message in details:
        packed = Packed()
        packed.Pack(gw.ErrorDetail(address=address, msp_id=msp_id, message=message))
        status += _field(3, packed.SerializeToString())
    await context.abort(code, text, (("grpc-status-details-bin", status),))


def _field(number: int, value: bytes) -> bytes:
    length, size = b"", len(value)
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + value


class FakePeer(gateway_pb2_grpc.GatewayServicer, events_pb2_grpc.DeliverServicer):
    """`async with FakePeer(ledger) as peer:` listens on `peer.address`."""

    def __init__(self, ledger: FakeLedger, calls_in_flight: int = 500):
        self.ledger = ledger
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self.cut_after: deque[int] = deque()  # messages that each coming stream sends before it is cut
        self.hold_blocks = False
        self.seen_envelopes: list[bytes] = []
        self.transient: dict[str, bytes] = {}
        self.max_seen_in_flight = 0
        self.address = ""
        self._limit = calls_in_flight
        self._in_flight = 0
        self._pending: list[bytes] = []
        self._streams = 0  # generation: raised to cut all open streams
        self._server: Any = None

    async def __aenter__(self) -> "FakePeer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        self._server = grpc.aio.server()
        gateway_pb2_grpc.add_GatewayServicer_to_server(self, self._server)
        events_pb2_grpc.add_DeliverServicer_to_server(self, self._server)
        port = self._server.add_insecure_port(self.address or "127.0.0.1:0")
        self.address = f"127.0.0.1:{port}"
        await self._server.start()

    async def stop(self) -> None:
        await self._server.stop(None)

    async def cut_block(self) -> None:
        """Order everything that waits."""
        if self._pending:
            envelopes, self._pending = self._pending, []
            self.ledger.append(envelopes)
            await self.ledger.announce()

    async def cut_streams(self) -> None:
        self._streams += 1
        await self.ledger.announce()

    # --- Gateway service -------------------------------------------------------------------------------------------

    async def Endorse(self, request: Any, context: Any) -> Any:  # noqa: N802
        async def do() -> Any:
            proposal, chaincode, args = await self._proposal(request, context)
            try:
                payload = self.ledger.endorse(proposal, chaincode, args)
            except ContractError as error:
                message = f"chaincode response 500, {error}"
                await abort(context, Code.ABORTED, FIRST_ENDORSER, ("127.0.0.1:1", "PlatformMSP", message))
            return gw.EndorseResponse(prepared_transaction={"payload": payload})

        return await self._answer("Endorse", context, do)

    async def Evaluate(self, request: Any, context: Any) -> Any:  # noqa: N802
        async def do() -> Any:
            _, chaincode, args = await self._proposal(request, context)
            try:
                result, _ = self.ledger.simulate(chaincode, args)
            except ContractError as error:
                message = f"chaincode response 500, {error}"
                text = f"evaluate call to endorser returned error: {message}"
                await abort(context, Code.UNKNOWN, text, ("127.0.0.1:1", "PlatformMSP", message))
            return gw.EvaluateResponse(result={"status": 200, "payload": result})

        return await self._answer("Evaluate", context, do)

    async def Submit(self, request: Any, context: Any) -> Any:  # noqa: N802
        async def do() -> Any:
            envelope = request.prepared_transaction
            header = common.Payload.FromString(envelope.payload).header
            creator = common.SignatureHeader.FromString(header.signature_header).creator
            await self._verify(context, creator, envelope.payload, envelope.signature)
            self._pending.append(envelope.SerializeToString())
            if not self.hold_blocks:
                await self.cut_block()
            return gw.SubmitResponse()

        self.seen_envelopes.append(request.prepared_transaction.SerializeToString())
        return await self._answer("Submit", context, do)

    async def CommitStatus(self, request: Any, context: Any) -> Any:  # noqa: N802
        async def do() -> Any:
            asked = gw.CommitStatusRequest.FromString(request.request)
            await self._verify(context, asked.identity, request.request, request.signature)
            async with self.ledger.changed:
                await self.ledger.changed.wait_for(lambda: asked.transaction_id in self.ledger.index)
            number, code = self.ledger.index[asked.transaction_id]
            return gw.CommitStatusResponse(result=code, block_number=number)

        return await self._answer("CommitStatus", context, do)

    async def ChaincodeEvents(self, request: Any, context: Any) -> Any:  # noqa: N802
        self.calls["ChaincodeEvents"] += 1
        asked = gw.ChaincodeEventsRequest.FromString(request.request)
        await self._verify(context, asked.identity, request.request, request.signature)
        async for block in self._blocks(context, asked.start_position.specified.number, "ChaincodeEvents"):
            answer = gw.ChaincodeEventsResponse(block_number=block.header.number)
            for place, data in enumerate(block.data.data):
                if block.metadata.metadata[2][place] == VALID and block.header.number > 0:
                    event = chaincode_event_pb2.ChaincodeEvent.FromString(action_of(data).events)
                    if event.chaincode_id == asked.chaincode_id:
                        answer.events.append(event)
            if answer.events:
                yield answer

    # --- Deliver service -------------------------------------------------------------------------------------------

    async def Deliver(self, request_iterator: Any, context: Any) -> Any:  # noqa: N802
        self.calls["Deliver"] += 1
        envelope = await anext(aiter(request_iterator))
        payload = common.Payload.FromString(envelope.payload)
        header = common.ChannelHeader.FromString(payload.header.channel_header)
        creator = common.SignatureHeader.FromString(payload.header.signature_header).creator
        await self._verify(context, creator, envelope.payload, envelope.signature)
        if header.channel_id != self.ledger.channel:
            yield events_pb2.DeliverResponse(status=common.NOT_FOUND)
            return
        if identities_pb2.SerializedIdentity.FromString(creator).mspid == "StrangerMSP":
            yield events_pb2.DeliverResponse(status=common.FORBIDDEN)
            return
        seek = ab.SeekInfo.FromString(payload.data)
        if seek.start.HasField("newest"):
            block = self.ledger.blocks[-1]
            if seek.content_type == ab.SeekInfo.HEADER_WITH_SIG:
                block = common.Block(header=block.header, metadata=block.metadata)
            yield events_pb2.DeliverResponse(block=block)
            yield events_pb2.DeliverResponse(status=common.SUCCESS)
            return
        async for block in self._blocks(context, seek.start.specified.number, "Deliver"):
            yield events_pb2.DeliverResponse(block=block)

    # --- shared ----------------------------------------------------------------------------------------------------

    async def _blocks(self, context: Any, number: int, method: str) -> Any:
        """Blocks from `number` on, until the stream is cut."""
        generation = self._streams
        budget = self.cut_after.popleft() if self.cut_after else None
        while True:
            if self.faults[method]:
                await self.faults[method].popleft()(context, self._nothing)
            if self._streams != generation or budget == 0:
                await context.abort(Code.UNAVAILABLE, "Stream removed (Socket closed)")
            if number < len(self.ledger.blocks):
                yield self.ledger.blocks[number]
                number += 1
                budget = None if budget is None else budget - 1
                continue
            async with self.ledger.changed:
                await self.ledger.changed.wait()

    async def _nothing(self) -> None:
        return None

    async def _answer(self, method: str, context: Any, do: Do) -> Any:
        self.calls[method] += 1
        if self._in_flight >= self._limit:
            await context.abort(
                Code.UNKNOWN, f"too many requests for gateway.Gateway, exceeding concurrency limit ({self._limit})"
            )
        self._in_flight += 1
        self.max_seen_in_flight = max(self.max_seen_in_flight, self._in_flight)
        try:
            if self.faults[method]:
                return await self.faults[method].popleft()(context, do)
            return await do()
        finally:
            self._in_flight -= 1

    async def _proposal(self, request: Any, context: Any) -> tuple[Any, str, list[bytes]]:
        signed = request.proposed_transaction
        proposal = proposal_pb2.Proposal.FromString(signed.proposal_bytes)
        header = common.Header.FromString(proposal.header)
        channel_header = common.ChannelHeader.FromString(header.channel_header)
        signature_header = common.SignatureHeader.FromString(header.signature_header)
        creator = signature_header.creator
        await self._verify(context, creator, signed.proposal_bytes, signed.signature)
        if channel_header.tx_id != hashlib.sha256(signature_header.nonce + creator).hexdigest():
            await context.abort(Code.INVALID_ARGUMENT, "the transaction id is not the digest of nonce and creator")
        if channel_header.tx_id != request.transaction_id or channel_header.channel_id != request.channel_id:
            await context.abort(Code.INVALID_ARGUMENT, "request and proposal differ")
        if channel_header.channel_id != self.ledger.channel:
            await context.abort(Code.NOT_FOUND, f"channel {channel_header.channel_id} not found")
        payload = proposal_pb2.ChaincodeProposalPayload.FromString(proposal.payload)
        self.transient = dict(payload.TransientMap)
        spec = chaincode_pb2.ChaincodeInvocationSpec.FromString(payload.input).chaincode_spec
        extension = proposal_pb2.ChaincodeHeaderExtension.FromString(channel_header.extension)
        if extension.chaincode_id.name != spec.chaincode_id.name:
            await context.abort(Code.INVALID_ARGUMENT, "header and payload name different chaincodes")
        return proposal, spec.chaincode_id.name, list(spec.input.args)

    async def _verify(self, context: Any, creator: bytes, message: bytes, signature: bytes) -> None:
        identity = identities_pb2.SerializedIdentity.FromString(creator)
        key = load_pem_x509_certificate(identity.id_bytes).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        try:
            key.verify(signature, message, ec.ECDSA(SHA256()))
            _, s = decode_dss_signature(signature)
        except (InvalidSignature, ValueError):
            s = P256_ORDER
        if s > P256_ORDER // 2:
            text = f"error validating proposal: access denied: channel [{self.ledger.channel}] creator org [x]"
            await context.abort(Code.ABORTED, text)
