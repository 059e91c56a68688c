"""Rows given to the driver as they are: they must be the rows that Core would have written."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.db.many_rows import ManyRows
from gateway.projection.models import Cycle, Decision, OtherWrite, ProjectionBase
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
    async with projection.sessions.begin() as session:
        connection = await session.connection()
        for model, rows in ((OtherWrite, others), (Decision, decisions)):
            if rows:
                await connection.execute(plain(model), rows)
            by_core = await kept(connection, model)
            await ManyRows(plain(model), connection.dialect).run(connection, rows)
            assert await kept(connection, model) == by_core


async def test_no_rows_are_nothing_to_do(projection: Database) -> None:
    async with projection.sessions.begin() as session:
        connection = await session.connection()
        await ManyRows(plain(Cycle), connection.dialect).run(connection, [])
        assert await kept(connection, Cycle) == []


class Heard:
    """A connection that only hears what it is told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any]] = []

    async def exec_driver_sql(self, sql: str, rows: Any) -> None:
        self.said.append((sql, rows))


async def test_drivers_get_the_parameters_in_their_own_style() -> None:
    row = {"cycle": 3, "state": "intake", "param_version": 1, "times": {"intake": 5}}
    for dialect, sign in (
        (sqlite.dialect(), "?"),
        (postgresql.asyncpg.dialect(), "$1"),  # type: ignore[no-untyped-call]
        (postgresql.psycopg2.dialect(), "%(cycle)s"),  # type: ignore[no-untyped-call]
    ):
        heard = Heard()
        await ManyRows(plain(Cycle), dialect).run(heard, [row])  # type: ignore[arg-type]
        ((sql, (given_row,)),) = heard.said
        assert sign in sql
        values = list(given_row.values()) if isinstance(given_row, dict) else list(given_row)
        assert values[:3] == [3, "intake", 1]
