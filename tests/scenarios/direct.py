"""Straight to the chaincode, round the gateway: as an operator with a matcher of its own, or as anybody."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fabric_gateway import Contract, Gateway, Identity, PrivateKeySigner, connect, submit_reliably
from gateway.db.base import create_engine_for, sessions_of
from gateway.ledger.port import Caller
from gateway.wallets.keyring import Keyring
from gateway.wallets.service import Wallets
from network import api as network
from tests.scenarios.floor import TestFloor


@asynccontextmanager
async def chaincode(floor: TestFloor, who: str | Caller = "operator") -> AsyncIterator[Contract]:
    """The chaincode, called as `operator`, `supervisor` or the holder of a wallet."""
    profile = network.load_profile(floor.home)
    caller = who if isinstance(who, Caller) else _authority(profile, who)
    msp_ids = {name: organisation.msp_id for name, organisation in profile.organisations.items()}
    peer = next(peer for peer in profile.peers if msp_ids[peer.organisation] == caller.msp_id)
    channel = connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)
    try:
        signer = PrivateKeySigner.from_pem(caller.private_key_pem)
        gateway = Gateway(channel, Identity(caller.msp_id, caller.certificate_pem), signer)
        yield gateway.network(profile.channel).contract(profile.chaincode)
    finally:
        await channel.close()


def _authority(profile: network.Profile, who: str) -> Caller:
    identity = profile.identities[who]
    return Caller(identity.msp_id, identity.certificate.read_bytes(), identity.private_key.read_bytes())


async def wallet_of(floor: TestFloor, company_id: str) -> Caller:
    """A company's own identity, as its wallet keeps it."""
    engine = create_engine_for(floor.settings.database_url("records"))
    try:
        wallets = Wallets(sessions_of(engine), Keyring.from_file(floor.settings.wallet_key_file))
        return await wallets.caller(company_id)
    finally:
        await engine.dispose()


async def submit(contract: Contract, function: str, **argument: Any) -> dict[str, Any]:
    """A committed transaction's answer."""

    async def keep(_transaction_id: str, _envelope: bytes) -> None:
        """A test has no outbox."""

    outcome = await submit_reliably(contract, function, [json.dumps(argument)], before_submit=keep, deadline_s=60)
    answer: dict[str, Any] = json.loads(outcome.result)
    return answer


async def evaluate(contract: Contract, function: str, **argument: Any) -> dict[str, Any]:
    """A query's answer."""
    answer: dict[str, Any] = json.loads(await contract.evaluate(function, json.dumps(argument)))
    return answer
