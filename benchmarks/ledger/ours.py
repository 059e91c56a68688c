"""The clients in this process: the bare loop, our own, and the gateway's port to the ledger."""

import json
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import grpc.aio

from benchmarks.ledger.bare import BareLoop
from benchmarks.ledger.load import Transact
from fabric_gateway import Gateway, Identity, PrivateKeySigner, connect, submit_reliably
from gateway.db.base import create_engine_for, sessions_of
from gateway.db.group_writer import GroupWriter
from gateway.db.migrate import upgrade
from gateway.ledger.fabric import FabricLedger
from gateway.ledger.outbox import Outbox
from gateway.ledger.reader import caller_of
from network.api import Profile


async def bare(profile: Profile, stack: AsyncExitStack) -> Transact:
    """Endorse, submit, status; nothing else."""
    identity = profile.identities["operator"]
    channel = await stack.enter_async_context(_channel(profile))
    certificate, key = identity.certificate.read_bytes(), identity.private_key.read_bytes()
    return BareLoop(channel, profile.channel, profile.chaincode, identity.msp_id, certificate, key)


async def client(profile: Profile, stack: AsyncExitStack) -> Transact:
    """`submit_reliably` with an outbox in memory."""
    identity = profile.identities["operator"]
    channel = await stack.enter_async_context(_channel(profile))
    signer = PrivateKeySigner.from_pem(identity.private_key.read_bytes())
    gateway = Gateway(channel, Identity(identity.msp_id, identity.certificate.read_bytes()), signer)
    contract = gateway.network(profile.channel).contract(profile.chaincode)
    outbox: dict[str, bytes] = {}

    async def store(transaction_id: str, envelope: bytes) -> None:
        outbox[transaction_id] = envelope

    async def transact(function: str, argument: str) -> None:
        outcome = await submit_reliably(contract, function, [argument], before_submit=store, deadline_s=60)
        del outbox[outcome.transaction_id]

    return transact


async def port(profile: Profile, stack: AsyncExitStack) -> Transact:
    """The gateway's port `Ledger` on Fabric, with its outbox in SQLite on disk."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    engine = create_engine_for(f"sqlite+aiosqlite:///{folder / 'records.sqlite'}", durable=True)
    stack.push_async_callback(engine.dispose)
    await upgrade(engine, "records")
    writer = GroupWriter(sessions_of(engine))
    stack.push_async_callback(writer.close)
    caller = caller_of(profile.identities["operator"])
    ledger = FabricLedger.from_profile(profile, caller, Outbox(sessions_of(engine), writer))
    stack.push_async_callback(ledger.close)

    async def transact(function: str, argument: str) -> None:
        await ledger.submit(caller, function, json.loads(argument))

    return transact


def _channel(profile: Profile) -> grpc.aio.Channel:
    peer = profile.peer_of("platform")
    return connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)
