"""A transaction proposal: what a contract is asked to do, before anybody has endorsed it."""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from . import _messages as m
from ._client import Client
from .errors import EndorseError, MalformedError
from .transaction import Transaction

_NONCE_BYTES = 24


@dataclass(frozen=True, slots=True)
class Proposal:
    """Evaluate it, or have it endorsed."""

    _client: Client
    channel_name: str
    transaction_id: str
    message: bytes
    """The serialised proposal, which is what gets signed."""
    signature: bytes = b""
    endorsing_organizations: tuple[str, ...] = ()

    @classmethod
    def from_bytes(
        cls,
        client: Client,
        channel_name: str,
        proposal: bytes,
        signature: bytes,
        endorsing_organizations: tuple[str, ...],
    ) -> "Proposal":
        """See `Network.proposal_from_bytes`."""
        try:
            header = m.Header.FromString(m.Proposal.FromString(proposal).header)
            channel_header = m.ChannelHeader.FromString(header.channel_header)
        except DecodeError as error:
            raise MalformedError("the bytes are no transaction proposal") from error
        if channel_header.channel_id != channel_name:
            raise MalformedError(f"the proposal is for channel {channel_header.channel_id!r}, not {channel_name!r}")
        return cls(client, channel_name, channel_header.tx_id, proposal, signature, endorsing_organizations)

    def digest(self) -> bytes:
        """SHA-256 of what is to be signed, for a signer elsewhere."""
        return hashlib.sha256(self.message).digest()

    def with_signature(self, signature: bytes) -> "Proposal":
        """The proposal with a signature made elsewhere (ECDSA: DER with low S)."""
        return replace(self, signature=signature)

    async def evaluate(self, timeout_s: float | None = None) -> bytes:
        """The result that one peer computes; nothing is written. `EvaluateError` on failure."""
        request = m.EvaluateRequest(
            transaction_id=self.transaction_id,
            channel_id=self.channel_name,
            proposed_transaction=await self._signed(),
            target_organizations=self.endorsing_organizations,
        )
        result: bytes = (await self._client.evaluate(request, timeout_s)).result.payload
        return result

    async def endorse(self, timeout_s: float | None = None) -> Transaction:
        """The endorsed transaction, signed where this gateway has a signer. `EndorseError` on failure."""
        request = m.EndorseRequest(
            transaction_id=self.transaction_id,
            channel_id=self.channel_name,
            proposed_transaction=await self._signed(),
            endorsing_organizations=self.endorsing_organizations,
        )
        payload = (await self._client.endorse(request, timeout_s)).prepared_transaction.payload
        self._check_is_mine(payload)
        signature = b"" if self._client.signer is None else await self._client.signer.sign(payload)
        return Transaction(self._client, self.channel_name, self.transaction_id, payload, signature)

    async def _signed(self) -> object:
        signature = self.signature or await self._client.sign(self.message, "the proposal")
        return m.SignedProposal(proposal_bytes=self.message, signature=signature)

    def _check_is_mine(self, payload: bytes) -> None:
        """Sign nothing but the transaction that was proposed: it must carry the proposal's own two headers."""
        try:
            answered = m.Payload.FromString(payload).header
            proposed = m.Header.FromString(m.Proposal.FromString(self.message).header)
        except DecodeError as error:
            raise EndorseError(
                f"Endorse of transaction {self.transaction_id}: the peer's answer is no transaction",
                transaction_id=self.transaction_id,
            ) from error
        if answered != proposed:
            raise EndorseError(
                f"Endorse of transaction {self.transaction_id}: the peer answered with another transaction",
                transaction_id=self.transaction_id,
            )


@lru_cache(maxsize=256)
def _chaincode(name: str) -> tuple[Any, bytes]:
    """The chaincode's id, and the header extension that names it: the same in every proposal to it."""
    chaincode_id = m.ChaincodeID(name=name)
    return chaincode_id, m.ChaincodeHeaderExtension(chaincode_id=chaincode_id).SerializeToString()


def new_proposal(
    client: Client,
    channel_name: str,
    chaincode: str,
    arguments: Sequence[bytes],
    transient: Mapping[str, bytes],
    endorsing_organizations: tuple[str, ...],
) -> Proposal:
    """A proposal with a fresh nonce. The transaction id is the SHA-256 of nonce and creator, as the peers check."""
    creator = client.identity.creator
    nonce = os.urandom(_NONCE_BYTES)
    transaction_id = hashlib.sha256(nonce + creator).hexdigest()
    seconds, nanos = divmod(time.time_ns(), 1_000_000_000)
    chaincode_id, extension = _chaincode(chaincode)
    channel_header = m.ChannelHeader(
        type=m.ENDORSER_TRANSACTION,
        timestamp=Timestamp(seconds=seconds, nanos=nanos),
        channel_id=channel_name,
        tx_id=transaction_id,
        extension=extension,
    )
    header = m.Header(
        channel_header=channel_header.SerializeToString(),
        signature_header=m.SignatureHeader(creator=creator, nonce=nonce).SerializeToString(),
    )
    spec = m.ChaincodeSpec(
        type=m.ChaincodeSpec.GOLANG, chaincode_id=chaincode_id, input=m.ChaincodeInput(args=arguments)
    )
    payload = m.ChaincodeProposalPayload(
        input=m.ChaincodeInvocationSpec(chaincode_spec=spec).SerializeToString(), TransientMap=transient
    )
    proposal = m.Proposal(header=header.SerializeToString(), payload=payload.SerializeToString())
    return Proposal(
        client,
        channel_name,
        transaction_id,
        proposal.SerializeToString(),
        endorsing_organizations=endorsing_organizations,
    )
