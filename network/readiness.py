"""Readiness: a real endorsement through the Gateway service of each peer. Open ports prove nothing.

The organisations find each other by gossip after their ports are open; until then every endorsement fails.
"""

import asyncio

import grpc.aio

from fabric_gateway.channel import connect
from fabric_gateway.errors import EndorseError
from fabric_gateway.gateway import Gateway
from fabric_gateway.identity import Identity
from fabric_gateway.signer import PrivateKeySigner
from network.profile import Peer, Profile
from network.topology import Chaincode

_CALL_S = 10.0


def not_endorsing(profile: Profile, peer: Peer, chaincode: Chaincode) -> str | None:
    """None once the peer's Gateway endorses a call of the chaincode's readiness function, else what it said."""
    return asyncio.run(_endorse(profile, peer, chaincode))


async def _endorse(profile: Profile, peer: Peer, chaincode: Chaincode) -> str | None:
    channel, gateway = _open(profile, peer)
    try:
        contract = gateway.network(profile.channel).contract(chaincode.name)
        try:
            await contract.new_proposal(chaincode.readiness_function, *chaincode.readiness_arguments).endorse(_CALL_S)
        except EndorseError as error:
            if error.contract_message is None:
                return str(error)
            # The contract refused, which proves its process but not that the other organisations were found.
            return await _answers_everywhere(profile, gateway, chaincode)
        return None
    finally:
        await channel.close(None)


async def _answers_everywhere(profile: Profile, gateway: Gateway, chaincode: Chaincode) -> str | None:
    """None when the contract of each endorsing organisation was reached by name and answered, be it with a refusal."""
    contract = gateway.network(profile.channel).contract(chaincode.name)
    for organisation in profile.organisations.values():
        if not organisation.endorses:
            continue
        proposal = contract.new_proposal(
            chaincode.readiness_function,
            *chaincode.readiness_arguments,
            endorsing_organizations=[organisation.msp_id],
        )
        try:
            await proposal.endorse(_CALL_S)
        except EndorseError as error:
            if error.contract_message is None:
                return str(error)
    return None


def _open(profile: Profile, peer: Peer) -> tuple[grpc.aio.Channel, Gateway]:
    """A channel to close, and a gateway as the admin of the peer's organisation."""
    who = profile.identities[f"{peer.organisation}_admin"]
    channel = connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)
    identity = Identity(who.msp_id, who.certificate.read_bytes())
    return channel, Gateway(channel, identity, PrivateKeySigner.from_pem(who.private_key.read_bytes()))
