"""Why something of a list was left: the first rule that leaves nobody. Plain Python, one list against all others.

`matching.kernels.explain` finds the same for all lists of a breed; a property test holds the two equal.
"""

from typing import Literal, NamedTuple, cast

from matching.errors import MatchingError
from matching.explain.facts import (
    OTHER,
    REASONS,
    FreshnessMissed,
    NoCounterpart,
    OwnCompany,
    PriceMissed,
    Quote,
    RefusedPair,
    Rest,
    Side,
    SoldOut,
    WeightMissed,
)
from matching.explain.quotes import (
    ask_total,
    best_value,
    bid_total,
    greatest_ask,
    greatest_price_factor,
    least_bid,
    least_limit,
)
from matching.explain.view import SchemeView, difference, factors, weights_fit
from matching.rules import MILLION


class Finding(NamedTuple):
    """The bare result of a scan, from which facts are made. `reason` is a place in REASONS; `nearest` and `quote` are
    positions in the other side, −1: none; `lists` passed the rules before the reason; `quote_limit` is the least ℓ of
    a demand or the greatest ask of a supply that would have traded with `quote`, 0: none. The rest as in SoldOut."""

    reason: int
    lists: int
    nearest: int = -1
    pieces: int = 0
    own_pieces: int = 0
    better_companies: int = 0
    better_lists: int = 0
    better_pieces: int = 0
    equal_companies: int = 0
    equal_lists: int = 0
    equal_pieces: int = 0
    quote: int = -1
    quote_limit: int = 0


def find_rest(view: SchemeView, side: Side, own: int) -> Finding:
    """Look for the reason of what is left of a list. Raises MatchingError SCHEME_UNFAIR where the rest could be
    traded."""
    found = _stopped_before(view, side, own)
    if isinstance(found, Finding):
        return found
    taken = _where_it_went(view, side, own, found)
    quote, limit = (-1, 0) if view.prices is None else _find_quote(view, side, own)
    return taken._replace(quote=quote, quote_limit=limit)


def _stopped_before(view: SchemeView, side: Side, own: int) -> Finding | list[int]:
    """The rule that left nobody, or the compatible lists."""
    here, others = view.lists[side][own], view.lists[OTHER[side]]
    pairs = [view.pair(side, own, other) for other in range(len(others))]
    before = list(range(len(others)))
    if not before:
        return Finding(REASONS.index("NO_COUNTERPART"), 0)
    passed = [k for k in before if others[k].company != here.company]
    if not passed:
        return Finding(REASONS.index("OWN_COMPANY"), len(before))
    before, passed = passed, [k for k in passed if pairs[k][1].freshness >= pairs[k][0].freshness]
    if not passed:
        nearest = min(before, key=lambda k: pairs[k][0].freshness - pairs[k][1].freshness)
        return Finding(REASONS.index("FRESHNESS"), len(before), nearest)
    before, passed = passed, [k for k in passed if pairs[k][1].limit <= pairs[k][0].limit]
    if not passed:
        return Finding(
            REASONS.index("PRICE"), len(before), min(before, key=lambda k: pairs[k][1].limit - pairs[k][0].limit)
        )
    before, passed = passed, [k for k in passed if weights_fit(*pairs[k], view.params)]
    if not passed:
        nearest = min(before, key=lambda k: difference(*pairs[k], MILLION))
        return Finding(REASONS.index("WEIGHT"), len(before), nearest)
    before, passed = passed, [k for k in passed if not view.is_barred(side, own, k)]
    if not passed:
        return Finding(REASONS.index("REFUSED_PAIR"), len(before), pieces=sum(others[k].offered for k in before))
    return passed


def _where_it_went(view: SchemeView, side: Side, own: int, compatible: list[int]) -> Finding:
    """Who took the pieces of the compatible lists."""
    here, others, mine = view.lists[side][own], view.lists[OTHER[side]], view.lists[side]
    pieces = sum(others[k].offered for k in compatible)
    takers: dict[bool, set[int]] = {True: set(), False: set()}  # better rated; equally rated
    taken = {True: 0, False: 0}
    self_taken, wanted = 0, set(compatible)
    for trade in view.trades:
        taker, giver = (trade.demand, trade.supply) if side == "demand" else (trade.supply, trade.demand)
        if giver not in wanted or mine[taker].rating > here.rating:
            continue
        if taker == own:
            self_taken += trade.amount
        else:
            takers[mine[taker].rating < here.rating].add(taker)
            taken[mine[taker].rating < here.rating] += trade.amount
    if self_taken + sum(taken.values()) < pieces:
        raise unfair(view, side, own)
    return Finding(
        REASONS.index("OUTSCORED" if taken[False] else "BETTER_RATED" if taken[True] else "SOLD_OUT"),
        len(compatible),
        -1,
        pieces,
        self_taken,
        len({mine[k].company for k in takers[True]}),
        len(takers[True]),
        taken[True],
        len({mine[k].company for k in takers[False]}),
        len(takers[False]),
        taken[False],
    )


