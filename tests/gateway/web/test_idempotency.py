import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.db.group_writer import GroupWriter
from gateway.errors import Conflict
from gateway.records.models import IdempotencyKey
from gateway.web.idempotency import IdempotencyKeys, KeyedRequest
from tests.helpers.databases import Database


@pytest.fixture
async def keys(records: Database) -> AsyncIterator[IdempotencyKeys]:
    writer = GroupWriter(records.sessions)
    yield IdempotencyKeys(records.sessions, writer)
    await writer.close()


FIRST = KeyedRequest.of("account", "key", "POST", "/v1/supply-lists", b"body")


async def test_a_key_leads_to_what_it_began(keys: IdempotencyKeys):
    assert await keys.begin(FIRST) is None
    await keys.began(FIRST, "operation 1")
    assert await keys.begin(FIRST) == "operation 1"
    assert await keys.begin(FIRST) == "operation 1"


@pytest.mark.parametrize(
    "other",
    [
        KeyedRequest.of("account", "key", "POST", "/v1/supply-lists", b"another body"),
        KeyedRequest.of("account", "key", "POST", "/v1/demand-lists", b"body"),
        KeyedRequest.of("account", "key", "PATCH", "/v1/supply-lists", b"body"),
    ],
)
async def test_another_request_with_the_key_is_refused(keys: IdempotencyKeys, other: KeyedRequest):
    await keys.begin(FIRST)
    await keys.began(FIRST, "operation 1")
    with pytest.raises(Conflict) as refused:
        await keys.begin(other)
    assert refused.value.code == "IDEMPOTENCY_MISMATCH"


async def test_accounts_have_their_own_keys(keys: IdempotencyKeys):
    await keys.begin(FIRST)
    assert await keys.begin(KeyedRequest.of("another", "key", "POST", "/v1/supply-lists", b"body")) is None


async def test_of_many_at_once_one_begins(keys: IdempotencyKeys):
    outcomes = await asyncio.gather(*(keys.begin(FIRST) for _ in range(20)), return_exceptions=True)
    assert outcomes.count(None) == 1
    assert {error.code for error in outcomes if isinstance(error, Conflict)} == {"IDEMPOTENCY_BUSY"}


async def test_a_refused_request_frees_its_key_but_a_begun_one_keeps_it(keys: IdempotencyKeys):
    await keys.begin(FIRST)
    await keys.forget(FIRST)
    assert await keys.begin(FIRST) is None
    await keys.began(FIRST, "operation 1")
    await keys.forget(FIRST)
    assert await keys.begin(FIRST) == "operation 1"


async def test_the_sweep_takes_what_ended_with_the_process_and_what_is_old(records: Database, keys: IdempotencyKeys):
    for name in ("never began", "fresh", "old"):
        request = KeyedRequest.of("account", name, "POST", "/", b"")
        await keys.begin(request)
        if name != "never began":
            await keys.began(request, name)
    async with records.sessions.begin() as session:
        row = await session.get(IdempotencyKey, ("account", "old"))
        assert row is not None
        row.created_at -= timedelta(hours=49)
    await keys.sweep()
    async with records.sessions() as session:
        assert (await session.scalars(select(IdempotencyKey.key))).all() == ["fresh"]
