"""An endorsed transaction: everything the orderer needs."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.message import DecodeError

from . import _messages as m
from ._client import Client
from .commit import Commit
from .errors import MalformedError, SignatureMissingError


@dataclass(frozen=True, slots=True)
class Transaction:
    """Store `envelope` before `submit`: it is the one thing that may be sent again without doing anything twice."""

    _client: Client
    channel_name: str
    transaction_id: str
    message: bytes
    """The serialised payload, which is what gets signed."""
    signature: bytes = b""

    @classmethod
    def from_envelope(cls, client: Client, channel_name: str, envelope: bytes) -> "Transaction":
        """See `Network.transaction_from_envelope`."""
        try:
            parsed = m.Envelope.FromString(envelope)
            payload = m.Payload.FromString(parsed.payload)
            header = m.ChannelHeader.FromString(payload.header.channel_header)
        except DecodeError as error:
            raise MalformedError("the bytes are no transaction envelope") from error
        if header.type != m.ENDORSER_TRANSACTION or not header.tx_id:
            raise MalformedError("the envelope holds no endorsed transaction")
        if header.channel_id != channel_name:
            raise MalformedError(f"the envelope is for channel {header.channel_id!r}, not {channel_name!r}")
        return cls(client, channel_name, header.tx_id, parsed.payload, parsed.signature)

    @property
    def envelope(self) -> bytes:
        """The signed envelope, serialised. `SignatureMissingError` while there is no signature."""
        serialised: bytes = self._envelope().SerializeToString()
        return serialised

    @property
    def result(self) -> bytes:
        """What the contract returned. `MalformedError` when the payload holds no endorsed action."""
        try:
            transaction = m.Transaction.FromString(m.Payload.FromString(self.message).data)
            action = m.ChaincodeActionPayload.FromString(transaction.actions[0].payload).action
            response = m.ProposalResponsePayload.FromString(action.proposal_response_payload)
            result: bytes = m.ChaincodeAction.FromString(response.extension).response.payload
        except (DecodeError, IndexError) as error:
            raise MalformedError(
                f"transaction {self.transaction_id} holds no result", transaction_id=self.transaction_id
            ) from error
        return result

    def digest(self) -> bytes:
        """SHA-256 of what is to be signed, for a signer elsewhere."""
        return hashlib.sha256(self.message).digest()

    def with_signature(self, signature: bytes) -> "Transaction":
        """The transaction with a signature made elsewhere (ECDSA: DER with low S)."""
        return replace(self, signature=signature)

    async def submit(self, timeout_s: float | None = None) -> Commit:
        """Hand it to the orderer. `SubmitError` does not mean that it was not ordered."""
        request = m.SubmitRequest(
            transaction_id=self.transaction_id, channel_id=self.channel_name, prepared_transaction=self._envelope()
        )
        await self._client.submit(request, timeout_s)
        return self.commit()

    def commit(self) -> Commit:
        """Its commit, also without submitting (it may have been submitted before)."""
        return Commit(self._client, self.channel_name, self.transaction_id)

    def _envelope(self) -> Any:
        if not self.signature:
            raise SignatureMissingError(
                f"transaction {self.transaction_id} is not signed: use with_signature()",
                transaction_id=self.transaction_id,
            )
        return m.Envelope(payload=self.message, signature=self.signature)
