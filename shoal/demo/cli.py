"""`shoal demo`: from nothing to credit on the ledger."""

import json
import time
from typing import Any

import click
from rich.console import Console

from gateway.settings import Settings
from shoal.client import Floor
from shoal.demo.play import Play
from shoal.demo.report import report, write
from shoal.demo.tables import show
from shoal.home import shoal_home


@click.command()
@click.option("--fresh", is_flag=True, help="Forget the ledger first, so that serial numbers start at 90001 again.")
@click.option("--since", type=float, hidden=True, help="When set-up began (Unix seconds); make demo knows.")
@click.pass_context
def cli(context: click.Context, *, fresh: bool, since: float | None) -> None:
    """Bring the floor up and replay the published example through REST."""
    console = Console()
    home = shoal_home()
    started = since or time.time()
    _floor_up(context, fresh=fresh)
    setup_seconds = time.time() - started
    settings = Settings(home=home)
    floor = Floor(json.loads(settings.address_file.read_text())["url"])
    console.rule("The golden example")
    operator, supervisor = _authorities(floor, settings)
    outcome = Play(floor, operator, supervisor, lambda text: console.print(f"• {text}")).run()
    channel = _channel(floor)
    floor.close()
    console.print()
    show(console, outcome)
    content = report(outcome, channel, setup_seconds)
    path = home / "demo" / "report.json"
    write(path, content)
    console.print(
        f"\nset up in {setup_seconds:.1f} s; cycle from frozen lists to credit in {outcome.cycle_seconds:.2f} s"
    )
    console.print(
        f"result: {path}\nAPI documentation: {floor.url}/docs\nthe floor goes on running; `make down` stops it"
    )


def _floor_up(context: click.Context, *, fresh: bool) -> None:
    from gateway.cli import cli as gateway
    from network.cli import cli as fabric

    if fresh:
        context.invoke(gateway.commands["down"])
        context.invoke(fabric.commands["reset"], yes=True)
        context.invoke(gateway.commands["reset"], yes=True)
    context.invoke(fabric.commands["up"])
    context.invoke(gateway.commands["up"])


def _authorities(floor: Floor, settings: Settings) -> tuple[Floor, Floor]:
    given = json.loads(settings.bootstrap_credentials_file.read_text())
    operator, supervisor = (floor.logged_in(given[r]["name"], given[r]["password"]) for r in ("operator", "supervisor"))
    return operator, supervisor


def _channel(floor: Floor) -> dict[str, Any]:
    """Name and height of the channel, as the peer has it."""
    ledger = floor.get("/health")["ledger"]
    return {"name": ledger["channel"], "height": ledger["height"]}
