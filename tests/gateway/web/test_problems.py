"""Every kind of failure leaves the gateway as a problem document."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from gateway.errors import Conflict, LedgerRefused, Unauthenticated
from gateway.lists.schemas import PostBody
from gateway.web import problems
from gateway.web.fields import Body, Secret, Text
from gateway.web.middleware import BodyLimit, SecurityHeaders
from tests.helpers.floor import LOT, problem


class Named(Body):
    name: Text
    password: Secret
    count: int = 0
    flag: bool = False


def application() -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.add_middleware(BodyLimit, limit_bytes=2000)
    app.add_middleware(SecurityHeaders)

    @app.post("/named")
    async def named(body: Named) -> Named:
        return body

    @app.post("/lists")
    async def lists(body: PostBody) -> str:
        return type(body).__name__

    @app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("a secret detail")

    @app.get("/conflict")
    async def conflict() -> None:
        raise Conflict("NAME_TAKEN", "taken", "name", hint=1)

    @app.get("/refused")
    async def refused() -> None:
        raise LedgerRefused("LIST_EXISTS", "exists", None, "tx1")

    @app.get("/stranger")
    async def stranger() -> None:
        raise Unauthenticated("TOKEN_MISSING", "send one")

    return app


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


GOOD = {"name": "n", "password": "0123456789"}


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "FIELD_MISSING", "name"),
        ({**GOOD, "more": 1}, "FIELD_UNKNOWN", "more"),
        ({**GOOD, "name": 5}, "FIELD_TYPE", "name"),
        ({**GOOD, "name": None}, "FIELD_TYPE", "name"),
        ({**GOOD, "name": "a\x00b"}, "FIELD_FORMAT", "name"),
        ({**GOOD, "name": "a\nb"}, "FIELD_FORMAT", "name"),
        ({**GOOD, "password": "short"}, "FIELD_RANGE", "password"),
        ({**GOOD, "count": "5"}, "FIELD_TYPE", "count"),
        ({**GOOD, "count": 5.5}, "FIELD_TYPE", "count"),
        ({**GOOD, "count": True}, "FIELD_TYPE", "count"),
        ({**GOOD, "flag": 1}, "FIELD_TYPE", "flag"),
        ([], "FIELD_TYPE", None),
        ("text", "FIELD_TYPE", None),
    ],
)
async def test_bad_fields_are_named(http: httpx.AsyncClient, body: object, code: str, field: str | None):
    answer = await http.post("/named", json=body)
    assert problem(answer) == (422, code, field)
    if isinstance(body, dict):
        assert GOOD["password"] not in answer.text


@pytest.mark.parametrize(
    "content",
    [b"{", b"", b"\xff\xfe", b'{"name": NaN', b"[1,]", b'{"name": "a", "password": 1' + b"0" * 1800, b"[" * 1500],
    ids=["cut", "empty", "not UTF-8", "NaN", "comma", "long number", "deep"],
)
async def test_what_isnt_json_is_no_crash(http: httpx.AsyncClient, content: bytes):
    answer = await http.post("/named", content=content, headers={"content-type": "application/json"})
    status, code, _ = problem(answer)
    assert (status, code) in {(400, "BODY_JSON"), (422, "FIELD_MISSING"), (422, "FIELD_TYPE")}


async def test_half_a_surrogate_pair_is_refused(http: httpx.AsyncClient):
    content = b'{"name": "\\ud800", "password": "0123456789"}'
    answer = await http.post("/named", content=content, headers={"content-type": "application/json"})
    assert problem(answer) == (422, "FIELD_FORMAT", "name")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**LOT, "amount": 0}, "amount"),
        ({**LOT, "amount": 100_000_001}, "amount"),
        ({**LOT, "price_fen": 0}, "price_fen"),
        ({**LOT, "price_fen": 9_000_000_001}, "price_fen"),
        ({**LOT, "weight_g": -1}, "weight_g"),
        ({**LOT, "freshness": 0}, "freshness"),
        ({**LOT, "freshness": 4}, "freshness"),
        ({**LOT, "breed": ""}, "breed"),
        ({**LOT, "breed": "x" * 41}, "breed"),
        ({"lists": [LOT, {**LOT, "amount": 10**30}]}, "lists.1.amount"),
        ({"lists": []}, "lists"),
    ],
)
async def test_every_figure_of_a_list_has_bounds(http: httpx.AsyncClient, body: object, field: str):
    assert problem(await http.post("/lists", json=body)) == (422, "FIELD_RANGE", field)


async def test_one_list_and_many_are_told_apart(http: httpx.AsyncClient):
    assert (await http.post("/lists", json=LOT)).json() == "ListIn"
    assert (await http.post("/lists", json={"lists": [LOT]})).json() == "ListsIn"
    assert problem(await http.post("/lists", json={"lists": [LOT], "breed": "Crab"})) == (422, "FIELD_UNKNOWN", "breed")


async def test_a_crash_shows_nothing_of_its_cause(http: httpx.AsyncClient):
    answer = await http.get("/crash")
    assert problem(answer)[:2] == (500, "INTERNAL")
    assert "secret" not in answer.text


async def test_coded_failures_keep_code_field_and_details(http: httpx.AsyncClient):
    answer = await http.get("/conflict")
    assert problem(answer) == (409, "NAME_TAKEN", "name")
    assert (answer.json()["hint"], answer.json()["instance"]) == (1, "/conflict")
    refused = await http.get("/refused")
    assert problem(refused) == (409, "LIST_EXISTS", None)
    assert refused.json()["transaction_id"] == "tx1"


async def test_unknown_paths_and_methods(http: httpx.AsyncClient):
    assert problem(await http.get("/nowhere"))[:2] == (404, "ROUTE_UNKNOWN")
    answer = await http.delete("/named")
    assert problem(answer)[:2] == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


async def test_a_stranger_is_told_how_to_authenticate(http: httpx.AsyncClient):
    answer = await http.get("/stranger")
    assert problem(answer)[:2] == (401, "TOKEN_MISSING")
    assert answer.headers["www-authenticate"] == "Bearer"


class TestBodyLimit:
    async def test_an_announced_length_is_refused_unread(self, http: httpx.AsyncClient):
        assert problem(await http.post("/named", content=b"x" * 2001))[:2] == (413, "BODY_TOO_LARGE")

    async def test_so_is_one_that_turns_out_too_long(self, http: httpx.AsyncClient):
        async def parts() -> AsyncIterator[bytes]:
            for _ in range(300):
                yield b"x" * 10

        answer = await http.post("/named", content=parts(), headers={"content-type": "application/json"})
        assert problem(answer)[:2] == (413, "BODY_TOO_LARGE")

    async def test_the_limit_itself_is_let_in(self, http: httpx.AsyncClient):
        content = b'{"name": "n", "password": "0123456789"}'.ljust(2000)
        answer = await http.post("/named", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 200


async def test_browsers_are_told_to_trust_nothing(http: httpx.AsyncClient):
    for answer in (await http.get("/nowhere"), await http.post("/named", content=b"x" * 2001)):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
