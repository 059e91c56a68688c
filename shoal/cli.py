"""The `shoal` program: one subcommand per area, each area loaded only when it is called."""

import importlib

import click

_AREAS = {
    "network": "network.cli",
    "gateway": "gateway.cli",
    "cycle": "gateway.cycle_cli",
    "projection": "gateway.projection_cli",
    "match": "matching.cli",
    "sentiment": "sentiment.cli",
    "demo": "shoal.demo.cli",
}


class _LazyGroup(click.Group):
    """Imports an area's `cli` only when it is asked for, so that `shoal --help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(_AREAS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _AREAS:
            return None
        command: click.Command = importlib.import_module(_AREAS[cmd_name]).cli
        return command


@click.group(cls=_LazyGroup)
@click.version_option(package_name="shoal")
def main() -> None:
    """Shoal, the trading floor for aquatic products."""
