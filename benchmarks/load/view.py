"""What the view of the ledger holds after the run, read from the database itself, past the gateway."""

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from gateway.projection.models import (
    Company,
    Contract,
    CreditEntry,
    Cycle,
    Decision,
    Evaluation,
    Match,
    PostedList,
)
from gateway.records.models import OperationRow, Statement
from gateway.settings import Settings
from tests.scenarios.floor import TestFloor

WRITTEN_S = 90.0
"""In which what was collected or sent must be on the ledger: statements wait half a minute at most."""


@dataclass
class View:
    """Rows of the view, and the statements that the ledger refused."""

    companies: list[Company]
    cycles: list[Cycle]
    lists: list[PostedList]
    matches: list[Match]
    decisions: list[Decision]
    contracts: list[Contract]
    evaluations: list[Evaluation]
    entries: list[CreditEntry]
    refused: list[Statement]


def read(floor: TestFloor) -> View:
    """Waits until everything collected is written, then until the view shows every block; `TimeoutError` if that never
    comes.
    """
    _wait_for_writes(floor.settings)
    floor.projection_digests()
    with Session(_engine(floor.settings, "projection")) as view, Session(_engine(floor.settings, "records")) as records:
        models = (Company, Cycle, PostedList, Match, Decision, Contract, Evaluation, CreditEntry)
        rows: list[list[Any]] = [list(view.scalars(select(model))) for model in models]
        rows.append(list(records.scalars(select(Statement).where(Statement.state == "refused"))))
        return View(*rows)


def _wait_for_writes(settings: Settings) -> None:
    engine, deadline = _engine(settings, "records"), time.monotonic() + WRITTEN_S
    while True:
        with Session(engine) as session:
            collected = session.scalar(select(func.count()).where(Statement.state == "collected"))
            pending = session.scalar(select(func.count()).where(OperationRow.state == "pending"))
        if not collected and not pending:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(
                f"{collected} statements and {pending} writes were not on the ledger in {WRITTEN_S:.0f} s"
            )
        time.sleep(0.5)


def _engine(settings: Settings, name: str) -> Any:
    return create_engine(settings.database_url(name).replace("+aiosqlite", "").replace("+asyncpg", "+psycopg"))
