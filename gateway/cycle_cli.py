"""`shoal cycle`: the operator's hand on the cycle, through REST."""

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from gateway.cycles.timetable import ORDER
from gateway.settings import Settings
from shoal.client import Floor, Refused


@click.group()
def cli() -> None:
    """Look at the matching cycle, or move it by hand."""


def _operator() -> Floor:
    settings = Settings()
    try:
        url = json.loads(settings.address_file.read_text())["url"]
        given = json.loads(settings.bootstrap_credentials_file.read_text())["operator"]
    except FileNotFoundError as error:
        raise click.ClickException("the gateway isn't running here; `make up` starts it") from error
    return Floor(url).logged_in(given["name"], given["password"])


def _worked_on(floor: Floor) -> dict[str, Any]:
    """The cycle that isn't closed yet, the oldest first."""
    current = floor.get("/cycles/current")
    if current["cycle"] > 1:
        previous = floor.get(f"/cycles/{current['cycle'] - 1}")
        if previous["state"] != "closed":
            return previous
    return current


@cli.command()
@click.option("--to", "target", type=click.Choice(ORDER[1:]), help="The state to reach; the next one by default.")
def advance(target: str | None) -> None:
    """Move the cycle that is worked on (or the one in intake) to its next state."""
    console = Console()
    floor = _operator()
    number = _worked_on(floor)["cycle"]
    try:
        with console.status(f"cycle {number} → {target or 'its next state'}"):
            job = floor.post(f"/cycles/{number}/advance", **({"to": target} if target else {}))
    except Refused as error:
        raise click.ClickException(str(error)) from error
    table = Table(title=f"Cycle {number} is {floor.get(f'/cycles/{number}')['state']}", title_justify="left")
    table.add_column("step")
    table.add_column("seconds", justify="right")
    for step, seconds in job["timings"].items():
        table.add_row(step, f"{seconds:.3f}")
    console.print(table)


@cli.command()
def show() -> None:
    """The last cycles and their states."""
    table = Table("cycle", "state", "parameters")
    for cycle in _operator().get("/cycles", limit=10)["items"]:
        table.add_row(str(cycle["cycle"]), cycle["state"], f"version {cycle['param_version']}")
    Console().print(table)
