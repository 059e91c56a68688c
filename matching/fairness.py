"""Is a scheme fair: is there no compatible pair that would both rather trade with each other?"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from matching.market import RATINGS, Lot, Parameters
from matching.pricing import Fill
from matching.rules_array import Ints, compatible_pairs, rating_array, two_sides

_BLOCK_PAIRS = 1 << 22
"""Pairs looked at in one go: bounds memory to some 100 MB however large the breed is."""


def envy(
    demands: Sequence[Lot],
    supplies: Sequence[Lot],
    ratings: Mapping[str, int],
    trades: Iterable[Fill],
    params: Parameters,
    barred: Collection[tuple[str, str]] = frozenset(),
) -> tuple[str, str] | None:
    """The first compatible pair that the scheme wrongs, or None where it is fair.

    A list would rather trade with another company when it has something left, or when the worst-rated partner it
    holds is rated worse than that company. First means: demands in posting order (`order`, then id), and for the
    same demand supplies in posting order. The trades must name lists of the market; `barred` pairs can't wrong each
    other, because they refused each other before.
    """
    bids, asks = sorted(demands, key=posting), sorted(supplies, key=posting)
    columns_d, columns_s = two_sides(bids, asks)
    rating_d, rating_s = rating_array(bids, ratings), rating_array(asks, ratings)
    worst_d, worst_s = _worst_partners(bids, asks, rating_d, rating_s, trades)
    step = max(1, _BLOCK_PAIRS // max(1, len(asks)))
    for start in range(0, len(bids), step):
        rows = slice(start, start + step)
        wronged = (rating_s[None, :] < worst_d[rows, None]) & (rating_d[rows, None] < worst_s[None, :])
        if wronged.any():
            wronged &= compatible_pairs(columns_d.rows(rows), columns_s, params)
            for hit in np.flatnonzero(wronged).tolist():
                row, column = divmod(hit, len(asks))
                pair = bids[start + row].id, asks[column].id
                if pair not in barred:
                    return pair
    return None


def posting(lot: Lot) -> tuple[int, str]:
    """Sort key: the list posted earlier comes first."""
    return lot.order, lot.id


def _worst_partners(
    bids: Sequence[Lot], asks: Sequence[Lot], rating_d: Ints, rating_s: Ints, trades: Iterable[Fill]
) -> tuple[Ints, Ints]:
    """Per list the rating of its worst partner; worse than any where something is left of the list."""
    row = {lot.id: k for k, lot in enumerate(bids)}
    column = {lot.id: k for k, lot in enumerate(asks)}
    left_d, left_s = [lot.open_amount for lot in bids], [lot.open_amount for lot in asks]
    worst_d, worst_s = np.full(len(bids), -1, np.int64), np.full(len(asks), -1, np.int64)
    for trade in trades:
        d, s = row[trade.demand_id], column[trade.supply_id]
        left_d[d] -= trade.amount
        left_s[s] -= trade.amount
        worst_d[d] = max(worst_d[d], rating_s[s])
        worst_s[s] = max(worst_s[s], rating_d[d])
    worst_d[np.array(left_d, np.int64) > 0] = RATINGS
    worst_s[np.array(left_s, np.int64) > 0] = RATINGS
    return worst_d, worst_s
