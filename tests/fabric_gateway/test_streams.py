"""Blocks and chaincode events: each once, in order, whatever is cut; and an end that says why."""

import asyncio
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_gateway import (
    Backoff,
    DeliverError,
    FileCheckpointer,
    Gateway,
    InMemoryCheckpointer,
    Position,
    PrivateKeySigner,
    StreamEndedError,
    StreamPolicy,
    connect,
)

from .conftest import CONTRACTS, QUICK, make_identity
from .fake_ledger import FakeLedger
from .fake_peer import Code, FakePeer, hang, refuse

EAGER = StreamPolicy(backoff=Backoff(0.002, 0.02), give_up_after_s=5)


async def take(stream, count):
    async with asyncio.timeout(10):
        return [await anext(stream) for _ in range(count)]


async def until(true):
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 (a count changes, nothing signals it)
            await asyncio.sleep(0.01)


async def write_block(contract, peer, *keys):
    """One block with a transaction (and event) per key."""
    peer.hold_blocks = True
    for key in keys:
        await (await contract.new_proposal("Put", key, "1").endorse()).submit()
    await peer.cut_block()


def keys_of(events):
    return [event.payload.decode() for event in events]


class TestHeight:
    async def test_counts_the_blocks(self, network, contract, peer):
        assert await network.block_height() == 1
        await contract.submit("Put", "a", "1")
        assert await network.block_height() == 2

    async def test_of_an_unknown_channel(self, gateway):
        with pytest.raises(DeliverError, match=r"elsewhere.*NOT_FOUND"):
            await gateway.network("elsewhere").block_height()

    async def test_of_a_dead_peer(self, network, peer):
        await peer.stop()
        with pytest.raises(DeliverError) as caught:
            await network.block_height()
        assert caught.value.grpc_code is Code.UNAVAILABLE

    async def test_has_a_deadline(self, network, peer, monkeypatch):
        async def silent(request_iterator, context):
            await asyncio.Event().wait()
            yield

        monkeypatch.setattr(peer, "Deliver", silent)
        await peer.stop()
        await peer.start()
        with pytest.raises(DeliverError, match=r"no answer to Deliver .* within 0\.2 s"):
            await network.block_height(timeout_s=0.2)


class TestBlocks:
    async def test_from_a_number_on_and_then_live(self, network, contract, peer):
        await contract.submit("Put", "a", "1")
        async with network.block_events(0) as blocks:
            assert [block.number for block in await take(blocks, 2)] == [0, 1]
            waiting = asyncio.create_task(anext(blocks))
            await contract.submit("Put", "b", "1")
            assert (await waiting).transactions[0].args == (b"Put", b"b", b"1")

    async def test_without_a_start_only_what_comes(self, network, contract, peer):
        await contract.submit("Put", "a", "1")
        async with network.block_events() as blocks:
            waiting = asyncio.create_task(anext(blocks))
            await until(lambda: peer.calls["Deliver"] >= 2)
            await contract.submit("Put", "b", "1")
            assert (await waiting).number == 2

    async def test_a_cut_before_the_first_block_loses_nothing(self, network, contract, peer):
        """The start is pinned when the stream is opened, not when it comes back."""
        peer.cut_after.append(0)
        async with network.block_events(policy=StreamPolicy(Backoff(0.3, 0.3))) as blocks:
            waiting = asyncio.create_task(anext(blocks))
            await until(lambda: blocks.reconnects)
            await contract.submit("Put", "a", "1")
            await contract.submit("Put", "b", "1")
            assert (await waiting).number == 1

    async def test_cuts_lose_and_repeat_nothing(self, network, contract, peer):
        for i in range(12):
            await contract.submit("Put", f"k{i}", "1")
        peer.cut_after.extend([3, 0, 1, 5])
        async with network.block_events(0, policy=EAGER) as blocks:
            assert [block.number for block in await take(blocks, 13)] == list(range(13))
            assert blocks.reconnects == 4
            assert blocks.last_failure == "UNAVAILABLE: Stream removed (Socket closed)"

    async def test_a_restarted_peer_is_found_again(self, network, contract, peer):
        async with network.block_events(0, policy=EAGER) as blocks:
            await take(blocks, 1)
            await peer.stop()
            await asyncio.sleep(0.05)
            await peer.start()
            waiting = asyncio.create_task(take(blocks, 1))
            await peer.ledger.announce()
            peer.ledger.append([])
            await peer.ledger.announce()
            assert [block.number for block in await waiting] == [1]

    async def test_a_cancelled_wait_loses_nothing(self, network, contract, peer):
        async with network.block_events(1) as blocks:
            for _ in range(3):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(anext(blocks), 0.05)
            await contract.submit("Put", "a", "1")
            assert (await take(blocks, 1))[0].number == 1

    async def test_closing_ends_the_iteration_without_an_error(self, network):
        blocks = network.block_events(0)
        await anext(blocks)
        await blocks.aclose()
        assert [block async for block in blocks] == []

    async def test_a_checkpoint_wins_over_the_start(self, network, contract, peer, tmp_path):
        await contract.submit("Put", "a", "1")
        await contract.submit("Put", "b", "1")
        checkpointer = FileCheckpointer(tmp_path / "blocks.json")
        async with network.block_events(0, checkpointer=checkpointer) as blocks:
            first, second = await take(blocks, 2)
            await checkpointer.save(first.position)
            await checkpointer.save(second.position)
        async with network.block_events(0, checkpointer=FileCheckpointer(tmp_path / "blocks.json")) as blocks:
            assert (await take(blocks, 1))[0].number == 2

    async def test_a_checkpoint_inside_a_block_is_refused(self, network):
        with pytest.raises(StreamEndedError, match="inside block 3"):
            await anext(network.block_events(checkpointer=InMemoryCheckpointer(Position(3, "tx"))))


