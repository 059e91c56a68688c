"""`shoal match`: match a market from CSV files into a scheme as JSON."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from matching.comparison import Compared
from matching.csv_input import read_companies, read_lists
from matching.errors import MatchingError
from matching.market import Parameters
from matching.report import report
from matching.solver import Solver
from matching.solvers import SOLVER_NAMES, solver_named
from matching.whole_market import match_market

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Permille(click.ParamType[int | str]):
    """0 … 1000, or `off` (None)."""

    name = "N|off"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        if value == "off" or isinstance(value, int):
            return value  # type: ignore[no-any-return]
        if not str(value).isdecimal() or int(value) > 1000:
            self.fail(f"must be a whole number from 0 to 1000 or off, not {value!r}", param, ctx)
        return int(value)


@click.command(name="match")
@click.option("--demand", required=True, type=_FILE, help="Demand lists, CSV.")
@click.option("--supply", required=True, type=_FILE, help="Supply lists, CSV.")
@click.option("--companies", required=True, type=_FILE, help="Companies with their credit in tenths, CSV.")
@click.option("--solver", default="aco", show_default=True, type=click.Choice(SOLVER_NAMES))
@click.option("--rule", default="midpoint", show_default=True, type=click.Choice(["midpoint", "residual"]))
@click.option("--price-tolerance", type=click.IntRange(0, 1000), help="Permille; default: the rule's, 0 or 50.")
@click.option("--weight-tolerance", type=_Permille(), help="Permille or off; default: the rule's, 300 or off.")
@click.option("--seed", default=0, show_default=True, type=int, help="The same seed gives the same scheme.")
@click.option("--time-limit", type=click.FloatRange(min=0), metavar="S", help="Seconds; then the best so far.")
@click.option("--compare-exact", is_flag=True, help="Solve each step exactly as well and report the gap.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Scheme, JSON.")
def cli(
    demand: Path,
    supply: Path,
    companies: Path,
    solver: str,
    rule: str,
    price_tolerance: int | None,
    weight_tolerance: int | str | None,
    seed: int,
    time_limit: float | None,
    compare_exact: bool,
    out: Path,
) -> None:
    """Match supply with demand, best-rated companies first.

    Lists: id,company_id,breed,amount,price_fen,freshness,weight_g. Companies: id,credit_tenths. Earlier lines count as
    posted earlier.
    """
    started = time.perf_counter()
    try:
        ratings = read_companies(companies)
        demands, supplies = read_lists(demand, ratings), read_lists(supply, ratings)
        params = _parameters(rule, price_tolerance, weight_tolerance)
        chosen: Solver = solver_named(solver)
        compared = Compared(chosen)
        schemes = match_market(
            demands, supplies, ratings, params, compared if compare_exact else chosen, seed, time_limit
        )
        result = report(demands, supplies, params, schemes)
        if compare_exact:
            best = match_market(demands, supplies, ratings, params, "exact", seed)
            result["exact"] = {
                "score": sum(scheme.score for scheme in best.values()),
                "gap_percent": compared.gap_percent,
            }
    except MatchingError as error:
        _refuse(error)
    result |= {"solver": solver, "seed": seed, "seconds": round(time.perf_counter() - started, 3)}
    _write(out, result)
    gap = f", gap {compared.gap_percent:.4f} % of the optimum" if compare_exact else ""
    click.echo(f"{len(result['trades'])} trades, {result['volume']} pieces, {result['seconds']:.2f} s{gap}: {out}")


def _parameters(rule: str, price_tolerance: int | None, weight_tolerance: int | str | None) -> Parameters:
    params = Parameters.residual() if rule == "residual" else Parameters.midpoint()
    if price_tolerance is not None:
        params = replace(params, price_tolerance_permille=price_tolerance)
    if weight_tolerance is not None:
        off = weight_tolerance == "off"
        params = replace(params, weight_tolerance_permille=None if off else int(weight_tolerance))
    return params


def _refuse(error: MatchingError) -> NoReturn:
    """End with status 2 (click's for wrong input) and the code; nothing has been written."""
    click.echo(f"Error: {error.code}: {error}", err=True)
    raise SystemExit(2) from error


def _write(out: Path, result: dict[str, Any]) -> None:
    """Write beside and rename, so that a scheme cut in the middle never stands under the name asked for."""
    part = out.with_name(out.name + ".part")
    try:
        part.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.FileError(str(out), error.strerror) from error
