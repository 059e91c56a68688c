"""The market that trades: companies, half of them buyers and half sellers, and lists of which each demand takes one
supply.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.trading.words import Tone, evaluation
from gateway.settings import AQUATIC_BREEDS
from tests.scenarios.floor import TestFloor

Json = dict[str, Any]
ListSide = Literal["demand", "supply"]
PIECES = 10
"""Of every list: each demand takes one supply."""
SPREAD = 2**32


@dataclass
class Party:
    """A company with its log-in. `place` is its number on its side, `written` how many evaluations it has written."""

    place: int
    side: ListSide
    company_id: str
    headers: dict[str, str]
    written: int = 0

    def writes(self, tone: Tone) -> str:
        """Its next evaluation, in other words than all before."""
        self.written += 1
        return evaluation(self.written - 1, tone)


@dataclass
class Market:
    """`companies` parties in all; `breeds` that they trade in."""

    parties: list[Party]
    operator: dict[str, str]
    breeds: tuple[str, ...]
    by_id: dict[str, Party] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {party.company_id: party for party in self.parties}

    @classmethod
    def register(cls, floor: TestFloor, companies: int, breeds: int) -> "Market":
        """New companies on a floor that is up."""
        if companies < 2 or companies % 2 or not 1 <= breeds <= len(AQUATIC_BREEDS):
            raise SystemExit(f"an even number of companies, please, and 1 to {len(AQUATIC_BREEDS)} breeds")
        parties = []
        sides: tuple[ListSide, ...] = ("demand", "supply")
        for side in sides:
            for place in range(companies // 2):
                trader = floor.trader(f"{'Buyer' if side == 'demand' else 'Seller'} {place}")
                parties.append(Party(place, side, trader.company_id, trader.rest.headers))
        return cls(parties, floor.authority("operator").headers, AQUATIC_BREEDS[:breeds])

    def lots(self, party: Party, trades: int) -> list[Json]:
        """A company's share of its side's `trades` lists: any bid of a breed meets any of its asks, at several prices
        and weights, and as many of the one as of the other.
        """
        half, least = len(self.parties) // 2, 120_000 if party.side == "demand" else 80_000
        return [
            {
                "breed": self.breeds[(n + n // half) % len(self.breeds)],
                "amount": PIECES,
                "price_fen": least + 7919 * n % 10_007,
                "freshness": 2,
                "weight_g": 10_000 + n % 500,
            }
            for n in range(party.place, trades, half)
        ]

    def tone(self, seller: str, serial: int) -> Tone:
        """How both parties speak of a contract. A seller's trades go wrong the more often the higher its place, up to
        every second one: so ratings spread, and don't all rise to the bound.
        """
        at_fault = self.by_id[seller].place * SPREAD // (len(self.parties) or 1)
        return "complaint" if serial * 2_654_435_761 % SPREAD < at_fault else "praise"
