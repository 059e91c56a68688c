"""`shoal match explain`: why a list was matched, or was not."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matching.errors import MatchingError

if TYPE_CHECKING:
    from matching.explain import Language
    from matching.files.stored import StoredScheme
    from matching.lists import Market

_FILE = click.Path(path_type=Path)


@click.command(name="explain")
@click.option("--scheme", required=True, type=_FILE, metavar="FILE", help="The scheme that `shoal match` wrote.")
@click.option("--demand", required=True, type=_FILE, metavar="FILE", help="Demand lists it was made from.")
@click.option("--supply", required=True, type=_FILE, metavar="FILE", help="Supply lists it was made from.")
@click.option("--companies", required=True, type=_FILE, metavar="FILE", help="Companies it was made from.")
@click.option("--list", "list_id", required=True, metavar="ID", help="Demand or supply list to explain.")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "zh"]))
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def explain(
    scheme: Path, demand: Path, supply: Path, companies: Path, list_id: str, language: "Language", as_json: bool
) -> None:
    """Say what became of a list, and how each of its matches came about, worked out anew from the files."""
    from matching.cli import refuse
    from matching.files.markets import read_market
    from matching.files.stored import read_scheme

    try:
        found = list(_explained(read_scheme(scheme), read_market(demand, supply, companies), list_id, language))
        if not found:
            raise MatchingError("SCHEME_LIST_UNKNOWN", f"neither side of the market has a list {list_id!r}")
    except MatchingError as error:
        refuse(error)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for each in found:
        click.echo(f"{each['list']['list_id']}: {each['text']}")
        for match in each["matches"]:
            click.echo(f"\n{match['match']['demand_id']} × {match['match']['supply_id']}: {match['text']}")


def _explained(
    scheme: "StoredScheme", market: "Market", list_id: str, language: "Language"
) -> Iterator[dict[str, Any]]:
    """The list's facts and its matches', each with its text; two of them where both sides have a list of this id."""
    import numpy as np

    from matching.explain import data, text
    from matching.explain.breed import explain_breed
    from matching.report import SIDES

    for side in SIDES:
        lists = market.demand if side == "demand" else market.supply
        for place in np.flatnonzero(lists.ids == list_id).tolist():
            result = scheme.of_breed(market, int(lists.breed[place]))
            breed = explain_breed(result, scheme.params, companies=market.companies)
            own = int(np.flatnonzero((result.demand if side == "demand" else result.supply).ids == list_id)[0])
            traded = result.trades.demand if side == "demand" else result.trades.supply
            facts = breed.list_facts(side, own)
            matches = [breed.match_facts(k) for k in np.flatnonzero(traded == own).tolist()]
            yield {
                "list": data(facts),
                "text": text(facts, language),
                "matches": [{"match": data(match), "text": text(match, language)} for match in matches],
            }
