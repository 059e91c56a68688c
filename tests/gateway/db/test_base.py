"""Engines and sessions: what is written lasts, writers wait for each other, readers see whole transactions."""

import asyncio
import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.db.base import create_engine_for
from gateway.records.models import Account, Job, Session
from tests.helpers.databases import Database, database


def account(login: str) -> Account:
    return Account(login=login, password_hash="x", role="operator")


async def test_what_was_begun_for_writing_is_committed_at_its_end(tmp_path: Path) -> None:
    async with database(tmp_path, "records") as made, made.sessions.begin() as session:
        session.add(account("one"))
    async with database(tmp_path, "records") as made, made.sessions() as session:
        assert (await session.scalars(select(Account.login))).all() == ["one"]


async def test_what_was_only_opened_is_not_committed(records: Database) -> None:
    async with records.sessions() as session:
        session.add(account("one"))
        await session.flush()
    async with records.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 0


async def test_a_failure_takes_the_whole_transaction_back(records: Database) -> None:
    with pytest.raises(IntegrityError):
        async with records.sessions.begin() as session:
            session.add_all([account("one"), account("one")])
    async with records.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(Account)) == 0


async def test_writers_that_read_first_wait_for_each_other(records: Database) -> None:
    """With a plain BEGIN the second one fails at once with `database is locked`."""
    async with records.sessions.begin() as session:
        session.add(Job(id="j", kind="advance", cycle=0, target_state="closed"))

    async def count_up() -> None:
        async with records.sessions.begin() as session:
            job = await session.get(Job, "j")
            assert job is not None
            seen = job.cycle
            await asyncio.sleep(0.01)
            job.cycle = seen + 1

    await asyncio.gather(*(count_up() for _ in range(5)))
    async with records.sessions() as session:
        assert await session.scalar(select(Job.cycle)) == 5


async def test_a_reader_keeps_its_view_and_blocks_no_writer(records: Database) -> None:
    async with records.sessions() as reader:
        assert (await reader.scalars(select(Account.login))).all() == []
        async with records.sessions.begin() as writer:
            writer.add(account("one"))
        assert (await reader.scalars(select(Account.login))).all() == []


async def test_references_are_enforced(records: Database) -> None:
    with pytest.raises(IntegrityError):
        async with records.sessions.begin() as session:
            session.add(Session(token_digest="t", account_id="nobody", expires_at=datetime.now(UTC)))


async def test_words_outside_the_list_are_refused(records: Database) -> None:
    with pytest.raises(IntegrityError):
        async with records.sessions.begin() as session:
            session.add(Account(login="one", password_hash="x", role="emperor"))


async def test_a_moment_keeps_its_instant_and_comes_back_in_utc(records: Database) -> None:
    moment = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    async with records.sessions.begin() as session:
        session.add(Job(id="j", kind="advance", cycle=1, target_state="closed", created_at=moment))
    async with records.sessions() as session:
        read = await session.scalar(select(Job.created_at))
    assert read == moment
    assert read is not None
    assert read.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(records: Database) -> None:
    with pytest.raises(StatementError, match="time zone"):
        async with records.sessions.begin() as session:
            session.add(Job(id="j", kind="advance", cycle=1, target_state="closed", created_at=datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_only_the_view_may_lose_the_last_commits_at_a_power_cut(
    tmp_path: Path, durable: bool, level: int
) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'x.sqlite'}", durable=durable)
    async with engine.connect() as connection:
        assert (await connection.execute(text("PRAGMA synchronous"))).scalar() == level
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
    await engine.dispose()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_row_prints_its_key_and_no_secret() -> None:
    assert repr(Account(id="a1", login="one", password_hash="secret", role="operator")) == "Account('a1')"


async def logins_of(session: AsyncSession) -> list[str]:
    return sorted(await session.scalars(select(Account.login)))


async def test_sqlite_is_asked_in_threads_and_gets_its_connections_back(records: Database) -> None:
    threads: set[int] = set()

    def seen(*_: Any) -> None:
        threads.add(threading.get_ident())

    event.listen(records.direct, "before_cursor_execute", seen)
    async with records.sessions.begin() as session:
        session.add(account("a"))
        await session.flush()
    assert threads
    async with records.sessions() as session:
        assert await logins_of(session) == ["a"]
        account_id = await session.scalar(select(Account.id))
        kept = await session.get(Account, account_id)
    assert kept is not None
    assert kept.login == "a"  # also after the session's end
    assert threading.get_ident() not in threads
    assert records.direct.pool.checkedout() == 0  # type: ignore[attr-defined] # a pool that counts


async def test_more_readers_than_threads_or_kept_connections_do_not_wait_for_each_other(records: Database) -> None:
    async with records.sessions.begin() as session:
        session.add(account("a"))
    count, opened = 60, 0
    all_open = asyncio.Event()

    async def read_twice() -> list[str]:
        nonlocal opened
        async with records.sessions() as session:
            before = await logins_of(session)
            opened += 1
            if opened == count:
                all_open.set()
            await all_open.wait()  # everybody holds a connection now
            return before + await logins_of(session)

    found = await asyncio.wait_for(asyncio.gather(*(read_twice() for _ in range(count))), 20)
    assert found == [["a", "a"]] * count


async def test_a_question_that_fails_ends_its_session_and_no_other(records: Database) -> None:
    async with records.sessions() as session:
        with pytest.raises(OperationalError):
            await session.execute(text("SELECT * FROM nowhere"))
    assert records.direct.pool.checkedout() == 0  # type: ignore[attr-defined]
    async with records.sessions() as session:
        assert await logins_of(session) == []


LONG = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 500000) SELECT count(*) FROM c"


@pytest.mark.parametrize("writing", [False, True])
async def test_who_is_cancelled_while_the_database_answers_leaves_it_in_order(records: Database, writing: bool) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    event.listen(records.direct, "before_cursor_execute", lambda *_: loop.call_soon_threadsafe(asked.set))

    async def ask() -> None:
        async with records.sessions.begin() if writing else records.sessions() as session:
            session.add(account("a"))
            await session.execute(text(LONG))

    asking = asyncio.create_task(ask())
    await asyncio.wait_for(asked.wait(), 10)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert records.direct.pool.checkedout() == 0  # type: ignore[attr-defined] # a pool that counts
    async with asyncio.timeout(10), records.sessions.begin() as session:
        assert await logins_of(session) == []
