"""A ledger in memory: simulates a contract, orders envelopes into blocks, validates them as a peer does.

Everything passes through the wire format: blocks hold serialised envelopes, chained by their headers' hashes.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable

from fabric_protos.common import common_pb2 as common
from fabric_protos.ledger.rwset import rwset_pb2
from fabric_protos.ledger.rwset.kvrwset import kv_rwset_pb2 as kv
from fabric_protos.peer import (
    chaincode_event_pb2,
    chaincode_pb2,
    proposal_pb2,
    proposal_response_pb2,
    transaction_pb2,
)
from pyasn1.codec.der import encoder
from pyasn1.type import univ

VALID = transaction_pb2.VALID
DUPLICATE_TXID = transaction_pb2.DUPLICATE_TXID
MVCC_READ_CONFLICT = transaction_pb2.MVCC_READ_CONFLICT


class ContractError(Exception):
    """What a contract returns as its error text."""


class Stub:
    """A contract's view of the ledger: committed state only, reads recorded with their versions."""

    def __init__(self, ledger: "FakeLedger", chaincode: str):
        self._ledger, self._chaincode = ledger, chaincode
        self.reads: dict[str, tuple[int, int] | None] = {}
        self.writes: dict[tuple[str, str], bytes | None] = {}
        self.event: tuple[str, bytes] | None = None

    def get(self, key: str) -> bytes | None:
        value, version = self._ledger.state.get((self._chaincode, key), (None, None))
        self.reads[key] = version
        return value

    def put(self, key: str, value: bytes | None, namespace: str | None = None) -> None:
        self.writes[namespace or self._chaincode, key] = value

    def read_write_set(self) -> bytes:
        sets = {self._chaincode: kv.KVRWSet()}
        for key, version in self.reads.items():
            read = sets[self._chaincode].reads.add(key=key)
            if version is not None:
                read.version.block_num, read.version.tx_num = version
        for (namespace, key), value in self.writes.items():
            sets.setdefault(namespace, kv.KVRWSet()).writes.add(key=key, value=value or b"", is_delete=value is None)
        whole = rwset_pb2.TxReadWriteSet(data_model=rwset_pb2.TxReadWriteSet.KV)
        for namespace, one in sets.items():
            whole.ns_rwset.add(namespace=namespace, rwset=one.SerializeToString())
        return whole.SerializeToString()


Function = Callable[..., bytes]


