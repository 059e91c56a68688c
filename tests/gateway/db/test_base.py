"""Engines and sessions: what is written lasts, writers wait for each other, readers see whole transactions."""

import asyncio
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

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
