"""`shoal network`: the Fabric network of this checkout."""

import functools
import json
import sys
from collections.abc import Callable
from typing import ParamSpec

import click
from rich.console import Console
from rich.table import Table

from network import api
from network import build as programs
from network.files import tail
from network.health import ProcessStatus
from network.layout import Layout
from network.processes import read_specifications
from shoal.home import shoal_home

P = ParamSpec("P")


def _failures_told(command: Callable[P, None]) -> Callable[P, None]:
    """Prints a failure with its code instead of a trace, and ends with 1."""

    @functools.wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except api.NetworkError as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    return told


@click.group()
def cli() -> None:
    """The Hyperledger Fabric network: native processes on this machine's loopback, no Docker."""


@cli.command()
@_failures_told
def build() -> None:
    """Build what is missing and start nothing; `up` does this too."""
    programs.build(shoal_home(), None, functools.partial(click.echo, err=True))


@cli.command()
@_failures_told
def up() -> None:
    """Build what is missing, start everything, return once every peer endorses."""
    console = Console(stderr=True)
    with console.status("network up") as line:

        def progress(text: str) -> None:
            console.print(text, markup=False, highlight=False)
            line.update(text)

        api.up(shoal_home(), progress)


@cli.command()
@_failures_told
def down() -> None:
    """End every process; the ledger stays."""
    api.down(shoal_home())


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
@_failures_told
def status(*, as_json: bool) -> None:
    """Each process with pid, port, health and block height; ends with 1 unless all are well."""
    found = api.status(shoal_home())
    if as_json:
        click.echo(_as_json(found))
    else:
        Console().print(_as_table(found))
    if any(process.health != "ok" for process in found):
        sys.exit(1)


@cli.command()
@click.argument("process", required=False)
@click.option("-n", "--lines", default=20, show_default=True, type=click.IntRange(1), help="Lines from the end.")
def logs(process: str | None, lines: int) -> None:
    """The end of a process's log, or of all logs."""
    layout = Layout(shoal_home())
    known = ["keeper", *(spec.name for spec in read_specifications(layout))]
    if process is not None and process not in known:
        raise click.BadParameter(f"choose one of {', '.join(known)}", param_hint="PROCESS")
    for name in known if process is None else [process]:
        click.echo(f"==> {layout.log(name)} <==\n{tail(layout.log(name), lines)}")


@cli.command()
@click.option("--yes", is_flag=True, help="Delete without asking.")
@_failures_told
def reset(*, yes: bool) -> None:
    """End every process and delete ledger and keys. What was built is kept."""
    home = shoal_home()
    if not yes:
        click.confirm(f"Delete the ledger and all keys under {home / 'network'}?", abort=True)
    api.reset(home)


@cli.command("publish-crl")
@_failures_told
def publish_crl() -> None:
    """Tell the channel which certificates the users' CA has revoked."""
    api.publish_crl(shoal_home())


def _as_table(found: list[ProcessStatus]) -> Table:
    table = Table("process", "pid", "port", "health", "blocks", "starts", box=None)
    for process in found:
        cells = (process.pid, process.port, process.health, process.height, process.starts or None)
        table.add_row(process.name, *("" if cell is None else str(cell) for cell in cells))
    return table


def _as_json(found: list[ProcessStatus]) -> str:

    return json.dumps([vars(process) for process in found], indent=1)