class FakeLedger:
    """One channel: its blocks, its state, its contracts."""

    def __init__(self, channel: str, contracts: dict[str, dict[str, Function]]):
        self.channel = channel
        self.contracts = contracts
        self.blocks: list[common.Block] = []
        self.state: dict[tuple[str, str], tuple[bytes | None, tuple[int, int]]] = {}
        self.index: dict[str, tuple[int, int]] = {}
        self.changed = asyncio.Condition()
        self.append([config_envelope(channel)])

    @property
    def codes(self) -> list[tuple[str, int]]:
        """(transaction id, code) of everything in the blocks, in order."""
        return [
            (_channel_header(data).tx_id, block.metadata.metadata[2][i])
            for block in self.blocks
            for i, data in enumerate(block.data.data)
        ]

    def simulate(self, chaincode: str, args: list[bytes]) -> tuple[bytes, Stub]:
        stub = Stub(self, chaincode)
        function = self.contracts[chaincode].get(args[0].decode())
        if function is None:
            raise ContractError(f"UNKNOWN_FUNCTION {args[0].decode()}")
        return function(stub, *args[1:]), stub

    def endorse(self, proposal: proposal_pb2.Proposal, chaincode: str, args: list[bytes]) -> bytes:
        """The payload of the endorsed transaction."""
        result, stub = self.simulate(chaincode, args)
        header = common.Header.FromString(proposal.header)
        event = b""
        if stub.event is not None:
            event = chaincode_event_pb2.ChaincodeEvent(
                chaincode_id=chaincode,
                tx_id=common.ChannelHeader.FromString(header.channel_header).tx_id,
                event_name=stub.event[0],
                payload=stub.event[1],
            ).SerializeToString()
        action = proposal_pb2.ChaincodeAction(
            results=stub.read_write_set(),
            events=event,
            response={"status": 200, "payload": result},
            chaincode_id=chaincode_pb2.ChaincodeID(name=chaincode, version="1"),
        )
        response = proposal_response_pb2.ProposalResponsePayload(
            proposal_hash=hashlib.sha256(proposal.header + proposal.payload).digest(),
            extension=action.SerializeToString(),
        )
        whole = transaction_pb2.ChaincodeActionPayload(
            # As the gateway does: everything of the proposal but its transient data.
            chaincode_proposal_payload=proposal_pb2.ChaincodeProposalPayload(
                input=proposal_pb2.ChaincodeProposalPayload.FromString(proposal.payload).input
            ).SerializeToString(),
            action={"proposal_response_payload": response.SerializeToString()},
        )
        transaction = transaction_pb2.Transaction()
        transaction.actions.add(header=header.signature_header, payload=whole.SerializeToString())
        return common.Payload(header=header, data=transaction.SerializeToString()).SerializeToString()

    def append(self, envelopes: Iterable[bytes]) -> common.Block:
        """A new block of these envelopes, each flagged VALID, DUPLICATE_TXID or MVCC_READ_CONFLICT."""
        block = common.Block()
        block.header.number = len(self.blocks)
        block.header.previous_hash = block_hash(self.blocks[-1].header) if self.blocks else b""
        block.data.data.extend(envelopes)
        block.header.data_hash = hashlib.sha256(b"".join(block.data.data)).digest()
        flags = bytes(self._validate(data, block.header.number, i) for i, data in enumerate(block.data.data))
        block.metadata.metadata.extend([b"", b"", flags, b"", b""])
        self.blocks.append(block)
        return block

    async def announce(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def _validate(self, data: bytes, number: int, place: int) -> int:
        header = _channel_header(data)
        if header.type == common.CONFIG:
            return VALID
        if header.tx_id in self.index:
            return DUPLICATE_TXID
        action = action_of(data)
        code, writes = VALID, {}
        for part in rwset_pb2.TxReadWriteSet.FromString(action.results).ns_rwset:
            one = kv.KVRWSet.FromString(part.rwset)
            for read in one.reads:
                version = (read.version.block_num, read.version.tx_num) if read.HasField("version") else None
                if self.state.get((part.namespace, read.key), (None, None))[1] != version:
                    code = MVCC_READ_CONFLICT
            for write in one.writes:
                writes[part.namespace, write.key] = None if write.is_delete else write.value
        if code == VALID:
            for key, value in writes.items():
                if value is None:
                    self.state.pop(key, None)
                else:
                    self.state[key] = (value, (number, place))
        self.index[header.tx_id] = (number, code)
        return code


def _channel_header(envelope: bytes) -> common.ChannelHeader:
    payload = common.Payload.FromString(common.Envelope.FromString(envelope).payload)
    return common.ChannelHeader.FromString(payload.header.channel_header)


def action_of(envelope: bytes) -> proposal_pb2.ChaincodeAction:
    payload = common.Payload.FromString(common.Envelope.FromString(envelope).payload)
    transaction = transaction_pb2.Transaction.FromString(payload.data)
    whole = transaction_pb2.ChaincodeActionPayload.FromString(transaction.actions[0].payload)
    response = proposal_response_pb2.ProposalResponsePayload.FromString(whole.action.proposal_response_payload)
    return proposal_pb2.ChaincodeAction.FromString(response.extension)


def config_envelope(channel: str) -> bytes:
    header = common.ChannelHeader(type=common.CONFIG, channel_id=channel).SerializeToString()
    payload = common.Payload(header={"channel_header": header}, data=b"configuration")
    return common.Envelope(payload=payload.SerializeToString()).SerializeToString()


def block_hash(header: common.BlockHeader) -> bytes:
    """By an ASN.1 library, where the client writes the bytes itself."""
    sequence = univ.Sequence()
    sequence[0] = univ.Integer(header.number)
    sequence[1] = univ.OctetString(header.previous_hash)
    sequence[2] = univ.OctetString(header.data_hash)
    return hashlib.sha256(encoder.encode(sequence)).digest()