def unfair(view: SchemeView, side: Side, own: int) -> MatchingError:
    """The error of a scheme that leaves a list something tradable, or serves a worse-rated company before it."""
    return MatchingError(
        "SCHEME_UNFAIR",
        f"{side} list {view.lists[side][own].list_id!r} has something left, and a compatible list has too or went to a "
        "company rated worse; explain fair schemes only",
    )


def _find_quote(view: SchemeView, side: Side, own: int) -> tuple[int, int]:
    """The list that the smallest change of price would bring at the certified prices, and the limit or ask that does;
    else the list whose pair would lack least of its prices with the best of prices, and 0."""
    best, best_limit, close, least = -1, 0, -1, 0
    for other in range(len(view.lists[OTHER[side]])):
        demand, supply = view.pair(side, own, other)
        if (
            demand.company == supply.company
            or supply.freshness < demand.freshness
            or available(view, side, own, other) <= 0
            or not weights_fit(demand, supply, view.params)
            or view.is_barred(side, own, other)
        ):
            continue
        asked = sum(view.price_sum(side, own, other))
        _, x2, x3, _ = factors(demand, supply, view.params)
        factor = greatest_price_factor(asked, x2, x3, view.params)
        if factor is not None:
            limit = least_limit(supply.limit, factor) if side == "demand" else greatest_ask(demand.limit, factor)
            if limit and (not best_limit or (limit < best_limit if side == "demand" else limit > best_limit)):
                best, best_limit = other, limit
        lacks = asked - best_value(x2, x3, view.params)
        if close < 0 or lacks < least:
            close, least = other, lacks
    return (best, best_limit) if best >= 0 else (close, 0)


def available(view: SchemeView, side: Side, own: int, other: int) -> int:
    """What the step of the two had on offer of the other list, less what this list got of it."""
    got = view.traded.get((own, other) if side == "demand" else (other, own), 0)
    return view.left[OTHER[side]][other][view.lists[side][own].rating] - got


def rest_facts(view: SchemeView, side: Side, own: int, finding: Finding) -> Rest:
    """The facts of a finding."""
    here, reason = view.lists[side][own], REASONS[finding.reason]
    if reason == "NO_COUNTERPART":
        return NoCounterpart()
    if reason == "OWN_COMPANY":
        return OwnCompany(finding.lists)
    if reason == "REFUSED_PAIR":
        return RefusedPair(finding.lists, finding.pieces)
    if finding.nearest < 0:
        return _sold_out(view, side, own, finding)
    nearest = view.lists[OTHER[side]][finding.nearest].third_party()
    demand, supply = view.pair(side, own, finding.nearest)
    if reason == "FRESHNESS":
        return FreshnessMissed(finding.lists, here.freshness, nearest)
    if reason == "WEIGHT":
        tolerance = view.params.weight_tolerance_permille or 0
        return WeightMissed(finding.lists, here.unit_weight, difference(demand, supply, 1000), tolerance, nearest)
    reached, total = _reaching(view, side, own, supply.limit if side == "demand" else demand.limit)
    fits = weights_fit(demand, supply, view.params) and not view.is_barred(side, own, finding.nearest)
    missed = supply.limit - demand.limit
    return PriceMissed(
        finding.lists, here.unit_price, demand.limit, supply.limit, missed, nearest, reached, total, fits
    )


def _sold_out(view: SchemeView, side: Side, own: int, finding: Finding) -> SoldOut:
    reason = cast(Literal["SOLD_OUT", "BETTER_RATED", "OUTSCORED"], REASONS[finding.reason])
    quote = None if finding.quote < 0 else _quote(view, side, own, finding)
    return SoldOut(reason, finding.lists, *finding[3:11], view.prices is not None, quote)


def _quote(view: SchemeView, side: Side, own: int, finding: Finding) -> Quote:
    demand, supply = view.pair(side, own, finding.quote)
    reached, total = _reaching(view, side, own, finding.quote_limit) if finding.quote_limit else (None, None)
    return Quote(
        demand.rating,
        supply.rating,
        view.lists[OTHER[side]][finding.quote].third_party(),
        *view.price_sum(side, own, finding.quote),
        view.value(side, own, finding.quote),
        reached,
        total,
    )


def _reaching(view: SchemeView, side: Side, own: int, limit: int) -> tuple[int, int | None]:
    """The unit price of a list that comes to a limit (demand) or is an ask (supply), and the total for its amount."""
    amount = view.lists[side][own].amount
    if side == "supply":
        return limit, ask_total(limit, amount)
    bid = least_bid(limit, view.params)
    return bid, bid_total(bid, amount)
