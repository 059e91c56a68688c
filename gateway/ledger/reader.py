"""What can be read of a Fabric channel without a transaction: its blocks and its height."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import grpc.aio

from fabric_gateway import Gateway, GatewayError, Identity, PrivateKeySigner, connect
from gateway.ledger.blocks import ledger_block
from gateway.ledger.errors import translate
from gateway.ledger.port import Caller, LedgerBlock
from network.profile import Profile, ProfileIdentity


@dataclass(frozen=True, slots=True)
class PeerConnection:
    """A gRPC channel to a peer, and the names of the Fabric channel and the chaincode that are used through it."""

    connection: grpc.aio.Channel
    channel: str
    chaincode: str

    @classmethod
    def from_profile(cls, profile: Profile, msp_id: str) -> "PeerConnection":
        """To the first peer of the organisation (nothing is dialled before the first call)."""
        msp_ids = {name: organisation.msp_id for name, organisation in profile.organisations.items()}
        peer = next(peer for peer in profile.peers if msp_ids[peer.organisation] == msp_id)
        connection = connect(peer.address, peer.tls_ca.read_bytes(), peer.tls_server_name)
        return cls(connection, profile.channel, profile.chaincode)


class FabricReader:
    """Blocks and height through one peer, signed by `reader`. The connection is its own: `close` closes it."""

    def __init__(self, peer: PeerConnection, reader: Caller) -> None:
        self.channel = peer.channel
        self._peer = peer
        self._gateway = Gateway(peer.connection, *credentials(reader))
        self._network = self._gateway.network(peer.channel)

    async def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """See the port. Ends only with `LedgerUnavailable`: the peer refuses, or has been silent for minutes."""
        try:
            async with self._network.block_events(start) as stream:
                async for block in stream:
                    yield ledger_block(block, self._peer.chaincode)
        except GatewayError as failure:
            raise translate(failure) from failure

    async def height(self) -> int:
        """See the port."""
        try:
            return await self._network.block_height()
        except GatewayError as failure:
            raise translate(failure) from failure

    async def close(self) -> None:
        """See the port."""
        await self._peer.connection.close(grace=None)


def credentials(caller: Caller) -> tuple[Identity, PrivateKeySigner]:
    """The caller as the client wants it."""
    return Identity(caller.msp_id, caller.certificate_pem), PrivateKeySigner.from_pem(caller.private_key_pem)


def caller_of(identity: ProfileIdentity) -> Caller:
    """An identity of the network's profile, read from its files."""
    return Caller(identity.msp_id, identity.certificate.read_bytes(), identity.private_key.read_bytes())
