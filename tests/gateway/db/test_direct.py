"""Pieces of work: all or nothing, of one moment, in a thread for SQLite, and with the driver of any other database."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from gateway.db.columns import now
from gateway.db.direct import Direct
from gateway.records.models import Account
from tests.helpers.databases import Database


def without_twin(records: Database) -> Database:
    """As a database is used that is not SQLite."""
    sessions = records.sessions
    other = type(sessions)(**{**sessions.kw, "info": {**sessions.kw["info"], "direct": None}}, class_=sessions.class_)
    return replace(records, sessions=other)


@pytest.fixture(params=["its own thread", "the asynchronous driver"])
def database(request: pytest.FixtureRequest, records: Database) -> Database:
    return records if request.param == "its own thread" else without_twin(records)


def add(connection: Connection, *logins: str) -> None:
    for login in logins:
        row = {"id": login, "login": login, "password_hash": "x", "role": "operator", "created_at": now()}
        connection.execute(insert(Account), row)


def logins(connection: Connection) -> list[str]:
    return sorted(connection.scalars(select(Account.login)))


async def test_what_is_written_is_read(database: Database) -> None:
    direct = Direct(database.sessions)
    assert await direct.write(lambda connection: add(connection, "b", "a")) is None
    assert await direct.read(logins) == ["a", "b"]


async def test_work_that_fails_leaves_nothing_and_says_why(database: Database) -> None:
    direct = Direct(database.sessions)
    with pytest.raises(IntegrityError):
        await direct.write(lambda connection: add(connection, "a", "a"))
    assert await direct.read(logins) == []


async def test_work_reads_one_moment(database: Database, records: Database) -> None:
    direct = Direct(database.sessions)

    def twice(connection: Connection) -> tuple[list[str], list[str]]:
        before = logins(connection)
        with records.direct.begin() as other:
            add(other, "meanwhile")
        return before, logins(connection)

    assert await direct.read(twice) == ([], [])
    assert await direct.read(logins) == ["meanwhile"]


async def test_sqlite_is_asked_in_another_thread(records: Database) -> None:
    thread = await Direct(records.sessions).read(lambda _: threading.current_thread())
    assert thread is not threading.current_thread()


@pytest.mark.parametrize("writing", [False, True])
async def test_it_is_set_up_as_the_asynchronous_one_is(records: Database, writing: bool) -> None:
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    def shown(connection: Connection) -> list[object]:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in pragmas]

    direct = Direct(records.sessions)
    async with records.engine.connect() as connection:
        assert await (direct.write if writing else direct.read)(shown) == await connection.run_sync(shown)


async def test_a_database_that_is_closed_closes_it_too(records: Database) -> None:
    await Direct(records.sessions).read(logins)
    assert records.direct.pool.checkedin() == 1  # type: ignore[attr-defined]
    await records.engine.dispose()
    assert records.direct.pool.checkedin() == 0  # type: ignore[attr-defined]
