"""A small market of a scenario's own: one buyer, one seller, any number of trades that must match."""

from dataclasses import dataclass

from tests.scenarios.floor import TestFloor, Trader, new_code


@dataclass
class Market:
    """Buyer and seller with `breeds` breeds, one pair of lists each: as many trades as breeds."""

    floor: TestFloor
    buyer: Trader
    seller: Trader
    cycle: int = 0

    @classmethod
    def new(cls, floor: TestFloor) -> "Market":
        """Two new companies."""
        tag = new_code()
        return cls(floor, floor.trader(f"Buyer {tag}"), floor.trader(f"Seller {tag}"))

    def post(self, breeds: tuple[str, ...] = ("Crab", "Eel", "Tuna")) -> None:
        """A demand and a supply per breed, into the current cycle."""
        self.cycle = self.buyer.rest.get("/cycles/current")["cycle"]
        for breed in breeds:
            figures = {"breed": breed, "amount": 10, "price_fen": 100_000, "freshness": 3, "weight_g": 10_000}
            self.buyer.rest.post("/demand-lists", **figures)
            self.seller.rest.post("/supply-lists", **figures)

    def advance(self, state: str) -> None:
        """As the operator, waiting for the end."""
        self.floor.authority("operator").post(f"/cycles/{self.cycle}/advance", to=state)

    def decide(self) -> None:
        """Both parties accept all their matches that they haven't decided yet."""
        for trader in (self.buyer, self.seller):
            for match in trader.rest.get("/matches", cycle=self.cycle)["items"]:
                if trader.company_id not in {d["company_id"] for d in match["decisions"]}:
                    trader.rest.post(f"/matches/{match['match_id']}/decision", accept=True)

    def evaluate(self) -> None:
        """Both praise each other for every contract of the cycle."""
        period = {"from_cycle": self.cycle, "to_cycle": self.cycle}
        for trader in (self.buyer, self.seller):
            for contract in trader.rest.get("/contracts", **period)["items"]:
                path = f"/contracts/{contract['serial']}/evaluation"
                trader.rest.post(path, text="Excellent, very fresh and on time, thank you. I recommend it!")

    def contracts(self) -> list[str]:
        """The match ids of the cycle's contracts, by serial number, as the ledger's view has them."""
        period = {"from_cycle": self.cycle, "to_cycle": self.cycle}
        return [c["match_id"] for c in self.buyer.rest.get("/contracts", **period)["items"]]

    def whole_cycle(self) -> None:
        """Posted lists to closed cycle."""
        self.advance("matched")
        self.decide()
        self.advance("settling")
        self.evaluate()
        self.advance("closed")
