"""A view that was kept equals one that is made anew, whatever the blocks were; digests ignore nothing."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete as delete_rows
from sqlalchemy import insert, select, update

from gateway.db.base import create_engine_for, sessions_of
from gateway.ledger.port import LedgerBlock, LedgerWrite
from gateway.projection.block_repository import digest_rows, digest_table
from gateway.projection.keys import KINDS
from gateway.projection.models import Checkpoint, PostedList, ProjectionBase
from gateway.projection.projector import Projector
from gateway.projection.rebuild import rebuild, replay
from tests.helpers.databases import Database, database
from tests.helpers.scripted import ScriptedLedger, block, delete, write

from .values import INDEXES, TABLES

ALL = {**TABLES, **INDEXES}


async def digests(made: Database) -> dict[str, Any]:
    async with made.engine.connect() as connection:
        return await digest_rows(connection)


async def follow(made: Database, chain: list[LedgerBlock]) -> None:
    projector = Projector(ScriptedLedger(chain), made.sessions)
    await projector.start()
    await projector.wait_for(len(chain) - 1, 30)
    await projector.stop()


def everything(number: int = 0) -> LedgerBlock:
    return block(number, [write(kind, *attributes, **value) for kind, (attributes, value) in ALL.items()])


# A write of one of a few keys of every kind, or its deletion; figures vary so that a lost or doubled block shows.
@st.composite
def writes(draw: st.DrawFn) -> LedgerWrite:
    kind = draw(st.sampled_from(sorted(ALL)))
    attributes, value = ALL[kind]
    if draw(st.booleans()):
        attributes, value = _renamed(kind, attributes, value)
    if draw(st.integers(0, 3)) == 0:
        return delete(kind, *attributes)
    key = KINDS[kind].attributes if kind in KINDS else ()
    free = [name for name, old in value.items() if type(old) is int and name not in key]
    changed = {name: draw(st.integers(0, 9)) for name in free[:2]}
    return write(kind, *attributes, **{**value, **changed})


def _renamed(kind: str, attributes: tuple[str, ...], value: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The same with another key: the last attribute changed."""
    if not attributes:
        return attributes, value
    last = attributes[-1]
    other = f"{int(last) + 1:08d}" if last.isdigit() and len(last) == 8 else last + "9"
    if kind not in KINDS:
        return (*attributes[:-1], other), value
    name = KINDS[kind].attributes[-1]
    changed = {name: int(other) if other.isdigit() and len(other) == 8 else other} if name in value else {}
    return (*attributes[:-1], other), {**value, **changed}


transactions = st.one_of(st.lists(writes(), max_size=5), st.sampled_from(["MVCC_READ_CONFLICT", "DUPLICATE_TXID"]))
chains = st.lists(st.lists(transactions, max_size=4), min_size=1, max_size=8).map(
    lambda contents: [block(number, *content) for number, content in enumerate(contents)]
)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty view, to be copied: migrations take longer than most chains."""
    folder = tmp_path_factory.mktemp("migrated")

    async def make() -> None:
        async with database(folder, "projection"):
            pass

    asyncio.run(make())
    return folder / "projection.sqlite"


@asynccontextmanager
async def copy_of(migrated: Path) -> AsyncIterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copy(migrated, folder)
        engine = create_engine_for(f"sqlite+aiosqlite:///{file}", durable=False)
        yield Database(engine, sessions_of(engine))
        await engine.dispose()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chain=chains, data=st.data())
def test_applied_live_with_restarts_equals_replayed_from_scratch(
    migrated: Path, chain: list[LedgerBlock], data: st.DataObject
) -> None:
    stops = sorted({data.draw(st.integers(1, len(chain))), data.draw(st.integers(1, len(chain))), len(chain)})

    async def compare() -> None:
        async with copy_of(migrated) as kept, copy_of(migrated) as anew:
            for stop in stops:
                await follow(kept, chain[:stop])
            await replay(anew.engine, ScriptedLedger(chain), len(chain))
            assert await digests(anew) == await digests(kept)

    asyncio.run(compare())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chain=chains)
def test_the_view_is_the_ledgers_last_values_and_nothing_else(migrated: Path, chain: list[LedgerBlock]) -> None:
    """Against a dictionary of keys, the simplest thing that a ledger's state is."""
    state: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
    for each in chain:
        for transaction in each.transactions:
            for written in transaction.writes if transaction.valid else ():
                state.pop((written.object_type, written.attributes), None)
                if written.value is not None:
                    state[written.object_type, written.attributes] = written.value

    async def compare() -> None:
        async with copy_of(migrated) as made:
            await follow(made, chain)
            assert sum(digest.rows for digest in (await digests(made)).values()) == len(state) + 1
            async with made.sessions() as session:
                for (kind, attributes), value in state.items():
                    if kind in KINDS:
                        key = KINDS[kind].key(attributes)
                        assert key is not None
                        row = await session.get(KINDS[kind].model, key)
                        assert row is not None
                        assert {name: getattr(row, name) for name in value if name != "v"} == {
                            name: content for name, content in value.items() if name != "v"
                        }

    asyncio.run(compare())


