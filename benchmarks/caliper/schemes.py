"""The project's own matcher on lists as the ledger tells them, and its schemes as the chain takes them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from matching import BreedScheme, match_breed
from matching.market import Lot, Parameters
from matching.ratings import rating


def schemes_of(
    lists: Sequence[Mapping[str, Any]], tenths: Mapping[str, int], parameters: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """`breed, trades, certificate` of each breed with lists on both sides. `lists` are the ledger's, `tenths` each
    company's credit, `parameters` the market's.
    """
    sides: dict[str, dict[str, list[Lot]]] = defaultdict(lambda: {"demand": [], "supply": []})
    for order, entry in enumerate(lists):
        sides[entry["breed"]][entry["side"]].append(lot_of(entry, order))
    ratings = {company: rating(score) for company, score in tenths.items()}
    rules = parameters_of(parameters)
    return [
        {"breed": breed, **argument_of(match_breed(lots["demand"], lots["supply"], ratings, rules))}
        for breed, lots in sorted(sides.items())
        if lots["demand"] and lots["supply"]
    ]


def argument_of(scheme: BreedScheme) -> dict[str, Any]:
    """What `floor:SubmitScheme` takes of a scheme."""
    assert scheme.certificate is not None, "matching certifies every scheme unless it is told not to"
    trades = [
        {
            "demand_id": trade.demand_id,
            "supply_id": trade.supply_id,
            "amount": trade.amount,
            "price_fen": trade.price_fen,
            "weight_g": trade.weight_g,
        }
        for trade in scheme.trades
    ]
    return {"trades": trades, "certificate": scheme.certificate.argument()}


def lot_of(entry: Mapping[str, Any], order: int) -> Lot:
    """A list of the ledger as the matcher's lot."""
    figures = ("company_id", "breed", "amount", "price_fen", "freshness", "weight_g", "left")
    return Lot(id=entry["list_id"], order=order, **{name: entry[name] for name in figures})


def parameters_of(given: Mapping[str, Any]) -> Parameters:
    """The matcher's part of the market parameters; a weight tolerance of −1 means off."""
    tolerance = given["weight_tolerance_permille"]
    names = ("price_rule", "price_tolerance_permille", "epsilon_permille", "phi_permille", "gamma_permille")
    return Parameters(weight_tolerance_permille=None if tolerance < 0 else tolerance, **{n: given[n] for n in names})
