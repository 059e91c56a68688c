"""The client against Fabric itself: what the fake peer is taken to do, and each process killed under load."""

import asyncio
import hashlib
import json
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fabric_gateway import (
    CommitStatusError,
    Contract,
    DeliverError,
    EndorseError,
    EvaluateError,
    Gateway,
    Identity,
    InMemoryCheckpointer,
    Network,
    PrivateKeySigner,
    Step,
    ValidationCode,
    connect,
    next_step,
    resume,
    submit_reliably,
)
from network import api
from shoal.home import checkout

pytestmark = pytest.mark.network

PROPOSE = "market:ProposeModel"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A network of this module's own; what was built is kept in the checkout's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_CACHE", os.environ.get("SHOAL_CACHE", str(checkout() / ".shoal" / "cache")))
        home = tmp_path_factory.mktemp("fabric") / "shoal"
        try:
            api.up(home)
            yield home
        finally:
            api.down(home)


@pytest.fixture
async def gateway(home: Path) -> AsyncIterator[Gateway]:
    profile = api.load_profile(home)
    peer, operator = profile.peer_of("platform"), profile.identities["operator"]
    signer = PrivateKeySigner.from_pem(operator.private_key.read_bytes())
    async with connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name) as channel:
        yield Gateway(channel, Identity(operator.msp_id, operator.certificate.read_bytes()), signer)


@pytest.fixture
def channel(gateway: Gateway, home: Path) -> Network:
    return gateway.network(api.load_profile(home).channel)


@pytest.fixture
def shoal(channel: Network, home: Path) -> Contract:
    return channel.contract(api.load_profile(home).chaincode)


def fresh() -> str:
    """An argument that writes a key nobody has written."""
    return json.dumps({"digest": hashlib.sha256(secrets.token_bytes(16)).hexdigest()})


async def keep(transaction_id: str, envelope: bytes) -> None:
    """A test has no outbox."""


async def codes_from(channel: Network, start: int, until: int) -> list[tuple[str, ValidationCode]]:
    found = []
    async with channel.block_events(start) as blocks, asyncio.timeout(60):
        async for block in blocks:
            found += [(transaction.id, transaction.validation_code) for transaction in block.transactions]
            if block.number == until:
                return found
    raise AssertionError("the stream ended")


async def test_the_whole_line_and_the_block_that_holds_it(shoal, channel, gateway):
    transaction = await shoal.new_proposal(PROPOSE, argument := fresh()).endorse()
    status = await (await transaction.submit()).status()
    assert status.successful
    assert status.block_number < await channel.block_height()
    async with channel.block_events(status.block_number) as blocks:
        block = await anext(blocks)
    (found,) = [one for one in block.transactions if one.id == transaction.transaction_id]
    assert (found.chaincode, found.args, found.result) == (
        shoal.chaincode,
        (PROPOSE.encode(), argument.encode()),
        transaction.result,
    )
    assert found.creator_msp == "PlatformMSP"
    assert found.creator_certificate_pem == gateway.identity.certificate_pem
    assert any(json.loads(argument)["digest"] in write.key for write in found.writes)
    assert found.chaincode_event is not None


async def test_the_whole_ledger_is_one_chain(channel):
    height = await channel.block_height()
    codes = await codes_from(channel, 0, height - 1)  # the stream checks each header's hash
    assert len(codes) >= height


async def test_an_envelope_sent_twice_is_valid_and_then_a_duplicate(shoal, channel):
    transaction = await shoal.new_proposal(PROPOSE, fresh()).endorse()
    await transaction.submit()
    status = await transaction.commit().status()
    await channel.transaction_from_envelope(transaction.envelope).submit()
    await shoal.submit(PROPOSE, fresh())
    assert (await transaction.commit().status()) == status
    codes = await codes_from(channel, status.block_number, await channel.block_height() - 1)
    assert [code for name, code in codes if name == transaction.transaction_id] == [
        ValidationCode.VALID,
        ValidationCode.DUPLICATE_TXID,
    ]


async def test_two_writers_of_one_key_conflict_and_the_second_is_made_anew(shoal):
    argument = fresh()
    first, second = [await shoal.new_proposal(PROPOSE, argument).endorse() for _ in range(2)]
    assert (await (await first.submit()).status()).successful
    assert (await (await second.submit()).status()).code is ValidationCode.MVCC_READ_CONFLICT
    other = fresh()
    outcomes = await asyncio.gather(
        *(submit_reliably(shoal, PROPOSE, [other], before_submit=keep, deadline_s=30) for _ in range(5))
    )
    assert len({outcome.transaction_id for outcome in outcomes}) == 5


