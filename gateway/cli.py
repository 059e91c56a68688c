"""`shoal gateway`: make, start, stop and look at the gateway."""

import asyncio
import json
import shutil
import sys

import click

from gateway import process
from gateway.errors import ShoalError
from gateway.settings import Settings


@click.group()
def cli() -> None:
    """The REST gateway."""


@cli.command()
def init() -> None:
    """Make the wallet key, the operator's and supervisor's log-ins, and both databases; what is there stays."""
    from gateway.initialise import initialise

    settings = Settings()
    made = asyncio.run(initialise(settings))
    click.echo(f"gateway: {'made' if made else 'found'} its keys and databases in {settings.folder}")


@cli.command()
def run() -> None:
    """Run in the foreground until interrupted; log lines go to standard error."""
    from gateway.serve import serve

    sys.exit(serve(Settings()))


@cli.command()
@click.option("--deadline", default=90.0, show_default=True, help="Seconds to wait for health.")
def up(deadline: float) -> None:
    """Start in the background and wait until it is healthy; harmless when it runs already."""
    try:
        url = process.up(Settings(), deadline, lambda what: click.echo(f"gateway: {what}", err=True))
    except process.StartFailed as failure:
        click.echo(str(failure), err=True)
        sys.exit(1)
    click.echo(f"gateway: {url} (API documentation: {url}/docs)")


@cli.command()
def down() -> None:
    """Stop the background gateway; what it has begun is finished by the next start."""
    stopped = process.down(Settings())
    click.echo("gateway: stopped" if stopped else "gateway: not running")


@cli.command()
def status() -> None:
    """Show process, address and health; exit code 1 unless healthy."""
    found = process.status(Settings())
    click.echo(json.dumps(found, indent=2))
    sys.exit(0 if found.get("health", {}).get("status") == "ok" else 1)


@cli.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
def reset(yes: bool) -> None:
    """Delete log-ins, wallets and both databases. Companies can't sign with their keys any more."""
    settings = Settings()
    if process.running(settings) is not None:
        raise click.ClickException("the gateway runs: `shoal gateway down` first")
    if not yes:
        click.confirm(f"Delete {settings.folder} with all wallets?", abort=True)
    shutil.rmtree(settings.folder, ignore_errors=True)
    click.echo(f"gateway: deleted {settings.folder}")


def _main() -> None:
    try:
        cli()
    except ShoalError as error:
        click.echo(f"{error.code}: {error.message}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    _main()
