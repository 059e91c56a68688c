"""Group commit: everything awaited is on disk, a bad row fails alone, few transactions carry many writes."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from gateway.db.columns import now
from gateway.db.group_writer import GroupWriter
from gateway.errors import Unavailable
from gateway.records.models import Account
from tests.helpers.databases import Database

INSERT = insert(Account.__table__)  # type: ignore[arg-type]


def row(login: str) -> dict[str, Any]:
    return {
        "id": login,
        "login": login,
        "password_hash": "x",
        "role": "operator",
        "company_id": None,
        "created_at": now(),
    }


async def logins(records: Database) -> set[str]:
    async with records.sessions() as session:
        return set(await session.scalars(select(Account.login)))


async def test_an_awaited_write_is_there(records: Database) -> None:
    writer = GroupWriter(records.sessions)
    await writer.write(INSERT, row("one"))
    assert await logins(records) == {"one"}
    await writer.close()


async def test_many_writes_share_few_transactions(records: Database) -> None:
    commits = []
    event.listen(records.direct, "commit", lambda _connection: commits.append(1))
    writer = GroupWriter(records.sessions)
    await asyncio.gather(*(writer.write(INSERT, row(str(number))) for number in range(300)))
    assert await logins(records) == {str(number) for number in range(300)}
    assert len(commits) <= 3
    await writer.close()


async def test_a_bad_row_fails_alone(records: Database) -> None:
    writer = GroupWriter(records.sessions)
    results = await asyncio.gather(
        *(writer.write(INSERT, row(login)) for login in ("a", "b", "a", "c")), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), type(None), IntegrityError, type(None)]
    assert await logins(records) == {"a", "b", "c"}
    await writer.close()


async def test_flush_waits_for_what_nobody_awaited(records: Database) -> None:
    writer = GroupWriter(records.sessions)
    for number in range(5):
        writer.write_later(INSERT, row(str(number)))
    await writer.flush()
    assert len(await logins(records)) == 5
    await writer.close()


async def test_close_writes_what_has_arrived_and_then_refuses(records: Database) -> None:
    writer = GroupWriter(records.sessions)
    writer.write_later(INSERT, row("one"))
    await writer.close()
    assert await logins(records) == {"one"}
    with pytest.raises(Unavailable, match="SHUTTING_DOWN"):
        await writer.write(INSERT, row("two"))


async def test_a_caller_that_gives_up_harms_nobody(records: Database) -> None:
    writer = GroupWriter(records.sessions)
    given_up = asyncio.create_task(writer.write(INSERT, row("one")))
    await asyncio.sleep(0)
    given_up.cancel()
    await writer.write(INSERT, row("two"))
    assert "two" in await logins(records)
    await writer.close()
