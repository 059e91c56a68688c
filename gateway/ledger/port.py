"""What services see of the ledger. Adapters: `gateway.ledger.fabric`, and a simulated ledger in the tests."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Caller:
    """Who signs: an identity of one of the two MSPs. The key is PEM, PKCS #8, not encrypted."""

    msp_id: str
    certificate_pem: bytes
    private_key_pem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A transaction that is committed and valid, with the contract's answer."""

    transaction_id: str
    block: int
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LedgerWrite:
    """One key's new value; `value` None means that the key was deleted. Keys and values: chaincode/README.md."""

    object_type: str
    attributes: tuple[str, ...]
    value: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LedgerTransaction:
    """A transaction in a block. `code` is the peer's validation code (`VALID`, `MVCC_READ_CONFLICT`, …)."""

    transaction_id: str
    index: int
    valid: bool
    code: str
    writes: tuple[LedgerWrite, ...]


@dataclass(frozen=True, slots=True)
class LedgerBlock:
    """A block. `hash` and `previous_hash` (hex) are empty where the ledger has none."""

    number: int
    transactions: tuple[LedgerTransaction, ...]
    hash: str = ""
    previous_hash: str = ""


class BlockSource(Protocol):
    """What the view of the ledger is made from."""

    def blocks(self, start: int) -> AsyncIterator[LedgerBlock]:
        """All blocks from number `start` on, then each new one: endless, and it reconnects by itself."""
        ...

    async def height(self) -> int:
        """The number of blocks."""
        ...


class Ledger(BlockSource, Protocol):
    """A channel of the ledger. `function` is `area:Name`, e.g. `floor:PostLists`.

    Failures are `LedgerRefused` (the contract or the validation said no; a repeat says no again) and
    `LedgerUnavailable` (no answer, or none in time; can be repeated).
    """

    channel: str

    async def submit(
        self, caller: Caller, function: str, argument: Mapping[str, Any], *, operation_ids: Sequence[str] = ()
    ) -> Receipt:
        """Signs, endorses, orders and waits until the transaction is committed and valid.

        `operation_ids`: the operations that the transaction is for; what is stored of it leads back to them.
        """
        ...

    async def evaluate(self, caller: Caller, function: str, argument: Mapping[str, Any]) -> dict[str, Any]:
        """Asks the contract without writing."""
        ...

    async def resume(self) -> int:
        """Finishes the envelopes that a crash left open; answers how many there were."""
        ...

    async def close(self) -> None:
        """Ends calls and streams."""
        ...
