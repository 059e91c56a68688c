"""Group reads: the same answers as single reads, few SELECTs for many questions, errors go to who asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from gateway.db.base import create_engine_for, sessions_of
from gateway.db.group_reader import GroupReader, Lookup, by_primary_key
from gateway.errors import Unavailable
from tests.helpers.databases import Database


class Base(DeclarativeBase):
    pass


class Band(Base):
    """A table whose key says what its other columns say."""

    __tablename__ = "bands"

    name: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(index=True)
    band: Mapped[int] = mapped_column(index=True)


def name_of(company_id: str, band: int) -> str:
    return f"{company_id}.{band}"


BANDS = by_primary_key(Band)
BANDS_OF_COMPANY = Lookup(Band.company_id, reads=(Band.band,))
SECOND_BANDS = Lookup(Band.company_id, reads=(Band.band,), where=Band.band == 2)
BY_NUMBER = Lookup(Band.band)
KEY = st.tuples(st.sampled_from("abc"), st.integers(0, 3))


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Database]:
    engine = create_engine_for(f"sqlite+aiosqlite:///{folder / 'bands'}.sqlite")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    try:
        yield Database(engine, sessions_of(engine))
    finally:
        await engine.dispose()


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Database]:
    async with database(tmp_path) as made:
        yield made


async def fill(records: Database, keys: set[tuple[str, int]]) -> None:
    rows = [{"name": name_of(company, band), "company_id": company, "band": band} for company, band in keys]
    async with records.sessions.begin() as session:
        if rows:
            await session.execute(insert(Band), rows)


def selects(records: Database) -> list[str]:
    made: list[str] = []

    def seen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            made.append(statement)

    event.listen(records.direct, "before_cursor_execute", seen)
    return made


@settings(max_examples=8, deadline=None)
@given(kept=st.sets(KEY), asked=st.lists(st.lists(KEY, max_size=5), max_size=12))
def test_answers_are_those_of_single_reads(
    tmp_path_factory: pytest.TempPathFactory,
    kept: set[tuple[str, int]],
    asked: list[list[tuple[str, int]]],
) -> None:
    async def tried(folder: Path) -> None:
        async with database(folder) as records:
            await fill(records, kept)
            reader = GroupReader(records.sessions)
            names = [[name_of(*key) for key in keys] for keys in asked]
            answers = await asyncio.gather(*(reader.many(BANDS, some) for some in names))
            by_company = await asyncio.gather(*(reader.many(BANDS_OF_COMPANY, list("abc")) for _ in asked))
            second = await asyncio.gather(*(reader.many(SECOND_BANDS, list("abc")) for _ in asked))
            for keys, answer in zip(asked, answers, strict=True):
                found_of = {key: tuple(rows[0][:3]) for key, rows in answer.items()}
                assert found_of == {name_of(*k): (name_of(*k), *k) for k in keys if k in kept}
                assert all(len(rows) == 1 for rows in answer.values())
            for answer in by_company:
                found = sorted((company, row.band) for company, rows in answer.items() for row in rows)
                assert found == sorted(kept)
            for answer in second:
                found = sorted((company, row.band) for company, rows in answer.items() for row in rows)
                assert found == sorted((company, band) for company, band in kept if band == 2)
            await reader.close()

    asyncio.run(tried(tmp_path_factory.mktemp("reads")))


async def test_what_is_asked_meanwhile_shares_one_select(records: Database) -> None:
    await fill(records, {(str(number), 0) for number in range(200)})
    reader, made = GroupReader(records.sessions), selects(records)
    rows = await asyncio.gather(*(reader.one(BANDS_OF_COMPANY, str(number)) for number in range(200)))
    assert [row.band for row in rows if row is not None] == [0] * 200
    assert len(made) == 1


async def test_many_keys_are_asked_for_in_parts(records: Database) -> None:
    await fill(records, {("a", number) for number in range(2_001)})
    keys = {name_of("a", number) for number in range(2_001)}
    reader, made = GroupReader(records.sessions), selects(records)
    assert set(await reader.many(BANDS, sorted(keys))) == keys
    assert len(made) == -(-2_001 // BANDS.chunk)


async def test_an_answer_was_read_after_its_question(records: Database) -> None:
    reader = GroupReader(records.sessions)
    assert await reader.one(BANDS_OF_COMPANY, "a") is None
    early = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "other"))
    await asyncio.sleep(0)  # a read is under way from here on
    await fill(records, {("a", 1)})
    assert await reader.one(BANDS_OF_COMPANY, "a") is not None
    assert await early is None


async def test_a_bad_key_fails_alone(records: Database) -> None:
    await fill(records, {("a", 1)})
    reader = GroupReader(records.sessions)
    asked = [1, 2**70, 2]
    good, bad, missing = await asyncio.gather(*(reader.one(BY_NUMBER, key) for key in asked), return_exceptions=True)
    assert tuple(good) == ("a.1", "a", 1, 1)  # type: ignore[arg-type]
    assert isinstance(bad, OverflowError)
    assert missing is None


async def test_who_no_longer_waits_harms_nobody(records: Database) -> None:
    await fill(records, {("a", 1)})
    reader = GroupReader(records.sessions)
    impatient = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "a"))
    patient = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "a"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient) is not None
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_the_end_answers_first_and_then_refuses(records: Database) -> None:
    await fill(records, {("a", 1)})
    reader = GroupReader(records.sessions)
    asked = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "a"))
    await asyncio.sleep(0)
    await reader.close()
    assert (await asked) is not None
    with pytest.raises(Unavailable, match="SHUTTING_DOWN"):
        await reader.one(BANDS_OF_COMPANY, "a")


class _Postgres:
    """Compiles what it is given, as PostgreSQL would get it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def execute(self, statement: Any, values: dict[str, Any]) -> list[Any]:
        dialect = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]
        compiled = statement.params(values).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.asked.append(str(compiled))
        return []


@pytest.mark.parametrize(
    ("lookup", "keys", "condition"),
    [
        (BANDS_OF_COMPANY, ["a", "b"], "bands.company_id IN ($1::VARCHAR, $2::VARCHAR)"),
        (SECOND_BANDS, ["a"], "bands.company_id IN ($2::VARCHAR) AND bands.band = $1::INTEGER"),
    ],
)
def test_postgresql_is_asked_the_same(lookup: Lookup, keys: list[Any], condition: str) -> None:
    connection = _Postgres()
    lookup.read(connection, keys)  # type: ignore[arg-type] # a connection as far as a look-up knows
    assert condition in connection.asked[0]
