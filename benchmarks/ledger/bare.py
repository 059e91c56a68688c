"""The yardstick: a `grpc.aio` loop that endorses, submits, asks for the status, and does nothing else.

It checks no answer but the validation code, keeps nothing, retries nothing. It is written against the messages alone,
so that it stays what it is when the client changes.
"""

import hashlib
import os
import time
from typing import Any

import grpc.aio
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from fabric_protos.common import common_pb2
from fabric_protos.gateway import gateway_pb2, gateway_pb2_grpc
from fabric_protos.msp import identities_pb2
from fabric_protos.peer import chaincode_pb2, proposal_pb2
from google.protobuf.timestamp_pb2 import Timestamp

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ECDSA = ec.ECDSA(SHA256())

# Generated at run time: type checkers see nothing in them.
common: Any = common_pb2
gw: Any = gateway_pb2
gw_grpc: Any = gateway_pb2_grpc
msp: Any = identities_pb2
cc: Any = chaincode_pb2
pb: Any = proposal_pb2


class BareLoop:
    """One call is one transaction; it raises whatever gRPC raises."""

    def __init__(
        self, channel: grpc.aio.Channel, name: str, chaincode: str, msp_id: str, certificate: bytes, key_pem: bytes
    ) -> None:
        self._stub = gw_grpc.GatewayStub(channel)
        self._channel = name
        self._chaincode = cc.ChaincodeID(name=chaincode)
        self._extension = pb.ChaincodeHeaderExtension(chaincode_id=self._chaincode).SerializeToString()
        self._creator = msp.SerializedIdentity(mspid=msp_id, id_bytes=certificate).SerializeToString()
        key = load_pem_private_key(key_pem, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        self._key = key

    async def __call__(self, function: str, argument: str) -> None:
        transaction_id, proposal = self._proposal(function, argument)
        request = gw.EndorseRequest(
            transaction_id=transaction_id,
            channel_id=self._channel,
            proposed_transaction=pb.SignedProposal(proposal_bytes=proposal, signature=self._sign(proposal)),
        )
        envelope = (await self._stub.Endorse(request, timeout=60)).prepared_transaction
        envelope.signature = self._sign(envelope.payload)
        submit = gw.SubmitRequest(
            transaction_id=transaction_id, channel_id=self._channel, prepared_transaction=envelope
        )
        await self._stub.Submit(submit, timeout=60)
        asked = gw.CommitStatusRequest(
            transaction_id=transaction_id, channel_id=self._channel, identity=self._creator
        ).SerializeToString()
        signed = gw.SignedCommitStatusRequest(request=asked, signature=self._sign(asked))
        answer = await self._stub.CommitStatus(signed, timeout=60)
        if answer.result != 0:
            raise RuntimeError(f"transaction {transaction_id} is invalid: {answer.result}")

    def _proposal(self, function: str, argument: str) -> tuple[str, bytes]:
        nonce = os.urandom(24)
        transaction_id = hashlib.sha256(nonce + self._creator).hexdigest()
        seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
        channel_header = common.ChannelHeader(
            type=common.ENDORSER_TRANSACTION,
            timestamp=Timestamp(seconds=seconds, nanos=nanos),
            channel_id=self._channel,
            tx_id=transaction_id,
            extension=self._extension,
        )
        header = common.Header(
            channel_header=channel_header.SerializeToString(),
            signature_header=common.SignatureHeader(creator=self._creator, nonce=nonce).SerializeToString(),
        )
        arguments = cc.ChaincodeInput(args=[function.encode(), argument.encode()])
        spec = cc.ChaincodeSpec(type=cc.ChaincodeSpec.GOLANG, chaincode_id=self._chaincode, input=arguments)
        payload = pb.ChaincodeProposalPayload(input=cc.ChaincodeInvocationSpec(chaincode_spec=spec).SerializeToString())
        proposal = pb.Proposal(header=header.SerializeToString(), payload=payload.SerializeToString())
        return transaction_id, proposal.SerializeToString()

    def _sign(self, message: bytes) -> bytes:
        signature = self._key.sign(message, _ECDSA)
        r, s = decode_dss_signature(signature)
        return encode_dss_signature(r, _ORDER - s) if s > _ORDER // 2 else signature
