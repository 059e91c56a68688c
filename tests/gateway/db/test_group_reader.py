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
    """A table with a key of three columns."""

    __tablename__ = "bands"

    company_id: Mapped[str] = mapped_column(primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    match_id: Mapped[str] = mapped_column(primary_key=True)


BANDS = by_primary_key(Band)
BANDS_OF_COMPANY = Lookup(Band.company_id, reads=(Band.band,))
KEY = st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.sampled_from("xy"))


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


async def fill(records: Database, keys: set[tuple[str, int, str]]) -> None:
    rows = [{"company_id": company, "band": band, "match_id": match} for company, band, match in keys]
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
    kept: set[tuple[str, int, str]],
    asked: list[list[tuple[str, int, str]]],
) -> None:
    async def tried(folder: Path) -> None:
        async with database(folder) as records:
            await fill(records, kept)
            reader = GroupReader(records.sessions)
            answers = await asyncio.gather(*(reader.many(BANDS, keys) for keys in asked))
            by_company = await asyncio.gather(*(reader.many(BANDS_OF_COMPANY, list("abc")) for _ in asked))
            for keys, answer in zip(asked, answers, strict=True):
                assert {key: tuple(rows[0][:3]) for key, rows in answer.items()} == {k: k for k in keys if k in kept}
                assert all(len(rows) == 1 for rows in answer.values())
            for answer in by_company:
                found = sorted((company, row.band) for company, rows in answer.items() for row in rows)
                assert found == sorted((company, band) for company, band, _ in kept)
            await reader.close()

    asyncio.run(tried(tmp_path_factory.mktemp("reads")))


async def test_what_is_asked_meanwhile_shares_one_select(records: Database) -> None:
    await fill(records, {(str(number), 0, "x") for number in range(200)})
    reader, made = GroupReader(records.sessions), selects(records)
    rows = await asyncio.gather(*(reader.one(BANDS_OF_COMPANY, str(number)) for number in range(200)))
    assert [row.band for row in rows if row is not None] == [0] * 200
    assert len(made) == 1


async def test_many_keys_are_asked_for_in_parts(records: Database) -> None:
    keys = {(str(number), number, "x") for number in range(2_001)}
    await fill(records, keys)
    reader, made = GroupReader(records.sessions), selects(records)
    assert set(await reader.many(BANDS, sorted(keys))) == keys
    assert len(made) == -(-2_001 // BANDS.chunk)


async def test_an_answer_was_read_after_its_question(records: Database) -> None:
    reader = GroupReader(records.sessions)
    assert await reader.one(BANDS_OF_COMPANY, "a") is None
    early = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "other"))
    await asyncio.sleep(0)  # a read is under way from here on
    await fill(records, {("a", 1, "x")})
    assert await reader.one(BANDS_OF_COMPANY, "a") is not None
    assert await early is None


async def test_a_bad_key_fails_alone(records: Database) -> None:
    await fill(records, {("a", 1, "x")})
    reader = GroupReader(records.sessions)
    asked = [("a", 1, "x"), ("a", 2**70, "x"), ("b", 1, "x")]
    good, bad, missing = await asyncio.gather(*(reader.one(BANDS, key) for key in asked), return_exceptions=True)
    assert tuple(good) == ("a", 1, "x", "a", 1, "x")  # type: ignore[arg-type]
    assert isinstance(bad, OverflowError)
    assert missing is None


async def test_who_no_longer_waits_harms_nobody(records: Database) -> None:
    await fill(records, {("a", 1, "x")})
    reader = GroupReader(records.sessions)
    impatient = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "a"))
    patient = asyncio.create_task(reader.one(BANDS_OF_COMPANY, "a"))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient) is not None
    with pytest.raises(asyncio.CancelledError):
        await impatient


async def test_the_end_answers_first_and_then_refuses(records: Database) -> None:
    await fill(records, {("a", 1, "x")})
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
        (
            BANDS,
            [("a", 1, "x")],
            "(bands.company_id, bands.band, bands.match_id) IN (($1, $2, $3))",
        ),
    ],
)
def test_postgresql_is_asked_the_same(lookup: Lookup, keys: list[Any], condition: str) -> None:
    connection = _Postgres()
    lookup.read(connection, keys)  # type: ignore[arg-type] # a connection as far as a look-up knows
    assert condition in connection.asked[0]
