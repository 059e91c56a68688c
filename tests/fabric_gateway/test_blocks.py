"""Blocks taken apart."""

from datetime import UTC, datetime, timedelta

import pytest
from fabric_protos.common import common_pb2
from hypothesis import given
from hypothesis import strategies as st

from fabric_gateway import BlockChaincodeEvent, MalformedError, Position, ValidationCode, Write, parse_block

from .conftest import CONTRACTS
from .fake_ledger import FakeLedger, Stub, block_hash


async def only_transaction(contract, peer, function, *args):
    await contract.submit(function, *args)
    (transaction,) = parse_block(peer.ledger.blocks[-1]).transactions
    return transaction


async def test_a_transaction_tells_who_did_what(contract, peer, member):
    transaction = await only_transaction(contract, peer, "Put", "a", "1")
    assert transaction.id == peer.ledger.codes[-1][0]
    assert transaction.index == 0
    assert transaction.validation_code is ValidationCode.VALID
    assert transaction.is_valid
    assert transaction.kind == "ENDORSER_TRANSACTION"
    assert transaction.creator_msp == "PlatformMSP"
    assert transaction.creator_certificate_pem == member[0].certificate_pem
    assert transaction.chaincode == "floor"
    assert transaction.function == "Put"
    assert transaction.args == (b"Put", b"a", b"1")
    assert transaction.result == b"put a"
    assert transaction.writes == (Write("floor", "a", b"1", False),)
    assert transaction.chaincode_event == BlockChaincodeEvent("floor", "Put", b"a")
    assert abs(datetime.now(UTC) - transaction.timestamp) < timedelta(minutes=1)


async def test_writes_of_every_namespace_are_kept(contract, peer):
    transaction = await only_transaction(contract, peer, "PutBoth", "a", "1")
    assert transaction.writes == (Write("floor", "a", b"1", False), Write("other", "a", b"1", False))
    assert transaction.chaincode_event is None


async def test_a_configuration_block_has_no_writes(peer):
    block = parse_block(peer.ledger.blocks[0])
    (transaction,) = block.transactions
    assert (block.number, block.previous_hash, block.position) == (0, b"", Position(1))
    assert (transaction.kind, transaction.id, transaction.chaincode, transaction.function) == ("CONFIG", "", "", "")
    assert (transaction.args, transaction.writes, transaction.result) == ((), (), b"")
    assert transaction.chaincode_event is None


async def test_invalid_transactions_are_flagged(contract, peer):
    transaction = await contract.new_proposal("Put", "a", "1").endorse()
    peer.hold_blocks = True
    for _ in range(2):
        await transaction.submit()
    await peer.cut_block()
    first, second = parse_block(peer.ledger.blocks[-1].SerializeToString()).transactions
    assert (first.id, first.validation_code, first.index) == (transaction.transaction_id, ValidationCode.VALID, 0)
    assert (second.id, second.validation_code, second.index) == (first.id, ValidationCode.DUPLICATE_TXID, 1)
    assert not second.is_valid


async def test_the_hash_is_what_the_next_block_names(contract, peer):
    for key in "abc":
        await contract.submit("Put", key, "1")
    blocks = [parse_block(block) for block in peer.ledger.blocks]
    assert [block.previous_hash for block in blocks[1:]] == [block.hash for block in blocks[:-1]]


@given(st.integers(0, 2**63), st.binary(max_size=64), st.binary(max_size=64))
def test_the_hash_agrees_with_an_asn1_library(number, previous_hash, data_hash):
    header = common_pb2.BlockHeader(number=number, previous_hash=previous_hash, data_hash=data_hash)
    assert parse_block(common_pb2.Block(header=header)).hash == block_hash(header)


def test_bytes_that_are_no_block_are_refused():
    with pytest.raises(MalformedError, match="no block"):
        parse_block(b"\xff\xff")


def test_a_block_without_flags_has_no_valid_transactions():
    block = FakeLedger("market", CONTRACTS).blocks[0]
    del block.metadata.metadata[:]
    assert parse_block(block).transactions[0].validation_code is ValidationCode.NOT_VALIDATED


def test_an_unreadable_transaction_is_named():
    block = FakeLedger("market", CONTRACTS).append([b"\xff"][:0])
    block.data.data.append(b"\xff\xff")
    with pytest.raises(MalformedError, match="transaction 0 of block 1"):
        _ = parse_block(block).transactions


names = st.text(min_size=1, max_size=8)
write_sets = st.dictionaries(st.tuples(st.sampled_from(["floor", "other", "third"]), names), st.none() | st.binary())


@given(st.lists(write_sets, max_size=5))
def test_every_write_comes_back(many):
    from fabric_protos.common import common_pb2 as common

    ledger = FakeLedger("market", CONTRACTS)
    envelopes = []
    for i, writes in enumerate(many):
        envelopes.append(envelope_of(ledger, f"tx{i}", writes, common))
    block = parse_block(ledger.append(envelopes).SerializeToString())
    for transaction, writes in zip(block.transactions, many, strict=True):
        found = {(w.namespace, w.key): None if w.is_delete else w.value for w in transaction.writes}
        assert found == writes
        assert len(transaction.writes) == len(writes)


def envelope_of(ledger, transaction_id, writes, common):
    from fabric_protos.peer import proposal_pb2

    def write_all(stub: Stub) -> bytes:
        for (namespace, key), value in writes.items():
            stub.put(key, value, namespace)
        return b""

    ledger.contracts = {"floor": {"All": write_all}}
    header = common.ChannelHeader(type=common.ENDORSER_TRANSACTION, tx_id=transaction_id).SerializeToString()
    proposal = proposal_pb2.Proposal(header=common.Header(channel_header=header).SerializeToString())
    return common.Envelope(payload=ledger.endorse(proposal, "floor", [b"All"])).SerializeToString()
