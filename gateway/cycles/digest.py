"""The name by which the ledger knows a scheme: a digest of its trades (chaincode/README.md, `SubmitScheme`)."""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from matching.pricing import Fill


class Traded(Fill, Protocol):
    """What of a trade the digest covers; a match on the ledger has it too."""

    @property
    def price_fen(self) -> int: ...
    @property
    def weight_g(self) -> int: ...


def scheme_digest(trades: Iterable[Traded]) -> str:
    """Hex SHA-256 over both ids of each trade, each after its length, and its three figures, in the scheme's order."""
    digest = hashlib.sha256()
    for trade in trades:
        for text in (trade.demand_id.encode(), trade.supply_id.encode()):
            digest.update(_number(len(text)) + text)
        digest.update(_number(trade.amount) + _number(trade.price_fen) + _number(trade.weight_g))
    return digest.hexdigest()


def _number(value: int) -> bytes:
    return value.to_bytes(8, "big")
