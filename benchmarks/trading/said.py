"""What companies remember of their trades: what they posted, agreed to and wrote, and what they were shown."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from benchmarks.trading.words import Tone

Json = dict[str, Any]


class Lot(NamedTuple):
    """A list as it was posted."""

    company_id: str
    side: str
    breed: str
    amount: int
    price_fen: int
    weight_g: int


class Trade(NamedTuple):
    """A match, or the contract made of it: what both must have in common."""

    demand_id: str
    supply_id: str
    buyer: str
    seller: str
    breed: str
    amount: int
    price_fen: int
    weight_g: int

    @classmethod
    def of(cls, shown: Json) -> "Trade":
        """As REST and the ledger show it."""
        return cls(*(shown[name] for name in cls._fields))


class Wrote(NamedTuple):
    """An evaluation: the number of its text (see `words.py`) and its tone."""

    number: int
    tone: Tone


@dataclass
class Said:
    """One cycle. `accepted` and `written` are by match and company, `shown` the contracts' serial by match and company
    to whom REST showed them.
    """

    cycle: int
    lots: dict[str, Lot] = field(default_factory=dict)
    matches: dict[str, Trade] = field(default_factory=dict)
    accepted: set[tuple[str, str]] = field(default_factory=set)
    written: dict[tuple[str, str], Wrote] = field(default_factory=dict)
    shown: dict[tuple[str, str], int] = field(default_factory=dict)

    def agreed(self) -> set[str]:
        """The matches that both parties accepted."""
        return {
            match_id
            for match_id, trade in self.matches.items()
            if (match_id, trade.buyer) in self.accepted and (match_id, trade.seller) in self.accepted
        }