class TestEnds:
    async def test_a_refusal_ends_the_stream_at_once_and_for_good(self, peer):
        identity, key = make_identity("StrangerMSP")
        async with connect(peer.address, None) as channel:
            blocks = Gateway(channel, identity, PrivateKeySigner(key)).network("market").block_events(0)
            for _ in range(2):
                with pytest.raises(StreamEndedError, match=r"blocks of channel market: refused: .*FORBIDDEN"):
                    await anext(blocks)
            assert blocks.reconnects == 0

    async def test_an_unreachable_peer_ends_it_after_a_while(self, network, peer):
        await peer.stop()
        policy = StreamPolicy(Backoff(0.05, 0.05), give_up_after_s=0.2)
        with pytest.raises(StreamEndedError, match=r"no answer for 0\.\d s, last: UNAVAILABLE") as caught:
            await anext(network.block_events(0, policy=policy))
        assert caught.value.grpc_code is Code.UNAVAILABLE
        assert caught.value.__cause__ is not None

    async def test_another_ledger_under_the_same_name_ends_it(self, network, contract, peer):
        await contract.submit("Put", "a", "1")
        async with network.block_events(0, policy=EAGER) as blocks:
            await take(blocks, 2)
            other = FakeLedger("market", CONTRACTS)
            for _ in range(4):
                other.append([])
            other.blocks[0].header.data_hash = b"\0" * 32
            peer.ledger, changed = other, peer.ledger.changed
            async with changed:
                changed.notify_all()
            await peer.stop()
            await peer.start()
            with pytest.raises(StreamEndedError, match="block 2 does not continue block 1"):
                await take(blocks, 1)

    async def test_a_closed_channel_ends_it(self, peer, member):
        identity, key = member
        channel = connect(peer.address, None)
        blocks = Gateway(channel, identity, PrivateKeySigner(key), QUICK).network("market").block_events(0)
        await anext(blocks)
        waiting = asyncio.create_task(anext(blocks))
        await asyncio.sleep(0.05)
        await channel.close()
        with pytest.raises(StreamEndedError, match="channel was closed"):
            await waiting

    async def test_a_refused_request_for_events_ends_it(self, network, peer):
        peer.faults["ChaincodeEvents"].append(refuse(Code.PERMISSION_DENIED, "access denied"))
        with pytest.raises(StreamEndedError, match="events of chaincode floor on channel market: refused: "):
            await anext(network.chaincode_events("floor", 0))


