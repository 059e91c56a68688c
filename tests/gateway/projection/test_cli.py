"""`shoal projection`: what it prints, and that it fails aloud."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete as delete_rows
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway import projection_cli
from gateway.db.base import create_engine_for
from gateway.projection.models import Credit
from gateway.settings import Settings
from tests.helpers.scripted import ScriptedLedger, block, write

CHAIN = [
    block(number, [write("credit", f"C-{number:04d}", company_id=f"C-{number:04d}", tenths=30, entries=1)])
    for number in range(3)
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def ledger(home: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedLedger:
    """In place of the network: everything else is real."""
    scripted = ScriptedLedger(CHAIN)

    @asynccontextmanager
    async def opened(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, Any]]:
        engine = create_engine_for(settings.database_url("projection"))
        yield engine, scripted
        await engine.dispose()

    monkeypatch.setattr(projection_cli, "_opened", opened)
    return scripted


def run(*words: str) -> Result:
    return CliRunner().invoke(projection_cli.cli, words, catch_exceptions=False)


def test_rebuild_prints_progress_and_a_digest_per_table(ledger: ScriptedLedger) -> None:
    done = run("rebuild")
    assert done.exit_code == 0
    assert "3 of 3 blocks" in done.stderr
    assert "3 of 3 blocks" in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("credits ")]
    _, rows, _, digest = line.split()
    assert (rows, len(digest)) == ("3", 64)


def test_status_of_a_kept_view_equals_that_of_a_rebuilt_one_until_a_row_is_lost(
    home: Path, ledger: ScriptedLedger
) -> None:
    assert json.loads(run("status", "--json").stdout)["blocks"] == 0
    rebuilt = run("rebuild", "--json").stdout
    assert run("status", "--json").stdout == rebuilt
    assert json.loads(rebuilt)["height"] == json.loads(rebuilt)["blocks"] == 3

    async def lose() -> None:
        engine = create_engine_for(f"sqlite+aiosqlite:///{home / 'gateway' / 'projection.sqlite'}")
        async with engine.begin() as connection:
            await connection.execute(delete_rows(Credit).where(Credit.company_id == "C-0001"))
        await engine.dispose()

    asyncio.run(lose())
    assert run("status", "--json").stdout != rebuilt
    assert run("rebuild", "--json").stdout == rebuilt


def test_without_a_network_it_says_so_and_fails(home: Path) -> None:
    for command in ("rebuild", "status"):
        done = run(command)
        assert done.exit_code == 1
        assert done.stderr.startswith("NETWORK_NOT_UP: ")
        assert "shoal network up" in done.stderr
