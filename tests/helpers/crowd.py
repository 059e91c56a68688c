"""Several buyers want one seller's lot: who bids most is matched first, and the next best when that match fails."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.helpers.floor import LOT, WAIT, Floor

#: Fen for a whole lot; each lower bid scores less with the same seller.
BIDS = (1_200_000, 1_100_000, 1_050_000)


@dataclass
class Crowd:
    """`buyers[0]` bids the most. Whoever posts is one of `floor`'s companies: the seller is number 1."""

    floor: Floor
    operator: httpx.AsyncClient
    seller: httpx.AsyncClient
    buyers: list[httpx.AsyncClient]
    cycle: int = 1

    @classmethod
    async def of(cls, floor: Floor, buyers: int = 2) -> "Crowd":
        """The companies, without lists."""
        clients = [await floor.company(number) for number in range(2, 2 + buyers)]
        return cls(floor, await floor.authority("operator"), await floor.company(1), clients)

    @classmethod
    async def posted(cls, floor: Floor, *amounts: int, breed: str = "Lobster", supply: int = 120) -> "Crowd":
        """Each buyer wants `amounts` pieces of the one supply (all of it, unless given)."""
        crowd = await cls.of(floor, len(amounts) or 2)
        await crowd.post(*(amounts or (supply, supply)), breed=breed, supply=supply)
        return crowd

    async def post(self, *amounts: int, breed: str = "Lobster", supply: int = 120, **changes: Any) -> None:
        """The lists of one breed; prices and weights are in proportion to the pieces."""
        await self.post_one(self.seller, "supply", breed, supply, 1_000_000, **changes)
        for buyer, amount, bid in zip(self.buyers, amounts, BIDS, strict=False):
            await self.post_one(buyer, "demand", breed, amount, bid)

    async def post_one(
        self, who: httpx.AsyncClient, side: str, breed: str, amount: int, price_for_120: int, **changes: Any
    ) -> None:
        """One list at a price for 120 pieces."""
        figures = {"amount": amount, "price_fen": price_for_120 * amount // 120, "weight_g": 250 * amount}
        answer = await who.post(f"/{side}-lists", json={**LOT, "breed": breed, **figures, **changes}, headers=WAIT)
        assert answer.status_code == 201, answer.text

    async def advance(self, state: str | None = None) -> dict[str, Any]:
        """The finished job."""
        body = {} if state is None else {"to": state}
        answer = await self.operator.post(f"/cycles/{self.cycle}/advance", json=body, headers=WAIT)
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        assert job["state"] == "done", job
        return job

    async def decide(self, who: httpx.AsyncClient, match_id: str, *, accept: bool) -> httpx.Response:
        """A decision, on the ledger after the wait."""
        return await who.post(f"/matches/{match_id}/decision", json={"accept": accept}, headers=WAIT)

    async def both(self, buyer: httpx.AsyncClient, match_id: str) -> None:
        """Buyer and seller accept."""
        for who in (buyer, self.seller):
            answer = await self.decide(who, match_id, accept=True)
            assert answer.status_code == 201, answer.text

    async def matches(self, round_: int | None = None) -> list[dict[str, Any]]:
        """All matches, by breed and number; of one round or both."""
        items = (await self.operator.get("/matches")).json()["items"]
        return [match for match in items if round_ in (None, match["round"])]

    async def contracts(self) -> list[dict[str, Any]]:
        """All contracts by serial number."""
        items: list[dict[str, Any]] = (await self.operator.get("/contracts")).json()["items"]
        return items

    async def state(self) -> str:
        """The cycle's state."""
        return str((await self.operator.get(f"/cycles/{self.cycle}")).json()["state"])
