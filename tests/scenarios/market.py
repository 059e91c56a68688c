"""A small market of a scenario's own: one buyer, one seller, any number of trades that must match."""

from dataclasses import dataclass

from tests.helpers.praise import praise
from tests.scenarios.floor import TestFloor, Trader, new_code

#: What the rival bids, and all ask, for ten pieces; the buyer bids more.
ASK_FEN, BID_FEN = 100_000, 120_000


@dataclass
class Market:
    """Buyer and seller with some breeds, one pair of lists each: as many trades as breeds.

    The rival, where there is one, wants the breeds of `contested` too, for less: it comes to a trade where the buyer
    has refused one.
    """

    floor: TestFloor
    buyer: Trader
    seller: Trader
    rival: Trader | None = None
    contested: tuple[str, ...] = ()
    cycle: int = 0

    @classmethod
    def new(cls, floor: TestFloor, *contested: str) -> "Market":
        """Two new companies, or three."""
        tag = new_code()
        rival = floor.trader(f"Rival {tag}") if contested else None
        return cls(floor, floor.trader(f"Buyer {tag}"), floor.trader(f"Seller {tag}"), rival, contested)

    @property
    def traders(self) -> list[Trader]:
        """Everybody."""
        return [self.buyer, self.seller, *([self.rival] if self.rival else [])]

    def post(self, breeds: tuple[str, ...] = ("Crab", "Eel", "Tuna")) -> None:
        """A demand and a supply per breed, into the current cycle, and the rival's demands."""
        self.cycle = self.buyer.rest.get("/cycles/current")["cycle"]
        for breed in breeds:
            figures = {"breed": breed, "amount": 10, "freshness": 3, "weight_g": 10_000}
            self.buyer.rest.post("/demand-lists", **figures, price_fen=BID_FEN)
            self.seller.rest.post("/supply-lists", **figures, price_fen=ASK_FEN)
            if self.rival is not None and breed in self.contested:
                self.rival.rest.post("/demand-lists", **figures, price_fen=ASK_FEN)

    def advance(self, state: str) -> None:
        """As the operator, waiting for the end."""
        self.floor.authority("operator").post(f"/cycles/{self.cycle}/advance", to=state)

    def decide(self) -> None:
        """All accept all their matches that they haven't decided yet, but the buyer refuses what is contested."""
        for trader in self.traders:
            for match in trader.rest.get("/matches", cycle=self.cycle)["items"]:
                if trader.company_id not in {d["company_id"] for d in match["decisions"]}:
                    accept = trader is not self.buyer or match["breed"] not in self.contested
                    trader.rest.post(f"/matches/{match['match_id']}/decision", accept=accept)

    def evaluate(self) -> None:
        """All praise each other for every contract of the cycle that they haven't evaluated, each in other words."""
        period = {"from_cycle": self.cycle, "to_cycle": self.cycle}
        for trader in self.traders:
            for contract in trader.rest.get("/contracts", **period)["items"]:
                path = f"/contracts/{contract['serial']}/evaluation"
                if trader.company_id not in {written["company_id"] for written in trader.rest.get(f"{path}s")}:
                    trader.rest.post(path, text=praise(contract["serial"]))

    def contracts(self) -> list[str]:
        """The match ids of the cycle's contracts, by serial number, as the ledger's view has them."""
        period = {"from_cycle": self.cycle, "to_cycle": self.cycle}
        return [c["match_id"] for c in self.seller.rest.get("/contracts", **period)["items"]]

    def whole_cycle(self) -> None:
        """Posted lists to closed cycle, through a second round where something is contested."""
        self.advance("matched")
        self.decide()
        if self.contested:
            self.advance("second_round")
            self.decide()
        self.advance("settling")
        self.evaluate()
        self.advance("closed")
