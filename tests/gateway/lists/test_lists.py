import re

import pytest

from tests.helpers.floor import LOT, WAIT, Floor, problem

SIDES = pytest.mark.parametrize("side", ["supply", "demand"])


async def freeze(floor: Floor, cycle: int) -> None:
    await floor.ledger.submit(floor.services.operator, "floor:FreezeCycle", {"cycle": cycle})


async def caught_up(floor: Floor) -> None:
    await floor.services.projector.wait_for(await floor.ledger.height() - 1, 10)


@SIDES
async def test_a_list_is_posted_shown_amended_and_withdrawn(floor: Floor, side: str):
    client, company_id = await floor.company(1), await floor.company_id(1)
    posted = await client.post(f"/{side}-lists", json=LOT, headers=WAIT)
    assert posted.status_code == 201
    (list_id,) = posted.json()["list_ids"]
    assert re.fullmatch(rf"{company_id}\.[a-z2-7]{{13}}000", list_id)
    shown = (await client.get(f"/{side}-lists/{list_id}")).json()
    assert shown == {
        **LOT,
        "list_id": list_id,
        "side": side,
        "company_id": company_id,
        "cycle": 1,
        "open": True,
        "left": 120,
        "good_till_cancelled": False,
        "carried_from": 0,
    }
    amended = await client.patch(f"/{side}-lists/{list_id}", json={"amount": 100}, headers=WAIT)
    assert (amended.status_code, amended.json()["state"]) == (200, "amended")
    shown = (await client.get(f"/{side}-lists/{list_id}")).json()
    assert (shown["amount"], shown["left"], shown["price_fen"]) == (100, 100, LOT["price_fen"])
    withdrawn = await client.delete(f"/{side}-lists/{list_id}", headers=WAIT)
    assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert problem(await client.get(f"/{side}-lists/{list_id}"))[:2] == (404, "LIST_UNKNOWN")


async def test_many_lists_are_one_transaction_in_their_order(floor: Floor):
    client = await floor.company(1)
    before = await floor.ledger.height()
    lots = [{**LOT, "amount": number} for number in range(1, 301)]
    posted = await client.post("/supply-lists", json={"lists": lots}, headers=WAIT)
    assert posted.status_code == 201
    assert await floor.ledger.height() == before + 1
    page = (await client.get("/supply-lists", params={"limit": 200})).json()
    rest = (await client.get("/supply-lists", params={"limit": 200, "offset": page["next_offset"]})).json()
    shown = page["items"] + rest["items"]
    assert [item["list_id"] for item in shown] == posted.json()["list_ids"]
    assert [item["amount"] for item in shown] == list(range(1, 301))
    assert rest["next_offset"] is None


class TestRefusals:
    async def test_an_unknown_breed_names_its_entry_and_writes_nothing(self, floor: Floor):
        client = await floor.company(1)
        before = await floor.ledger.height()
        unknown = {**LOT, "breed": "Unicorn"}
        assert problem(await client.post("/supply-lists", json=unknown)) == (422, "BREED_UNKNOWN", "breed")
        many = {"lists": [LOT, unknown]}
        assert problem(await client.post("/demand-lists", json=many)) == (422, "BREED_UNKNOWN", "lists.1.breed")
        assert await floor.ledger.height() == before

    async def test_a_piece_must_cost_and_weigh_something(self, floor: Floor):
        client = await floor.company(1)
        lot = {**LOT, "amount": 100_000_000}
        for field, name in (("price_fen", "price_fen"), ("weight_g", "weight_g")):
            answer = await client.post("/supply-lists", json={**lot, field: 99_999}, headers=WAIT)
            assert problem(answer) == (422, "FIELD_RANGE", name)
        smallest = {**lot, "price_fen": 100_000, "weight_g": 100_000}
        assert (await client.post("/supply-lists", json=smallest, headers=WAIT)).status_code == 201

    async def test_a_strangers_list_doesnt_exist_for_others(self, floor: Floor):
        owner, stranger = await floor.company(1), await floor.company(2)
        (list_id,) = (await owner.post("/supply-lists", json=LOT, headers=WAIT)).json()["list_ids"]
        for answer in (
            await stranger.get(f"/supply-lists/{list_id}"),
            await stranger.patch(f"/supply-lists/{list_id}", json={"amount": 1}, headers=WAIT),
            await stranger.delete(f"/supply-lists/{list_id}", headers=WAIT),
            await owner.get(f"/demand-lists/{list_id}"),
        ):
            assert problem(answer)[:2] == (404, "LIST_UNKNOWN")
        assert (await owner.get(f"/supply-lists/{list_id}")).json()["amount"] == LOT["amount"]
        assert (await stranger.get("/supply-lists", params={"company_id": list_id[:12]})).json()["items"] == []

    async def test_a_list_in_a_frozen_cycle_stands(self, floor: Floor):
        client = await floor.company(1)
        (list_id,) = (await client.post("/supply-lists", json=LOT, headers=WAIT)).json()["list_ids"]
        await freeze(floor, 1)
        await caught_up(floor)
        for answer in (
            await client.patch(f"/supply-lists/{list_id}", json={"amount": 1}, headers=WAIT),
            await client.delete(f"/supply-lists/{list_id}", headers=WAIT),
        ):
            assert problem(answer)[:2] == (409, "CYCLE_NOT_OPEN")
        assert (await client.get(f"/supply-lists/{list_id}")).json()["open"] is False

    async def test_a_list_that_is_frozen_meanwhile_stands_too(self, floor: Floor):
        client = await floor.company(1)
        (list_id,) = (await client.post("/supply-lists", json=LOT, headers=WAIT)).json()["list_ids"]
        await floor.services.projector.stop()  # the view still says intake
        await freeze(floor, 1)
        answer = await client.patch(f"/supply-lists/{list_id}", json={"amount": 1}, headers=WAIT)
        assert problem(answer)[:2] == (409, "CYCLE_NOT_OPEN")
        await floor.services.projector.start()

    async def test_only_companies_post(self, floor: Floor):
        operator = await floor.authority("operator")
        assert problem(await operator.post("/supply-lists", json=LOT))[:2] == (403, "ROLE_REQUIRED")
        assert problem(await floor.http.post("/supply-lists", json=LOT))[:2] == (401, "TOKEN_MISSING")
        stranger = await floor.client("no such token")
        assert problem(await stranger.post("/supply-lists", json=LOT))[:2] == (401, "TOKEN_INVALID")


async def test_posts_that_lose_the_race_with_the_freeze_go_into_the_next_cycle(floor: Floor):
    client = await floor.company(1)
    await floor.services.projector.stop()  # the view still says cycle 1
    await freeze(floor, 1)
    posted = await client.post("/supply-lists", json=LOT, headers=WAIT)
    assert (posted.status_code, posted.json()["cycle"]) == (201, 2)
    await floor.services.projector.start()
    await caught_up(floor)
    shown = (await client.get("/supply-lists", params={"cycle": 2})).json()["items"]
    assert [item["list_id"] for item in shown] == posted.json()["list_ids"]


async def test_authorities_see_all_lists_and_may_choose_a_company(floor: Floor):
    for number in (1, 2):
        await (await floor.company(number)).post("/supply-lists", json=LOT, headers=WAIT)
    supervisor = await floor.authority("supervisor")
    assert len((await supervisor.get("/supply-lists")).json()["items"]) == 2
    second = await floor.company_id(2)
    (item,) = (await supervisor.get("/supply-lists", params={"company_id": second})).json()["items"]
    assert item["company_id"] == second
    assert (await supervisor.get(f"/supply-lists/{item['list_id']}")).status_code == 200