async def test_a_contracts_error_is_final_at_endorse_and_evaluate(shoal):
    with pytest.raises(EndorseError) as endorsing:
        await shoal.submit(PROPOSE, '{"digest":1}')
    with pytest.raises(EvaluateError) as evaluating:
        await shoal.evaluate(PROPOSE, '{"digest":1}')
    for caught in (endorsing, evaluating):
        assert caught.value.contract_message.startswith("FIELD_TYPE")
        assert next_step(caught.value) is Step.FINAL


async def test_one_organisation_is_not_enough(shoal):
    transaction = await shoal.new_proposal(PROPOSE, fresh(), endorsing_organizations=["PlatformMSP"]).endorse()
    status = await (await transaction.submit()).status()
    assert status.code is ValidationCode.ENDORSEMENT_POLICY_FAILURE


async def test_an_unknown_id_has_no_status(channel):
    with pytest.raises(CommitStatusError):
        await channel.commit_of("0" * 64).status(timeout_s=0.5)


async def test_an_unknown_channel_has_no_height(gateway):
    with pytest.raises(DeliverError, match="NOT_FOUND"):
        await gateway.network("nowhere").block_height()


async def test_a_stranger_is_refused_for_good(gateway, channel):
    stranger = gateway.with_identity(
        Identity("SupervisorMSP", gateway.identity.certificate_pem), gateway._client.signer
    ).network(channel.name)
    with pytest.raises(EndorseError, match="access denied") as caught:
        await stranger.contract("shoal").submit(PROPOSE, fresh())
    assert next_step(caught.value) is Step.FINAL
    with pytest.raises(DeliverError, match="FORBIDDEN"):
        await stranger.block_height()


async def test_events_continue_behind_the_checkpoint(shoal, channel):
    start = await channel.block_height()
    ids = [outcome.transaction_id for outcome in await many(shoal, 20)]
    checkpointer, seen = InMemoryCheckpointer(), []
    for count in (3, 1, 9, 7):
        async with channel.chaincode_events("shoal", start, checkpointer=checkpointer) as events, asyncio.timeout(30):
            for _ in range(count):
                event = await anext(events)
                seen.append(event.transaction_id)
                await checkpointer.save(event.position)
    assert sorted(seen) == sorted(ids)


async def test_resume_finishes_an_envelope_that_was_never_sent(shoal, channel):
    transaction = await shoal.new_proposal(PROPOSE, fresh()).endorse()
    outcome = await resume(channel, transaction.envelope, transaction.transaction_id, deadline_s=30)
    assert outcome.result == transaction.result


async def many(shoal: Contract, count: int):
    return await asyncio.gather(
        *(submit_reliably(shoal, PROPOSE, [fresh()], before_submit=keep, deadline_s=90) for _ in range(count))
    )


@pytest.mark.parametrize(
    "process", ["orderer0.ordering", "peer0.platform", "peer0.supervisor", "chaincode.platform", "chaincode.supervisor"]
)
async def test_a_process_killed_under_load_loses_and_doubles_nothing(shoal, channel, home, process):
    """30 in flight, before, while and after the process dies with -9 and the network's keeper starts it again."""
    start = await channel.block_height()
    stored: dict[str, str] = {}

    async def one() -> str:
        argument = fresh()

        async def store(transaction_id: str, envelope: bytes) -> None:
            stored[transaction_id] = argument

        outcome = await submit_reliably(shoal, PROPOSE, [argument], before_submit=store, deadline_s=90)
        return outcome.transaction_id

    killed = asyncio.Event()

    async def worker() -> list[str]:
        ids = []
        while not killed.is_set():
            ids.append(await one())
        return ids + [await one() for _ in range(3)]

    async def kill() -> None:
        await asyncio.sleep(0.5)
        (pid,) = [one.pid for one in await asyncio.to_thread(api.status, home) if one.name == process]
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        killed.set()

    async with channel.block_events(start) as blocks:
        done, _ = await asyncio.gather(asyncio.gather(*(worker() for _ in range(30))), kill())
        expected = {transaction_id for batch in done for transaction_id in batch}
        assert len(expected) == sum(len(batch) for batch in done) >= 30 * 4
        valid: list[str] = []
        async with asyncio.timeout(60):
            async for block in blocks:
                valid += [one.id for one in block.transactions if one.is_valid]
                if expected <= set(valid):
                    break
    assert sorted(valid) == sorted(expected), "each once, and nothing else"
    arguments = [stored[transaction_id] for transaction_id in valid]
    assert len(set(arguments)) == len(expected), "no argument took effect twice"
