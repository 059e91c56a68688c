"""A buyer and a seller with a contract of crabs and one of lobsters."""

import httpx

from tests.helpers.floor import LOT, WAIT, Floor
from tests.helpers.trading import Deal

CRABS, LOBSTERS = 90001, 90002


async def two_contracts(floor: Floor) -> Deal:
    """CRABS and LOBSTERS are the serial numbers."""
    deal = await Deal.posted(floor)
    for side, who in (("demand", deal.buyer), ("supply", deal.seller)):
        answer = await who.post(f"/{side}-lists", json=LOT | {"breed": "Crab"}, headers=WAIT)
        assert answer.status_code == 201, answer.text
    await deal.advance("matched")
    for who in (deal.buyer, deal.seller):
        for match_id in ("1.1.Crab", "1.1.Lobster"):
            assert (await _accept(who, match_id)).status_code == 201
    await deal.advance("settling")
    found = (await deal.buyer.get("/contracts")).json()["items"]
    assert [(c["serial"], c["breed"]) for c in found] == [(CRABS, "Crab"), (LOBSTERS, "Lobster")]
    return deal


async def _accept(who: httpx.AsyncClient, match_id: str) -> httpx.Response:
    return await who.post(f"/matches/{match_id}/decision", json={"accept": True}, headers=WAIT)
