"""`shoal match`: match a market from CSV or Parquet files into a scheme as JSON, and explain it."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from matching.errors import MatchingError
from matching.explain_cli import explain
from matching.market import Parameters
from matching.solvers import SOLVER_NAMES, solver_named

_FILE = click.Path(path_type=Path)
_REQUIRED = ("demand", "supply", "companies", "out")
INTERRUPTED = 130
"""Exit status after Ctrl-C."""


class _Permille(click.ParamType[int | str]):
    """0 … 1000, or `off` (None)."""

    name = "N|off"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        if value == "off" or isinstance(value, int):
            return value  # type: ignore[no-any-return]
        if not str(value).isdecimal() or int(value) > 1000:
            self.fail(f"must be a whole number from 0 to 1000 or off, not {value!r}", param, ctx)
        return int(value)


@click.group(name="match", invoke_without_command=True, subcommand_metavar="[explain …]")
@click.option("--demand", type=_FILE, metavar="FILE", help="Demand lists. Required.")
@click.option("--supply", type=_FILE, metavar="FILE", help="Supply lists. Required.")
@click.option("--companies", type=_FILE, metavar="FILE", help="Companies and their credit. Required.")
@click.option("--out", type=_FILE, metavar="FILE", help="Where the scheme goes, JSON. Required.")
@click.option("--solver", default="aco", show_default=True, type=click.Choice(SOLVER_NAMES))
@click.option("--rule", default="midpoint", show_default=True, type=click.Choice(["midpoint", "residual"]))
@click.option("--price-tolerance", type=click.IntRange(0, 1000), help="Permille; default: the rule's, 0 or 50.")
@click.option("--weight-tolerance", type=_Permille(), help="Permille or off; default: the rule's, 300 or off.")
@click.option("--seed", default=0, show_default=True, type=int, help="The same seed gives the same scheme.")
@click.option("--time-limit", type=click.FloatRange(min=0), metavar="S", help="Stop after so many seconds of matching.")
@click.option("--gap", type=click.FloatRange(0, 100), metavar="PERCENT", help="Stop a step at this certified gap.")
@click.option("--iterations", type=click.IntRange(1), metavar="N", help="Iterations of a step at most.")
@click.option("--patience", type=click.IntRange(1), metavar="N", help="Stop a step after N without improvement.")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Threads; default: one a core.")
@click.option("--cluster", metavar="ADDRESS", help="Match on the Dask cluster of this scheduler, tcp://host:port.")
@click.option("--no-certify", is_flag=True, help="Leave out proofs that the solver itself doesn't give.")
@click.option("--compare-exact", is_flag=True, help="Solve each step exactly as well and report the gap.")
@click.pass_context
def cli(ctx: click.Context, /, **given: Any) -> None:
    """Match supply with demand, best-rated companies first.

    \b
    shoal match --demand demand.csv --supply supply.csv \\
        --companies companies.csv --out scheme.json

    Files are CSV (also gzipped) or Parquet. Lists have the columns id, company_id, breed, amount, price_fen, freshness,
    weight_g; companies have id, credit_tenths. Earlier rows count as posted earlier. Told to stop, by a limit or by
    Ctrl-C, it writes the best scheme so far.
    """
    if ctx.invoked_subcommand is not None:
        set_here = [name for name in given if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]
        if set_here:
            raise click.UsageError(f"options of `{ctx.invoked_subcommand}` stand after its name", ctx)
        return
    for param in ctx.command.params:
        if param.name in _REQUIRED and given[param.name] is None:
            raise click.MissingParameter(ctx=ctx, param=param)
    _match(**given)


cli.add_command(explain)


def _match(
    *,
    solver: str,
    rule: str,
    price_tolerance: int | None,
    weight_tolerance: int | str | None,
    time_limit: float | None,
    gap: float | None,
    no_certify: bool,
    **same: Any,
) -> None:
    from matching.command import Request, run  # what reads, explains and writes: not needed to print help
    from matching.progress import Progress

    try:
        request = Request(
            params=_parameters(rule, price_tolerance, weight_tolerance),
            solver=solver_named(solver),
            time_limit_s=time_limit,
            gap=None if gap is None else gap / 100,
            certify=not no_certify,
            **same,
        )
        with Progress() as progress:
            outcome = run(request, progress)
    except MatchingError as error:
        refuse(error)
    except KeyboardInterrupt:
        click.echo("Given up; nothing was written.", err=True)
        sys.exit(INTERRUPTED)
    click.echo(f"{outcome}: {request.out}")
    if outcome.cancelled:
        sys.exit(INTERRUPTED)


def _parameters(rule: str, price_tolerance: int | None, weight_tolerance: int | str | None) -> Parameters:
    params = Parameters.residual() if rule == "residual" else Parameters.midpoint()
    if price_tolerance is not None:
        params = replace(params, price_tolerance_permille=price_tolerance)
    if weight_tolerance is not None:
        off = weight_tolerance == "off"
        params = replace(params, weight_tolerance_permille=None if off else int(weight_tolerance))
    return params


def refuse(error: MatchingError) -> NoReturn:
    """Name the code and end with 2 (click's status for wrong input), or 1 where the machine is to blame."""
    click.echo(f"Error: {error.code}: {error}", err=True)
    sys.exit(1 if error.code in {"FILE_UNWRITABLE", "CLUSTER_UNREACHABLE"} else 2)
