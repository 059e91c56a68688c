"""A buyer, a seller and one lobster deal over the gateway without a socket."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.helpers.floor import LOT, WAIT, Floor

PRAISE = "Excellent, very fresh and on time, thank you. I recommend it!"


@dataclass
class Deal:
    """Companies 1 (buyer) and 2 (seller); company 3 is a stranger."""

    floor: Floor
    buyer: httpx.AsyncClient
    seller: httpx.AsyncClient
    operator: httpx.AsyncClient

    @classmethod
    async def posted(cls, floor: Floor, **changes: Any) -> "Deal":
        """A demand and a supply that match, in cycle 1."""
        deal = cls(floor, await floor.company(1), await floor.company(2), await floor.authority("operator"))
        assert (await deal.buyer.post("/demand-lists", json=LOT | changes, headers=WAIT)).status_code == 201
        assert (await deal.seller.post("/supply-lists", json=LOT, headers=WAIT)).status_code == 201
        return deal

    async def advance(self, state: str, cycle: int = 1) -> dict[str, Any]:
        """The finished job."""
        answer = await self.operator.post(f"/cycles/{cycle}/advance", json={"to": state}, headers=WAIT)
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        assert job["state"] == "done", job
        return job

    async def decide(self, who: httpx.AsyncClient, *, accept: bool = True) -> httpx.Response:
        """A decision on the one match."""
        return await who.post("/matches/1.1.Lobster/decision", json={"accept": accept}, headers=WAIT)

    async def evaluate(self, who: httpx.AsyncClient, text: str = PRAISE, serial: int = 90001) -> httpx.Response:
        """An evaluation of the one contract."""
        return await who.post(f"/contracts/{serial}/evaluation", json={"text": text}, headers=WAIT)

    async def contracted(self) -> "Deal":
        """Up to the contract."""
        await self.advance("matched")
        for who in (self.buyer, self.seller):
            assert (await self.decide(who)).status_code == 201
        await self.advance("settling")
        return self
