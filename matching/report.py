"""The result of matching as plain data, ready for JSON: trades and why, what was left and why, the steps, totals."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from matching.explain import text
from matching.explain.breed import BreedExplanation
from matching.explain.facts import Side
from matching.ratings import LETTERS
from matching.scheme import BreedResult, StepResult
from matching.solver import product
from matching.why import match_rows

Row = dict[str, Any]
SIDES: tuple[Side, Side] = ("demand", "supply")


def trade_rows(explained: BreedExplanation) -> Iterator[Row]:
    """A breed's trades in the scheme's order; `why` has the figures of each (see matching.why)."""
    result = explained.result
    found = result.trades
    columns = (found.amount, found.price_fen, found.weight_g, result.supply.freshness[found.supply])
    ids = result.demand.ids[found.demand], result.supply.ids[found.supply]
    rows = zip(*ids, *(column.tolist() for column in columns), match_rows(explained), strict=True)
    for demand, supply, amount, price, weight, freshness, why in rows:
        yield {
            "demand_id": demand,
            "supply_id": supply,
            "amount": amount,
            "price_fen": price,
            "weight_g": weight,
            "freshness": freshness,
            "why": why,
        }


def unmatched_rows(explained: BreedExplanation) -> Iterator[Row]:
    """A breed's lists with something left, demands first, each side in posting order; `facts`: the reason's figures."""
    for side in SIDES:
        for facts in explained.unmatched(side):
            yield {
                "list_id": facts.list_id,
                "side": side,
                "left": facts.left,
                "reason": None if facts.rest is None else facts.rest.reason,
                "text": text(facts, "en"),
                "facts": facts.rest,
            }


def step_rows(result: BreedResult) -> Iterator[Row]:
    """The steps that had a compatible pair; their prices, where they are proven, in the order of the lists' ids."""
    certificate = result.certificate
    prices = {} if certificate is None else {(step.i, step.j): step for step in certificate.steps}
    for step in result.steps:
        proof = prices.get((step.i, step.j))
        yield {
            "breed": result.breed,
            **{field.name: getattr(step, field.name) for field in fields(StepResult)},
            "buyer_rating": LETTERS[step.i],
            "seller_rating": LETTERS[step.j],
            "certificate": None if proof is None else {"demand": proof.demand, "supply": proof.supply},
        }


def surplus(result: BreedResult) -> int:
    """Gains from trade, Σ fill · (u_d − u_s), in thousandths of a fen."""
    made = result.trades
    return product(made.amount, result.demand.unit_price[made.demand] - result.supply.unit_price[made.supply])