async def test_rebuild_reports_its_progress_and_throws_away_what_was_there(projection: Database) -> None:
    chain = [everything(0), block(1), block(2, [delete("credit", *TABLES["credit"][0])])]
    await follow(projection, chain)
    live = await digests(projection)
    async with projection.sessions.begin() as session:
        await session.execute(update(PostedList).values(amount=1))
        await session.execute(insert(PostedList.__table__).from_select(  # type: ignore[arg-type]
            [column.key for column in PostedList.__table__.columns],
            select(PostedList).with_only_columns(
                *(column + 1 if column.key == "cycle" else column for column in PostedList.__table__.columns)
            ),
        ))  # fmt: skip
    assert await digests(projection) != live
    told: list[tuple[int, int]] = []
    assert await rebuild(projection.engine, ScriptedLedger(chain), lambda *done: told.append(done)) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert await digests(projection) == live


async def test_a_deleted_database_is_made_anew(tmp_path: Path) -> None:
    chain = [everything(0)]
    async with database(tmp_path, "projection") as made:
        await follow(made, chain)
        live = await digests(made)
    (tmp_path / "projection.sqlite").unlink()
    async with database(tmp_path, "projection") as made:
        await rebuild(made.engine, ScriptedLedger(chain))
        assert await digests(made) == live


async def test_a_projector_that_runs_meanwhile_goes_on_behind_the_rebuild(
    projection: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.projection.projector._RETRY_S", (0.0, 0.001))
    ledger = ScriptedLedger([everything(0), block(1)])
    projector = Projector(ledger, projection.sessions)
    await projector.start()
    await projector.wait_for(1, 10)
    await rebuild(projection.engine, ScriptedLedger(ledger.chain))
    ledger.append(everything(2))
    await projector.wait_for(2, 10)
    await projector.stop()
    kept = await digests(projection)
    await rebuild(projection.engine, ScriptedLedger(ledger.chain))
    assert await digests(projection) == kept


async def test_an_empty_ledger_makes_an_empty_view(projection: Database) -> None:
    await follow(projection, [everything(0)])
    assert await rebuild(projection.engine, ScriptedLedger()) == 0
    assert {name: digest.rows for name, digest in (await digests(projection)).items() if digest.rows} == {
        "checkpoint": 1
    }


@pytest.mark.parametrize("table", sorted(ProjectionBase.metadata.tables))
async def test_a_change_of_any_column_of_any_table_changes_its_digest(projection: Database, table: str) -> None:
    await follow(projection, [everything(0)])
    before = await digests(projection)
    assert before[table].rows >= 1
    changed = ProjectionBase.metadata.tables[table]
    async with projection.engine.connect() as connection:
        row = (await connection.execute(select(changed).limit(1))).one()._asdict()
        this_row = [column == row[column.key] for column in changed.primary_key]
        for column in changed.columns:
            savepoint = await connection.begin_nested()
            await connection.execute(update(changed).where(*this_row).values({column: _another(row[column.key])}))
            assert (await digest_table(connection, changed)).sha256 != before[table].sha256, column
            await savepoint.rollback()
        await connection.execute(delete_rows(changed).where(*this_row))
        after = await digest_rows(connection)
    assert {name for name in after if after[name] != before[name]} == {table}
    assert await digests(projection) == before


def _another(old: Any) -> Any:
    match old:
        case bool():
            return not old
        case int():
            return old + 1
        case str():
            return old + "x"
        case tuple():
            return (*old, "x")
        case list():
            return [*old, {"x": 1}]
        case _:
            return {**old, "x": 1}


async def test_the_checkpoint_is_the_height(projection: Database) -> None:
    await rebuild(projection.engine, ScriptedLedger([everything(0), block(1)]))
    async with projection.sessions() as session:
        assert (await session.get_one(Checkpoint, 1)).next_block == 2
