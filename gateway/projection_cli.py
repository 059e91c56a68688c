"""`shoal projection`: the SQL view of the ledger, compared and made anew."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from gateway.db.base import create_engine_for, sessions_of
from gateway.db.migrate import upgrade
from gateway.errors import ShoalError
from gateway.ledger.port import BlockSource
from gateway.ledger.reader import FabricReader, PeerConnection, caller_of
from gateway.projection.block_repository import digest_rows, read_checkpoint
from gateway.projection.rebuild import rebuild
from gateway.settings import Settings
from network.errors import NetworkError
from network.profile import load

Work = Callable[[AsyncEngine, BlockSource], Awaitable[None]]


@click.group()
def cli() -> None:
    """The SQL view of the ledger."""


@cli.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="Print the digests as JSON, and no progress.")
def rebuild_command(as_json: bool) -> None:
    """Drop the view, replay every block into it, and print a digest of each table's rows."""

    async def work(engine: AsyncEngine, ledger: BlockSource) -> None:
        height = await rebuild(engine, ledger, _no_progress if as_json else _progress)
        await _print_digests(engine, height, as_json=as_json)

    _run(work)


@cli.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status_command(as_json: bool) -> None:
    """Print how far the view is behind the ledger, and a digest of each table's rows."""

    async def work(engine: AsyncEngine, ledger: BlockSource) -> None:
        await upgrade(engine, "projection")
        height = await ledger.height()
        await _print_digests(engine, height, as_json=as_json)

    _run(work)


async def _print_digests(engine: AsyncEngine, height: int, *, as_json: bool) -> None:
    async with engine.connect() as connection:
        digests = await digest_rows(connection)
    async with sessions_of(engine)() as session:
        next_block = await read_checkpoint(session)
    if as_json:
        tables = {name: {"rows": digest.rows, "sha256": digest.sha256} for name, digest in digests.items()}
        click.echo(json.dumps({"blocks": next_block, "height": height, "tables": tables}))
        return
    click.echo(f"{next_block} of {height} blocks")
    for name, digest in digests.items():
        click.echo(f"{name:<20} {digest.rows:>9} rows  {digest.sha256}")


def _no_progress(_done: int, _height: int) -> None:
    """For programs, which read only the result."""


def _progress(done: int, height: int) -> None:
    if done == height or done % 100 == 0:
        click.echo(f"{done} of {height} blocks", err=True)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, FabricReader]]:
    profile = load(settings.network_folder / "profile.json")
    reader = caller_of(profile.identities["operator"])
    engine = create_engine_for(settings.database_url("projection"), durable=False)
    ledger = FabricReader(PeerConnection.from_profile(profile, reader.msp_id), reader)
    try:
        yield engine, ledger
    finally:
        await ledger.close()
        await engine.dispose()


def _run(work: Work) -> None:
    async def opened() -> None:
        async with _opened(Settings()) as (engine, ledger):
            await work(engine, ledger)

    try:
        asyncio.run(opened())
    except (ShoalError, NetworkError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
