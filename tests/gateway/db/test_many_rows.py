"""Rows given to the driver as they are: they must be the rows that Core would have written."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.db.columns import now
from gateway.db.many_rows import ManyRows
from gateway.projection.models import Cycle, Decision, OtherWrite, ProjectionBase
from gateway.records.models import Account
from tests.helpers.databases import Database

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
NUMBER = st.integers(-(2**63), 2**63 - 1)
DOCUMENT = st.dictionaries(TEXT, st.none() | st.booleans() | NUMBER | TEXT | st.lists(TEXT, max_size=2), max_size=3)
OTHER = st.fixed_dictionaries(
    {"object_type": TEXT, "attributes": st.lists(TEXT, max_size=3).map(tuple), "value": DOCUMENT}
)
DECISION = st.fixed_dictionaries(
    {column.key: st.booleans() if column.key == "accept" else NUMBER if column.key in ("cycle", "seq", "expiry_cycle")
     else TEXT for column in Decision.__table__.columns}
)  # fmt: skip


async def kept(connection: AsyncConnection, model: type[ProjectionBase]) -> list[tuple[Any, ...]]:
    rows = sorted(map(tuple, await connection.execute(select(model.__table__))), key=repr)
    await connection.execute(delete(model))
    return rows


def plain(model: type[ProjectionBase]) -> Any:
    return insert(model.__table__)  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    others=st.lists(OTHER, max_size=4, unique_by=lambda row: (row["object_type"], row["attributes"])),
    decisions=st.lists(
        DECISION, max_size=4, unique_by=lambda row: tuple(row[k] for k in ("cycle", "breed", "seq", "side"))
    ),
)
async def test_they_are_written_as_core_writes_them(projection: Database, others: Any, decisions: Any) -> None:
    async with projection.engine.begin() as connection:
        for model, rows in ((OtherWrite, others), (Decision, decisions)):
            if rows:
                await connection.execute(plain(model), rows)
            by_core = await kept(connection, model)
            await connection.run_sync(ManyRows(plain(model), connection.dialect).run, rows)
            assert await kept(connection, model) == by_core


async def test_no_rows_are_nothing_to_do(projection: Database) -> None:
    async with projection.engine.begin() as connection:
        await connection.run_sync(ManyRows(plain(Cycle), connection.dialect).run, [])
        assert await kept(connection, Cycle) == []


class Heard:
    """A connection that only hears what it is told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any]] = []

    def exec_driver_sql(self, sql: str, rows: Any) -> None:
        self.said.append((sql, rows))


def test_drivers_get_the_parameters_in_their_own_style() -> None:
    row = {"cycle": 3, "state": "intake", "param_version": 1, "times": {"intake": 5}}
    for dialect, sign in (
        (sqlite.dialect(), "?"),
        (postgresql.asyncpg.dialect(), "$1"),  # type: ignore[no-untyped-call]
        (postgresql.psycopg2.dialect(), "%(cycle)s"),  # type: ignore[no-untyped-call]
    ):
        heard = Heard()
        ManyRows(plain(Cycle), dialect).run(heard, [row])  # type: ignore[arg-type]
        ((sql, (given_row,)),) = heard.said
        assert sign in sql
        values = list(given_row.values()) if isinstance(given_row, dict) else list(given_row)
        assert values[:3] == [3, "intake", 1]


async def test_of_some_columns_the_others_are_null_and_what_else_a_row_holds_is_not_written(records: Database) -> None:
    given_row = {"id": "1", "login": "one", "password_hash": "x", "role": "operator", "created_at": now()}
    async with records.engine.begin() as connection:
        rows = ManyRows(insert(Account.__table__), connection.dialect, list(given_row))  # type: ignore[arg-type]
        assert rows.complete
        await connection.run_sync(rows.run, [given_row | {"company_id": "c1"}])
        (kept_row,) = (await connection.execute(select(Account.__table__))).mappings()
    assert {key: kept_row[key] for key in given_row} == given_row
    assert kept_row["company_id"] is None


MADE = Table("made", MetaData(), Column("given", Integer), Column("made", Text, default=lambda: "in Python"))


def test_rows_are_complete_only_where_python_makes_no_value() -> None:
    for dialect in (sqlite.dialect(), postgresql.psycopg2.dialect()):  # type: ignore[no-untyped-call]
        assert ManyRows(insert(MADE), dialect, ["given", "made"]).complete
        assert not ManyRows(insert(MADE), dialect, ["given"]).complete  # the default would be made by Core


def test_rows_are_not_complete_where_the_statement_has_a_value_of_its_own() -> None:
    statement = insert(MADE).values(given=bindparam("given"), made="a constant")
    for dialect in (sqlite.dialect(), postgresql.psycopg2.dialect(), postgresql.asyncpg.dialect()):  # type: ignore[no-untyped-call]
        assert not ManyRows(statement, dialect, ["given"]).complete
