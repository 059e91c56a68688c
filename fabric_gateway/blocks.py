"""Blocks, taken apart: who did what, which keys were written, which transactions count.

Layout: Fabric's `common.proto`, `transaction.proto`, `proposal.proto` and `rwset.proto`. A block's own fields are read
at once, each transaction's content when it is first asked for. The writes of private collections are not in blocks.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from . import _messages as m
from ._lazy import lazy
from .checkpoint import Position
from .errors import MalformedError
from .status import ValidationCode

_HEADER_TYPES = m.HeaderType.DESCRIPTOR.values_by_number


class Write(NamedTuple):
    """One key written, or deleted, by a transaction."""

    namespace: str
    key: str
    value: bytes
    is_delete: bool


class BlockChaincodeEvent(NamedTuple):
    """The event that a transaction set."""

    chaincode: str
    name: str
    payload: bytes


@dataclass(frozen=True)
class BlockTransaction:
    """One transaction of a block. An invalid one has writes too: they did not happen."""

    id: str
    """Transaction id; may be empty for a configuration transaction."""
    index: int
    """Place in the block, from 0."""
    validation_code: ValidationCode
    kind: str
    """`ENDORSER_TRANSACTION`, `CONFIG` …: the header's type."""
    _payload: Any
    _channel_header: Any

    @property
    def is_valid(self) -> bool:
        """Whether it took effect."""
        return self.validation_code is ValidationCode.VALID

    @property
    def timestamp(self) -> datetime:
        """The client's clock when it made the proposal, as far as the endorsers allowed it to be wrong."""
        stamp: datetime = self._channel_header.timestamp.ToDatetime(tzinfo=UTC)
        return stamp

    @property
    def creator_msp(self) -> str:
        """MSP id of the identity that signed it."""
        return _identity(self._creator)[0]

    @property
    def creator_certificate_pem(self) -> bytes:
        """Certificate of the identity that signed it."""
        return _identity(self._creator)[1]

    @property
    def chaincode(self) -> str:
        """Name of the invoked chaincode; empty for a configuration transaction."""
        name: str = "" if self._action is None else self._action.chaincode_id.name
        return name

    @property
    def function(self) -> str:
        """First argument of the invocation: the contract's function. Bytes that are no UTF-8 are replaced."""
        return self.args[0].decode(errors="replace") if self.args else ""

    @lazy
    def args(self) -> tuple[bytes, ...]:
        """All arguments of the invocation, the function first; empty for a configuration transaction."""
        if self._action_payload is None:
            return ()
        proposal = m.ChaincodeProposalPayload.FromString(self._action_payload.chaincode_proposal_payload)
        return tuple(m.ChaincodeInvocationSpec.FromString(proposal.input).chaincode_spec.input.args)

    @lazy
    def writes(self) -> tuple[Write, ...]:
        """Every write of every namespace, in the order of the write set."""
        if self._action is None:
            return ()
        return tuple(
            Write(part.namespace, write.key, write.value, write.is_delete)
            for part in m.TxReadWriteSet.FromString(self._action.results).ns_rwset
            for write in m.KVRWSet.FromString(part.rwset).writes
        )

    @property
    def result(self) -> bytes:
        """What the contract returned."""
        payload: bytes = b"" if self._action is None else self._action.response.payload
        return payload

    @property
    def chaincode_event(self) -> BlockChaincodeEvent | None:
        """The event, None where the contract set none."""
        if self._action is None or not self._action.events:
            return None
        event = m.ChaincodeEvent.FromString(self._action.events)
        return BlockChaincodeEvent(event.chaincode_id, event.event_name, event.payload) if event.event_name else None

    @property
    def _creator(self) -> bytes:
        creator: bytes = m.SignatureHeader.FromString(self._payload.header.signature_header).creator
        return creator

    @lazy
    def _action_payload(self) -> Any:
        if self._channel_header.type != m.ENDORSER_TRANSACTION:
            return None
        actions = m.Transaction.FromString(self._payload.data).actions
        return m.ChaincodeActionPayload.FromString(actions[0].payload) if actions else None

    @lazy
    def _action(self) -> Any:
        if self._action_payload is None:
            return None
        response = m.ProposalResponsePayload.FromString(self._action_payload.action.proposal_response_payload)
        return m.ChaincodeAction.FromString(response.extension)


@dataclass(frozen=True)
class Block:
    """One block of a channel."""

    number: int
    previous_hash: bytes
    data_hash: bytes
    _message: Any

    @lazy
    def hash(self) -> bytes:
        """SHA-256 of the header's ASN.1 form, which the next block names as its `previous_hash`."""
        return hashlib.sha256(_der_header(self.number, self.previous_hash, self.data_hash)).digest()

    @property
    def position(self) -> Position:
        """Save this once the block is handled."""
        return Position(self.number + 1)

    @lazy
    def transactions(self) -> tuple[BlockTransaction, ...]:
        """All transactions, valid or not, in order. `MalformedError` for an envelope that cannot be read."""
        metadata = self._message.metadata.metadata
        flags: bytes = metadata[m.TRANSACTIONS_FILTER] if len(metadata) > m.TRANSACTIONS_FILTER else b""
        return tuple(
            _transaction(index, data, flags[index] if index < len(flags) else ValidationCode.NOT_VALIDATED, self.number)
            for index, data in enumerate(self._message.data.data)
        )


def parse_block(block: Any) -> Block:
    """A `common.Block` message, or its bytes, as a `Block`. `MalformedError` when it is none."""
    if isinstance(block, bytes):
        try:
            block = m.Block.FromString(block)
        except DecodeError as error:
            raise MalformedError("the bytes are no block") from error
    header = block.header
    return Block(header.number, header.previous_hash, header.data_hash, block)


def _transaction(index: int, envelope: bytes, flag: int, block_number: int) -> BlockTransaction:
    try:
        payload = m.Payload.FromString(m.Envelope.FromString(envelope).payload)
        header = m.ChannelHeader.FromString(payload.header.channel_header)
    except DecodeError as error:
        raise MalformedError(f"transaction {index} of block {block_number} cannot be read") from error
    kind = _HEADER_TYPES[header.type].name if header.type in _HEADER_TYPES else str(header.type)
    return BlockTransaction(header.tx_id, index, ValidationCode(flag), kind, payload, header)


@lru_cache(maxsize=4096)
def _identity(creator: bytes) -> tuple[str, bytes]:
    identity = m.SerializedIdentity.FromString(creator)
    return identity.mspid, identity.id_bytes


def _der_header(number: int, previous_hash: bytes, data_hash: bytes) -> bytes:
    """SEQUENCE { INTEGER number, OCTET STRING previous_hash, OCTET STRING data_hash } in DER (ITU-T X.690)."""
    integer = number.to_bytes(number.bit_length() // 8 + 1, "big")
    body = b"".join(
        bytes((tag, len(value))) + value for tag, value in ((2, integer), (4, previous_hash), (4, data_hash))
    )
    return bytes((0x30, len(body))) + body
