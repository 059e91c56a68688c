"""A submitted transaction, on its way into a block."""

import hashlib
from dataclasses import dataclass, replace

from . import _messages as m
from ._client import Client
from .status import Status, ValidationCode


@dataclass(frozen=True, slots=True)
class Commit:
    """Ask for the status; the peer answers when the transaction is in a block, and never for an unknown id."""

    _client: Client
    channel_name: str
    transaction_id: str
    signature: bytes = b""

    @property
    def message(self) -> bytes:
        """The serialised request, which is what gets signed."""
        serialised: bytes = m.CommitStatusRequest(
            transaction_id=self.transaction_id,
            channel_id=self.channel_name,
            identity=self._client.identity.creator,
        ).SerializeToString()
        return serialised

    def digest(self) -> bytes:
        """SHA-256 of what is to be signed, for a signer elsewhere."""
        return hashlib.sha256(self.message).digest()

    def with_signature(self, signature: bytes) -> "Commit":
        """The commit with a signature made elsewhere (ECDSA: DER with low S)."""
        return replace(self, signature=signature)

    async def status(self, timeout_s: float | None = None) -> Status:
        """Block number and validation code. `CommitStatusError` when none arrives in time."""
        request = self.message
        signature = self.signature or await self._client.sign(request, "the commit status request")
        signed = m.SignedCommitStatusRequest(request=request, signature=signature)
        answer = await self._client.commit_status(signed, self.transaction_id, timeout_s)
        return Status(self.transaction_id, ValidationCode(answer.result), answer.block_number)
