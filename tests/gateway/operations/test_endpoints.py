"""`GET /v1/transactions/{id}` over HTTP."""

from tests.helpers.floor import LOT, Floor, problem


async def test_a_write_is_looked_up_at_its_location_by_its_own_company_and_the_authorities(floor: Floor) -> None:
    company, stranger = await floor.company(1), await floor.company(2)
    posted = await company.post("/supply-lists", json=LOT)
    assert posted.status_code == 202
    location = posted.headers["Location"].removeprefix("/v1")
    await floor.services.operations.close()  # until it is done

    found = await company.get(location)
    assert found.status_code == 200
    body = found.json()
    assert body["state"] == "committed"
    assert body["problem"] is None
    assert location.endswith(body["id"])
    assert body["block"] == await floor.ledger.height() - 1
    for role in ("operator", "supervisor"):
        assert (await (await floor.authority(role)).get(location)).json() == body
    assert problem(await stranger.get(location))[:2] == (404, "OPERATION_UNKNOWN")
    assert problem(await floor.http.get(location))[:2] == (401, "TOKEN_MISSING")


async def test_an_id_that_is_none_is_said_to_be_malformed(floor: Floor) -> None:
    company = await floor.company(1)
    assert problem(await company.get("/transactions/zzz"))[:2] == (422, "FIELD_FORMAT")
    assert problem(await company.get(f"/transactions/{'0' * 32}"))[:2] == (404, "OPERATION_UNKNOWN")
