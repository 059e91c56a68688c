"""The result of matching as plain data, ready for JSON: trades, what was left and why, and what it cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matching.market import Lot, Parameters
from matching.rules import unit_price
from matching.rules_array import compatible_pairs, two_sides
from matching.scheme import BreedScheme
from matching.whole_market import by_breed

_TEXTS = {
    "NO_COMPATIBLE": "No list of the other side is compatible by breed, company, freshness, price and weight.",
    "TAKEN": "Compatible lists exist, but all of them went to others.",
    "PARTLY": "Part was traded; no compatible list has anything left for the rest.",
}


def report(
    demands: Sequence[Lot], supplies: Sequence[Lot], params: Parameters, schemes: Mapping[str, BreedScheme]
) -> dict[str, Any]:
    """Trades, unmatched lists, and totals over all breeds. Pieces, fen, grams; `score` in millionths · pieces.

    `bound` is None: nothing certifies an upper bound yet.
    """
    trades = [trade for scheme in schemes.values() for trade in scheme.trades]
    bids, asks = {lot.id: lot for lot in demands}, {lot.id: lot for lot in supplies}
    gains = sum(t.amount * (unit_price(bids[t.demand_id]) - unit_price(asks[t.supply_id])) for t in trades)
    return {
        "trades": [{name: getattr(trade, name) for name in trade.__slots__} for trade in trades],
        "unmatched": _unmatched(demands, supplies, params, schemes),
        "score": sum(scheme.score for scheme in schemes.values()),
        "bound": None,
        "volume": sum(scheme.volume for scheme in schemes.values()),
        "surplus_fen": gains // 1000,
        "steps": [
            {"breed": breed, **{name: getattr(step, name) for name in step.__slots__}}
            for breed, scheme in schemes.items()
            for step in scheme.steps
        ],
    }


def _unmatched(
    demands: Sequence[Lot], supplies: Sequence[Lot], params: Parameters, schemes: Mapping[str, BreedScheme]
) -> list[dict[str, Any]]:
    left_d, left_s = ({lot.id: lot.open_amount for lot in side} for side in (demands, supplies))
    for scheme in schemes.values():
        for trade in scheme.trades:
            left_d[trade.demand_id] -= trade.amount
            left_s[trade.supply_id] -= trade.amount
    with_partner = _with_partner(demands, supplies, params)
    rows = []
    for side, lots, left in (("demand", demands, left_d), ("supply", supplies, left_s)):
        for lot in lots:
            if not left[lot.id]:
                continue
            if left[lot.id] < lot.open_amount:
                reason = "PARTLY"
            else:
                reason = "TAKEN" if (side, lot.id) in with_partner else "NO_COMPATIBLE"
            rows.append(
                {"list_id": lot.id, "side": side, "left": left[lot.id], "reason": reason, "text": _TEXTS[reason]}
            )
    return rows


def _with_partner(demands: Sequence[Lot], supplies: Sequence[Lot], params: Parameters) -> set[tuple[str, str]]:
    """Side and id of each list that has a compatible one."""
    found: set[tuple[str, str]] = set()
    bids, asks = by_breed(demands), by_breed(supplies)
    for breed in bids.keys() & asks.keys():
        allowed = compatible_pairs(*two_sides(bids[breed], asks[breed]), params)
        found |= {("demand", bids[breed][k].id) for k in np.flatnonzero(allowed.any(axis=1))}
        found |= {("supply", asks[breed][k].id) for k in np.flatnonzero(allowed.any(axis=0))}
    return found
