"""A chaincode's transactions."""

from collections.abc import Mapping, Sequence

from ._client import Client
from .errors import CommitError
from .proposal import Proposal, new_proposal


class Contract:
    """One contract of a chaincode on one channel."""

    def __init__(self, client: Client, channel_name: str, chaincode: str, contract_name: str | None) -> None:
        self._client = client
        self.channel_name = channel_name
        self.chaincode = chaincode
        self.contract_name = contract_name

    def new_proposal(
        self,
        function: str,
        *args: str | bytes,
        transient: Mapping[str, bytes] | None = None,
        endorsing_organizations: Sequence[str] = (),
    ) -> Proposal:
        """A proposal with a fresh transaction id. `transient` data goes to the endorsers and into no block.

        `endorsing_organizations` (MSP ids) asks these and no others; by default the peer finds enough for the policy.
        """
        name = function if self.contract_name is None else f"{self.contract_name}:{function}"
        arguments = [name.encode(), *(arg.encode() if isinstance(arg, str) else arg for arg in args)]
        return new_proposal(
            self._client, self.channel_name, self.chaincode, arguments, transient or {}, tuple(endorsing_organizations)
        )

    async def evaluate(self, function: str, *args: str | bytes, timeout_s: float | None = None) -> bytes:
        """A query: the result of one peer. `EvaluateError` on failure."""
        return await self.new_proposal(function, *args).evaluate(timeout_s)

    async def submit(self, function: str, *args: str | bytes) -> bytes:
        """Endorse, submit, wait for the commit; the transaction's result.

        One try, as plain as the protocol: an error of a stage is raised as such, `CommitError` for an invalid
        transaction. What must happen exactly once goes through `submit_reliably`.
        """
        transaction = await self.new_proposal(function, *args).endorse()
        commit = await transaction.submit()
        status = await commit.status()
        if not status.successful:
            raise CommitError(status)
        return transaction.result
