"""One Fabric channel: contracts, stored transactions, events, height."""

from collections.abc import Sequence

from ._client import Client
from ._deliver import block_height
from .block_events import BlockEvents, open_block_events
from .chaincode_events import ChaincodeEvents, open_chaincode_events
from .checkpoint import Checkpointer
from .commit import Commit
from .contract import Contract
from .proposal import Proposal
from .stream import StreamPolicy
from .transaction import Transaction


class Network:
    """The channel `name` as this gateway's identity sees it."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def contract(self, chaincode: str, contract_name: str | None = None) -> Contract:
        """A chaincode, or one of several contracts in it."""
        return Contract(self._client, self.name, chaincode, contract_name)

    def proposal_from_bytes(
        self, proposal: bytes, signature: bytes = b"", endorsing_organizations: Sequence[str] = ()
    ) -> Proposal:
        """A proposal made elsewhere (`Proposal.message`), signed there or here. `MalformedError` when it is none."""
        return Proposal.from_bytes(self._client, self.name, proposal, signature, tuple(endorsing_organizations))

    def transaction_from_envelope(self, envelope: bytes) -> Transaction:
        """The transaction of a stored envelope (`Transaction.envelope`): the same one, to be sent again after a crash.

        `MalformedError` when the bytes are no endorsed transaction of this channel.
        """
        return Transaction.from_envelope(self._client, self.name, envelope)

    def commit_of(self, transaction_id: str, signature: bytes = b"") -> Commit:
        """The commit status of a transaction known by its id. `signature` only where this gateway has no signer."""
        return Commit(self._client, self.name, transaction_id, signature)

    async def block_height(self, timeout_s: float | None = None) -> int:
        """Number of blocks on the connected peer.

        Read from the peer's Deliver service, the newest block without its transactions: unlike a query of the system
        chaincode `qscc`, it asks this very peer, and needs no endorser to be found. `DeliverError` on failure.
        """
        return await block_height(self._client, self.name, timeout_s)

    def block_events(
        self,
        start: int | None = None,
        *,
        checkpointer: Checkpointer | None = None,
        policy: StreamPolicy | None = None,
    ) -> BlockEvents:
        """Full blocks from number `start` on, from the checkpoint where there is one, else from the next block on."""
        return open_block_events(self._client, self.name, start, checkpointer, policy)

    def chaincode_events(
        self,
        chaincode: str,
        start_block: int | None = None,
        *,
        checkpointer: Checkpointer | None = None,
        policy: StreamPolicy | None = None,
    ) -> ChaincodeEvents:
        """Events of one chaincode's valid transactions; where it starts is as with `block_events`."""
        return open_chaincode_events(self._client, self.name, chaincode, start_block, checkpointer, policy)
