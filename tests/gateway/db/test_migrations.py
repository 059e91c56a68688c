"""Both trees of migrations lead to the models and back."""

from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.db import migrate
from gateway.db.base import create_engine_for
from gateway.projection.models import ProjectionBase
from gateway.records.models import RecordsBase
from shoal.home import checkout
from tests.helpers.databases import database

BASES = {"projection": ProjectionBase, "records": RecordsBase}
HEADS = {"projection": "projection_0004", "records": "records_0006"}


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda plain: inspect(plain).get_table_names()))


async def schema(engine: AsyncEngine) -> list[list[str]]:
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
        )
        return [_sorted_constraints(row[0]) for row in rows]


def _sorted_constraints(sql: str) -> list[str]:
    """The lines of a definition, its constraints by name: a table that is copied lists them in no order of its own."""
    lines = [line.strip(", \t") for line in sql.splitlines()]
    return sorted(lines, key=lambda line: line if line.startswith("CONSTRAINT") else "")


def test_every_tree_is_tried() -> None:
    assert set(BASES) == set(get_args(migrate.Name))


@pytest.mark.parametrize("name", BASES)
async def test_the_migrations_make_what_the_models_say(tmp_path: Path, name: migrate.Name) -> None:
    async with database(tmp_path, name) as made:
        await migrate.check(made.engine, name)


@pytest.mark.parametrize("name", BASES)
async def test_up_down_up_gives_the_same_schema_and_down_leaves_nothing(tmp_path: Path, name: migrate.Name) -> None:
    async with database(tmp_path, name) as made:
        first = await schema(made.engine)
        assert await tables(made.engine) == {*BASES[name].metadata.tables, f"alembic_version_{name}"}
        await migrate.downgrade(made.engine, name)
        assert await tables(made.engine) == {f"alembic_version_{name}"}
        await migrate.upgrade(made.engine, name)
        assert await schema(made.engine) == first


@pytest.mark.parametrize("name", BASES)
async def test_a_second_upgrade_changes_nothing(tmp_path: Path, name: migrate.Name) -> None:
    async with database(tmp_path, name) as made:
        first = await schema(made.engine)
        await migrate.upgrade(made.engine, name)
        assert await schema(made.engine) == first


async def test_both_trees_can_share_a_database(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'both.sqlite'}")
    await migrate.upgrade(engine, "projection")
    await migrate.upgrade(engine, "records")
    await migrate.check(engine, "projection")
    await migrate.check(engine, "records")
    await migrate.downgrade(engine, "projection")
    assert await tables(engine) >= set(RecordsBase.metadata.tables)
    await engine.dispose()


async def test_a_failed_migration_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'taken.sqlite'}")
    async with engine.begin() as connection:
        await connection.exec_driver_sql("CREATE TABLE wallets (owner TEXT)")  # in the way of the seventh table or so
    with pytest.raises(Exception, match="wallets"):
        await migrate.upgrade(engine, "records")
    assert await tables(engine) == {"wallets"}
    await engine.dispose()


@pytest.mark.parametrize("name", BASES)
def test_alembic_from_a_shell_works_on_the_settings_database(
    tmp_path: Path, name: migrate.Name, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `alembic -n NAME …` does in the checkout."""
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path))
    said, script = StringIO(), StringIO()
    config = Config(checkout() / "alembic.ini", ini_section=name, stdout=said, output_buffer=script)
    command.upgrade(config, "head")
    assert (tmp_path / "gateway" / f"{name}.sqlite").exists()
    command.check(config)
    command.current(config)
    assert f"{HEADS[name]} (head)" in said.getvalue()
    command.upgrade(config, "head", sql=True)
    assert f"CREATE TABLE {min(BASES[name].metadata.tables)} (" in script.getvalue()


async def test_statements_outlive_the_arrival_and_the_withdrawal_of_appeals(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'records.sqlite'}")
    await migrate.upgrade(engine, "records", "records_0002")
    kept = "INSERT INTO statements VALUES ({!r}, {!r}, '1.1.Eel', 'C-B', 'buyer', NULL, 'bad', 'd', 'm', 'k', 2, 's', 'written', NULL, 1, '2026-01-01')"  # noqa: E501
    async with engine.begin() as connection:
        await connection.exec_driver_sql(kept.format("one", "evaluation"))
        await connection.exec_driver_sql(kept.format("two", "decision"))
    await migrate.upgrade(engine, "records")
    async with engine.begin() as connection:
        await connection.exec_driver_sql(kept.format("three", "appeal"))
        with pytest.raises(IntegrityError, match="UNIQUE"):
            await connection.exec_driver_sql(kept.format("four", "appeal"))
    await migrate.downgrade(engine, "records", "records_0002")
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT id, kind, side, label FROM statements ORDER BY id")
        assert rows.all() == [("one", "evaluation", "buyer", "bad"), ("two", "decision", "buyer", "bad")]
    await engine.dispose()


async def test_texts_from_before_get_numbers_of_their_own(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'records.sqlite'}")
    await migrate.upgrade(engine, "records", "records_0004")
    async with engine.begin() as connection:
        for company in "abc":
            kept = f"INSERT INTO texts VALUES ('1.1.Eel', '{company}', 'Fine.', x'00', '{{}}', '1.1')"
            await connection.exec_driver_sql(kept)
    await migrate.upgrade(engine, "records")
    asked = "SELECT company_id, number, bands_version FROM texts ORDER BY number"
    async with engine.connect() as connection:
        rows = (await connection.exec_driver_sql(asked)).all()
    assert [tuple(row) for row in rows] == [("a", 1, None), ("b", 2, None), ("c", 3, None)]
    await engine.dispose()


async def test_envelopes_from_before_still_lead_to_their_operations_and_back(tmp_path: Path) -> None:
    engine = create_engine_for(f"sqlite+aiosqlite:///{tmp_path / 'records.sqlite'}")
    await migrate.upgrade(engine, "records", "records_0005")
    columns = "transaction_id, operation_id, function, msp_id, envelope, state, created_at"
    async with engine.begin() as connection:
        for transaction, operation in (("t1", "'op1'"), ("t2", "NULL")):
            kept = f"VALUES ('{transaction}', {operation}, 'f', 'M', x'00', 'sent', '2026-01-01')"
            await connection.exec_driver_sql(f"INSERT INTO outbox ({columns}) {kept}")
    await migrate.upgrade(engine, "records")
    async with engine.connect() as connection:
        links = (await connection.exec_driver_sql("SELECT operation_id, transaction_id FROM outbox_operations")).all()
        assert links == [("op1", "t1")]
    await migrate.downgrade(engine, "records", "records_0005")
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT transaction_id, operation_id FROM outbox ORDER BY 1")
        assert rows.all() == [("t1", "op1"), ("t2", None)]
    await engine.dispose()
