"""Why something of each list was left, and who was next best in each match, for a whole breed.

The rules in plain Python, one list at a time, stand in `matching.explain.rest` and `.match`; a property test holds
them equal.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.kernels.arcs import Int64s
from matching.kernels.arcs import _value as piece_value
from matching.kernels.jit import njit

Int8s = NDArray[np.int8]
NO_COUNTERPART, OWN_COMPANY, FRESHNESS, PRICE, WEIGHT, REFUSED_PAIR, BETTER_RATED, OUTSCORED, SOLD_OUT = range(9)
FINDING = 13
"""Figures of a finding: the fields of `matching.explain.rest.Finding` in their order."""


class Side(NamedTuple):
    """One side's lists in posting order. `limit` is ℓ of a demand and the ask of a supply; `left` and `price` (n × 5)
    hold what a list has left, and its certified price, in the step with each rating of the other side. Positions k of
    list r in trade_start[r] … trade_start[r + 1] name its trades, likewise its barred partners; those of rating i
    stand in of_rank[rank_start[i] : rank_start[i + 1]]. Companies are numbered from 0, on both sides alike."""

    limit: Int64s
    weight: Int64s
    freshness: Int64s
    company: Int64s
    rank: Int64s
    offered: Int64s
    left: Int64s
    price: Int64s
    trade_start: Int64s
    trade_with: Int64s
    trade_amount: Int64s
    barred_start: Int64s
    barred_with: Int64s
    rank_start: Int64s
    of_rank: Int64s


@njit
def find_rests(
    own: Side, other: Side, supplies: bool, rows: Int64s, companies: int, rates: Int64s, certified: bool
) -> Int64s:
    """A finding for each of the lists `rows` of the side `own` (the supplies?), as a row of FINDING figures."""
    found = np.zeros((len(rows), FINDING), np.int64)
    seen_list, seen_company = np.full(len(own.rank), -1, np.int64), np.full(companies, -1, np.int64)
    rule = np.empty(len(other.rank), np.int8)
    for k in range(len(rows)):
        r, out = rows[k], found[k]
        out[2], out[11] = -1, -1
        _apply_rules(own, other, supplies, r, rates[3], rule)
        _funnel(own, other, supplies, r, rule, out)
        if out[0] == BETTER_RATED:
            _where_it_went(own, other, r, rule, seen_list, seen_company, out)
            if certified:
                _find_quote(own, other, supplies, r, rates, rule, out)
    return found


@njit
def find_next(own: Side, other: Side, supplies: bool, lists: Int64s, partners: Int64s, rates: Int64s) -> Int64s:
    """For each match of a list of the side `own` with a partner its best other partner in the same step; −1: none."""
    found = np.full(len(lists), -1, np.int64)
    sign = -1 if supplies else 1
    barred = np.full(len(other.rank), -1, np.int64)  # the list that each was last found to be barred with
    for k in range(len(lists)):
        r, partner, best = lists[k], partners[k], np.int64(0)
        limit, weight, freshness, company = own.limit[r], own.weight[r], own.freshness[r], own.company[r]
        for place in range(own.barred_start[r], own.barred_start[r + 1]):
            barred[own.barred_with[place]] = r
        for place in range(other.rank_start[other.rank[partner]], other.rank_start[other.rank[partner] + 1]):
            c = other.of_rank[place]
            if c == partner or other.company[c] == company or other.left[c, own.rank[r]] <= 0 or barred[c] == r:
                continue
            ask, bid = (limit, other.limit[c]) if supplies else (other.limit[c], limit)
            value = piece_value(ask, bid, sign * (other.freshness[c] - freshness), weight, other.weight[c], rates)
            if value > best:
                best, found[k] = value, c
    return found


# Functions of one pair take plain numbers: compiled code counts references of every array that is handed on.


@njit
def _weights_fit(weight: int, other: int, tolerance: int) -> bool:
    return tolerance < 0 or 1000 * abs(weight - other) <= tolerance * max(weight, other)


@njit
def _apart(weight: int, other: int) -> int:
    """The difference of two weights in millionths of the heavier, rounded up."""
    difference, heavier = 1_000_000 * abs(weight - other), max(weight, other)
    apart = difference // heavier
    return apart + 1 if apart * heavier < difference else apart


@njit
def _apply_rules(own: Side, other: Side, supplies: bool, r: int, tolerance: int, rule: Int8s) -> None:
    """The first rule that keeps each list of the other side apart from list r; BETTER_RATED (the next in order):
    none."""
    limit, weight, freshness, company = own.limit[r], own.weight[r], own.freshness[r], own.company[r]
    sign = -1 if supplies else 1
    for c in range(len(rule)):
        if company == other.company[c]:
            rule[c] = OWN_COMPANY
        elif sign * (other.freshness[c] - freshness) < 0:
            rule[c] = FRESHNESS
        elif sign * (other.limit[c] - limit) > 0:
            rule[c] = PRICE
        else:
            rule[c] = BETTER_RATED if _weights_fit(weight, other.weight[c], tolerance) else WEIGHT
    for k in range(own.barred_start[r], own.barred_start[r + 1]):
        if rule[own.barred_with[k]] == BETTER_RATED:
            rule[own.barred_with[k]] = REFUSED_PAIR


@njit
def _funnel(own: Side, other: Side, supplies: bool, r: int, rule: Int8s, out: Int64s) -> None:
    """How far the other side's lists come: the rule that stops the last of them, the lists and pieces that come to
    it, and the nearest of them. Of the compatible lists, if there are any, reason is BETTER_RATED for now."""
    sign = -1 if supplies else 1
    last, lists, pieces, nearest, least = NO_COUNTERPART, 0, np.int64(0), -1, np.int64(0)
    for c in range(len(rule)):
        last = max(last, np.int64(rule[c]))
    for c in range(len(rule)):
        if rule[c] == last:
            lists += 1
            if last >= REFUSED_PAIR:
                pieces += other.offered[c]
            elif last != OWN_COMPANY:
                if last == FRESHNESS:
                    miss = sign * (own.freshness[r] - other.freshness[c])
                elif last == PRICE:
                    miss = sign * (other.limit[c] - own.limit[r])
                else:
                    miss = _apart(own.weight[r], other.weight[c])
                if nearest < 0 or miss < least:
                    least, nearest = miss, c
    out[0], out[1], out[2], out[3] = last, lists, nearest, pieces


@njit
def _where_it_went(
    own: Side, other: Side, r: int, rule: Int8s, seen_list: Int64s, seen_company: Int64s, out: Int64s
) -> None:
    """Who took the pieces of the compatible lists. Reason −1 where something was tradable, or went to worse rated."""
    for c in range(len(rule)):
        if rule[c] != BETTER_RATED:
            continue
        for k in range(other.trade_start[c], other.trade_start[c + 1]):
            taker, amount = other.trade_with[k], other.trade_amount[k]
            if taker == r:
                out[4] += amount
            elif own.rank[taker] <= own.rank[r]:
                group = 5 if own.rank[taker] < own.rank[r] else 8  # better rated; equally rated
                out[group + 2] += amount
                if seen_list[taker] != r:
                    seen_list[taker] = r
                    out[group + 1] += 1
                if seen_company[own.company[taker]] != r:
                    seen_company[own.company[taker]] = r
                    out[group] += 1
    if out[4] + out[7] + out[10] < out[3]:
        out[0] = -1
    else:
        out[0] = OUTSCORED if out[10] > 0 else BETTER_RATED if out[7] > 0 else SOLD_OUT


@njit
def _find_quote(own: Side, other: Side, supplies: bool, r: int, rates: Int64s, rule: Int8s, out: Int64s) -> None:
    """The list that the smallest change of price would bring at the certified prices, and the limit or ask for it."""
    sign = -1 if supplies else 1
    best, best_limit, close, least = -1, np.int64(0), -1, np.int64(0)
    rank, weight = own.rank[r], own.weight[r]
    for k in range(own.barred_start[r], own.barred_start[r + 1]):
        rule[own.barred_with[k]] = REFUSED_PAIR
    for c in range(len(rule)):
        near = rule[c] == PRICE and _weights_fit(weight, other.weight[c], rates[3])
        if rule[c] != BETTER_RATED and not near:
            continue
        free = other.left[c, rank]
        if free > 0:
            for k in range(other.trade_start[c], other.trade_start[c + 1]):
                free -= other.trade_amount[k] if other.trade_with[k] == r else 0
        if free <= 0:
            continue
        asked = own.price[r, other.rank[c]] + other.price[c, rank]
        surplus = sign * (other.freshness[c] - own.freshness[r])
        factor = _greatest_price_factor(asked, surplus, weight, other.weight[c], rates[0], rates[1], rates[2])
        if factor >= 0:
            reached = _greatest_ask(other.limit[c], factor) if supplies else _least_limit(other.limit[c], factor)
            if reached > 0 and (best < 0 or sign * (best_limit - reached) > 0):
                best, best_limit = c, reached
        lacks = asked - _best_value(surplus, weight, other.weight[c], rates[1], rates[2])
        if close < 0 or lacks < least:
            close, least = c, lacks
    out[11], out[12] = (best, best_limit) if best >= 0 else (close, np.int64(0))


@njit
def _best_value(surplus: int, weight: int, other: int, phi: int, gamma: int) -> int:
    x3 = 1_000_000 * abs(weight - other) // max(weight, other)
    return 2_000_000 - (phi * 500_000 * surplus + gamma * x3) // 1000


@njit
def _greatest_price_factor(
    asked: int, surplus: int, weight: int, other: int, epsilon: int, phi: int, gamma: int
) -> int:
    """As in `matching.explain.quotes`; −1 where even the price factor 0 is not enough."""
    x3 = 1_000_000 * abs(weight - other) // max(weight, other)
    spare = 1000 * (2_000_000 - asked - 1) + 999 - phi * 500_000 * surplus - gamma * x3
    if spare < 0:
        return np.int64(-1)
    return np.int64(1_000_000) if epsilon == 0 else min(np.int64(1_000_000), spare // epsilon)


@njit
def _least_limit(ask: int, factor: int) -> int:
    return ask if factor >= 1_000_000 else 1_000_000 * ask // (factor + 1) + 1


@njit
def _greatest_ask(limit: int, factor: int) -> int:
    """⌊((factor + 1)·limit − 1)/10⁶⌋ without leaving 64 bits."""
    if factor >= 1_000_000:
        return limit
    whole, part = limit // 1_000_000, limit % 1_000_000
    return (factor + 1) * whole + ((factor + 1) * part - 1) // 1_000_000