class TestChaincodeEvents:
    async def test_carry_name_payload_transaction_and_block(self, network, contract, peer):
        await contract.submit("Put", "a", "1")
        async with network.chaincode_events("floor", 0) as events:
            (event,) = await take(events, 1)
        assert (event.name, event.payload, event.chaincode, event.block_number) == ("Put", b"a", "floor", 1)
        assert event.transaction_id == peer.ledger.codes[1][0]
        assert event.position == Position(1, event.transaction_id)

    async def test_events_of_invalid_transactions_and_other_chaincodes_are_left_out(self, network, contract, peer):
        transaction = await contract.new_proposal("Put", "a", "1").endorse()
        await transaction.submit()
        await transaction.submit()
        await contract.submit("Put", "b", "1")
        async with network.chaincode_events("floor", 0) as events:
            assert keys_of(await take(events, 2)) == ["a", "b"]

    async def test_without_a_start_only_what_comes(self, network, contract, peer):
        await contract.submit("Put", "a", "1")
        async with network.chaincode_events("floor") as events:
            waiting = asyncio.create_task(anext(events))
            await until(lambda: peer.calls["ChaincodeEvents"])
            await contract.submit("Put", "b", "1")
            assert (await waiting).payload == b"b"

    async def test_cut_streams_lose_and_repeat_nothing(self, network, contract, peer):
        await write_block(contract, peer, "a", "b", "c")
        await write_block(contract, peer, "d")
        await write_block(contract, peer, "e", "f")
        peer.cut_after.extend([2, 0, 1])
        async with network.chaincode_events("floor", 0, policy=EAGER) as events:
            seen = keys_of(await take(events, 1))
            await peer.cut_streams()  # in the middle of a block's events
            seen += keys_of(await take(events, 5))
        assert "".join(seen) == "abcdef"

    async def test_a_checkpoint_inside_a_block_continues_behind_it(self, network, contract, peer):
        await write_block(contract, peer, "a", "b", "c")
        await write_block(contract, peer, "d")
        checkpointer = InMemoryCheckpointer()
        async with network.chaincode_events("floor", 0, checkpointer=checkpointer) as events:
            for event in await take(events, 2):
                await checkpointer.save(event.position)
        async with network.chaincode_events("floor", 0, checkpointer=checkpointer) as events:
            assert keys_of(await take(events, 2)) == ["c", "d"]

    async def test_a_checkpoint_that_the_ledger_does_not_know_ends_the_stream(self, network, contract, peer):
        await write_block(contract, peer, "a", "b")
        checkpointer = InMemoryCheckpointer(Position(1, "unknown"))
        with pytest.raises(StreamEndedError, match="unknown has no event in block 1"):
            await anext(network.chaincode_events("floor", checkpointer=checkpointer))

    async def test_a_hanging_peer_can_be_left(self, network, peer):
        peer.faults["ChaincodeEvents"].append(hang)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(network.chaincode_events("floor", 0)), 0.1)


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=6),
    cuts=st.lists(st.integers(0, 3), max_size=6),
    handled=st.lists(st.integers(1, 5), min_size=1, max_size=8),
)
def test_readers_that_die_anywhere_handle_every_event_once(sizes, cuts, handled):
    """`handled[i]` events, then the i-th reader dies; the next one starts from what was checkpointed."""

    async def run():
        identity, key = make_identity()
        async with FakePeer(FakeLedger("market", CONTRACTS)) as peer, connect(peer.address, None) as channel:
            network = Gateway(channel, identity, PrivateKeySigner(key), QUICK).network("market")
            names = itertools.count()
            for size in sizes:
                await write_block(network.contract("floor"), peer, *(str(next(names)) for _ in range(size)))
            expected = [str(i) for i in range(sum(sizes))]
            peer.cut_after.extend(cuts)
            checkpointer, seen = InMemoryCheckpointer(), []
            for count in itertools.cycle(handled):
                if len(seen) == len(expected):
                    break
                async with network.chaincode_events("floor", 0, checkpointer=checkpointer, policy=EAGER) as events:
                    for event in await take(events, min(count, len(expected) - len(seen))):
                        seen.append(event.payload.decode())
                        await checkpointer.save(event.position)
            assert seen == expected

    asyncio.run(run())
