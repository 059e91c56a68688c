"""A contract that both parties have evaluated, one of them in words that the classifier can't read."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.helpers.floor import WAIT, Floor
from tests.helpers.trading import Deal

#: "All is excellent, the fish is very fresh, thank you!" No model knows the language: always unsure, so `good`.
UNSURE = "Всё отлично, рыба очень свежая, спасибо!"
REASON = "The text is Russian and praises the fish without any reservation."
GROUNDS = "Translated by a sworn translator: it says that everything was excellent."
BUYERS, SELLERS = "buyer.1.1.Lobster", "seller.1.1.Lobster"


@dataclass
class Dispute:
    """The seller's evaluation of contract 90001 is unsure, the buyer's is praise. Companies as in `Deal`."""

    deal: Deal
    supervisor: httpx.AsyncClient

    @classmethod
    async def of(cls, deal: Deal) -> "Dispute":
        """Over a contract; both evaluations are on the ledger."""
        assert (await deal.evaluate(deal.buyer)).status_code == 201
        assert (await deal.evaluate(deal.seller, UNSURE)).status_code == 201
        return cls(deal, await deal.floor.authority("supervisor"))

    @classmethod
    async def on(cls, floor: Floor) -> "Dispute":
        """Over a new contract in cycle 1, which is settling."""
        return await cls.of(await (await Deal.posted(floor)).contracted())

    async def appeal(
        self, who: httpx.AsyncClient, side: str = "seller", reason: str = REASON, serial: int = 90001, **headers: str
    ) -> httpx.Response:
        """An appeal, waited for unless `Prefer` says otherwise."""
        path = f"/contracts/{serial}/evaluations/{side}/appeal"
        return await who.post(path, json={"reason": reason}, headers=WAIT | headers)

    async def decide(
        self,
        label: str = "excellent",
        appeal_id: str = SELLERS,
        grounds: str = GROUNDS,
        who: httpx.AsyncClient | None = None,
        **headers: str,
    ) -> httpx.Response:
        """The supervisor's decision, or somebody's attempt."""
        body = {"label": label, "grounds": grounds}
        return await (who or self.supervisor).post(f"/appeals/{appeal_id}/decision", json=body, headers=WAIT | headers)

    async def history(self, number: int) -> list[tuple[str, str, str]]:
        """Reason and movement of each credit entry of company 1 or 2 beyond its first, the oldest first."""
        who = (self.deal.buyer, self.deal.seller)[number - 1]
        company_id = (await who.get("/sessions/current")).json()["company_id"]
        items: list[dict[str, Any]] = (await who.get(f"/credit/{company_id}/entries")).json()["items"]
        return [(entry["reason"], entry["before"], entry["after"]) for entry in reversed(items)][1:]
