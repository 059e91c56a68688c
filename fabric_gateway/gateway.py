"""The entry: one identity on one peer's Gateway service."""

import grpc.aio

from ._client import Client, Methods
from .identity import Identity
from .limiter import CallLimiter
from .network import Network
from .signer import Signer
from .timeouts import Timeouts


class Gateway:
    """Transactions, queries and events of `identity` through the peer behind `channel`.

    The channel belongs to the caller, may be shared, and is not closed here. Without a `signer` every message has to
    be given its signature (`with_signature`). `limiter` is shared by `with_identity`; share one explicitly between
    gateways of different channels to the same peer. `tls_certificate_hash` is the SHA-256 of the client's TLS
    certificate (DER) where the peer asks for one.
    """

    def __init__(
        self,
        channel: grpc.aio.Channel,
        identity: Identity,
        signer: Signer | None = None,
        timeouts: Timeouts | None = None,
        *,
        limiter: CallLimiter | None = None,
        tls_certificate_hash: bytes = b"",
    ) -> None:
        self._client = Client(
            Methods(channel), identity, signer, timeouts or Timeouts(), limiter or CallLimiter(), tls_certificate_hash
        )

    @property
    def identity(self) -> Identity:
        """Who acts."""
        return self._client.identity

    def network(self, channel_name: str) -> Network:
        """The Fabric channel of that name."""
        return Network(self._client, channel_name)

    def with_identity(self, identity: Identity, signer: Signer | None = None) -> "Gateway":
        """The same connection, deadlines and call slots for another identity. Cheap: one per request is fine."""
        other = object.__new__(Gateway)
        mine = self._client
        other._client = Client(mine.methods, identity, signer, mine.timeouts, mine.limiter, mine.tls_certificate_hash)
        return other
