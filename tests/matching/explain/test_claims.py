"""What an explanation says of a rest is true: checked against the lots with the market's own rules, nothing shared."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings

from matching import MatchingError
from matching.market import MAX_PRICE_FEN
from matching.rules import arc_value, compatible, limit_price, unit_price, unit_weight

from .schemes import Scheme, schemes


class Seen:
    """A list with something left, and the other side as it sees it; from lots and trades alone."""

    def __init__(self, scheme, facts):
        self.scheme, self.facts, self.rest = scheme, facts, facts.rest
        self.buys = facts.side == "demand"
        self.lot = next(lot for lot in scheme.lots(facts.side) if lot.id == facts.list_id)
        self.others = scheme.lots("supply" if self.buys else "demand")
        self.rank = scheme.ratings[self.lot.company_id]

    def pair(self, other, own=None):
        """Demand and supply."""
        return (own or self.lot, other) if self.buys else (other, own or self.lot)

    def foreign(self):
        return [other for other in self.others if other.company_id != self.lot.company_id]

    def fresh(self):
        return [o for o in self.foreign() if self.pair(o)[1].freshness >= self.pair(o)[0].freshness]

    def priced(self):
        return [o for o in self.fresh() if self.excess(o) <= 0]

    def fitting(self):
        return [o for o in self.others if compatible(*self.pair(o), self.scheme.params)]

    def excess(self, other):
        demand, supply = self.pair(other)
        return unit_price(supply) - limit_price(demand, self.scheme.params)

    def barred(self, other):
        return tuple(lot.id for lot in self.pair(other)) in self.scheme.barred

    def takers(self, other):
        """The own side's lots that traded with another list, and the pieces of each."""
        lots = {lot.id: lot for lot in self.scheme.lots(self.facts.side)}
        found = [(t.demand_id, t.supply_id, t.amount) if self.buys else (t.supply_id, t.demand_id, t.amount)
                 for t in self.scheme.trades]  # fmt: skip
        return [(lots[taker], amount) for taker, giver, amount in found if giver == other.id]

    def prices(self, other):
        """The certified prices of the two in their step, this list's first; 0 where the certificate has no such
        step."""
        demand, supply = self.pair(other)
        for step in self.scheme.certificate.steps:
            if (step.i, step.j) == (self.scheme.ratings[demand.company_id], self.scheme.ratings[supply.company_id]):
                u = dict(zip(step.demand_ids, step.demand.tolist(), strict=True)).get(demand.id, 0)
                v = dict(zip(step.supply_ids, step.supply.tolist(), strict=True)).get(supply.id, 0)
                return (u, v) if self.buys else (v, u)
        return 0, 0

    def within_reach(self):
        """The lists of which, in the step with this list, others had something, and that only the price could keep
        away."""
        found = []
        for other in self.foreign():
            free = sum(amount for taker, amount in self.takers(other) if self._not_better(taker) and taker != self.lot)
            free += other.open_amount - sum(amount for _, amount in self.takers(other))
            if free and not self.barred(other) and self.fits_but_for_price(other):
                found.append(other)
        return found

    def _not_better(self, taker):
        return self.scheme.ratings[taker.company_id] >= self.rank

    def fits_but_for_price(self, other):
        demand, supply = self.pair(other)
        params = self.scheme.params
        tolerance, weights = params.weight_tolerance_permille, (unit_weight(demand), unit_weight(supply))
        fits = tolerance is None or 1000 * abs(weights[0] - weights[1]) <= tolerance * max(weights)
        return supply.freshness >= demand.freshness and fits

    def gains(self, other, price_fen):
        """Whether the pair would score more than its certified prices if this list's total were another."""
        if not 1 <= price_fen <= MAX_PRICE_FEN or 1000 * price_fen < self.lot.amount:
            return False
        changed = replace(self.lot, price_fen=price_fen, left_price_fen=None)
        return arc_value(*self.pair(other, changed), self.scheme.params) > sum(self.prices(other))


def rests(scheme):
    return [Seen(scheme, facts) for facts in scheme.facts() if facts.rest is not None]


@settings(max_examples=150)
@given(schemes())
def test_the_first_rule_that_leaves_nobody_is_named(scheme):
    for seen in rests(scheme):
        stages = [
            ("NO_COUNTERPART", seen.others),
            ("OWN_COMPANY", seen.foreign()),
            ("FRESHNESS", seen.fresh()),
            ("PRICE", seen.priced()),
            ("WEIGHT", seen.fitting()),
            ("REFUSED_PAIR", [other for other in seen.fitting() if not seen.barred(other)]),
        ]
        before = [seen.others, *(passed for _, passed in stages)]
        stopped = next((k for k, (_, passed) in enumerate(stages) if not passed), None)
        if stopped is None:
            assert seen.rest.reason in ("SOLD_OUT", "BETTER_RATED", "OUTSCORED")
            assert seen.rest.lists == len(before[-1])
        else:
            assert seen.rest.reason == stages[stopped][0]
            assert getattr(seen.rest, "lists", 0) == len(before[stopped])


@settings(max_examples=100)
@given(schemes())
def test_the_nearest_miss_least_and_the_price_named_is_the_first_that_passes(scheme):
    params = scheme.params
    for seen in rests(scheme):
        rest = seen.rest
        nearest = next(
            (o for o in seen.others if getattr(rest, "nearest", None) and o.id == rest.nearest.list_id), None
        )
        if nearest is not None:
            assert rest.nearest.company_id == nearest.company_id
            assert rest.nearest.rating == scheme.ratings[nearest.company_id]
            figures = unit_price(nearest), unit_weight(nearest), nearest.freshness
            assert (rest.nearest.unit_price, rest.nearest.unit_weight, rest.nearest.freshness) == figures
        if rest.reason == "FRESHNESS":
            best = max if seen.buys else min
            assert nearest.freshness == best(other.freshness for other in seen.foreign())
        if rest.reason == "WEIGHT":
            assert rest.difference_permille > rest.tolerance_permille == params.weight_tolerance_permille
            assert rest.difference_permille == min(difference(*seen.pair(other)) for other in seen.priced())
        if rest.reason == "PRICE":
            assert rest.missed == seen.excess(nearest) == min(seen.excess(other) for other in seen.fresh()) > 0
            assert (rest.limit, rest.ask) == (
                limit_price(seen.pair(nearest)[0], params),
                unit_price(seen.pair(nearest)[1]),
            )
            assert_price_reaches(seen, nearest)


def difference(demand, supply):
    wanted, offered = unit_weight(demand), unit_weight(supply)
    return -(-1000 * abs(wanted - offered) // max(wanted, offered))


def assert_price_reaches(seen, nearest):
    rest, lot = seen.rest, seen.lot
    further = 1 if seen.buys else -1  # the direction that brings the two together

    def passes(price_fen, params):
        changed = replace(lot, price_fen=price_fen, left_price_fen=None)
        return compatible(*seen.pair(nearest, changed), params)

    price_only = replace(seen.scheme.params, weight_tolerance_permille=None)
    assert passes(rest.reached_fen, price_only)
    assert not passes(rest.reached_fen - further, price_only)
    both = passes(rest.reached_fen, seen.scheme.params) and not seen.barred(nearest)
    assert rest.otherwise_compatible == both


@settings(max_examples=100)
@given(schemes())
def test_where_compatible_pieces_went(scheme):
    for seen in rests(scheme):
        rest = seen.rest
        if rest.reason not in ("SOLD_OUT", "BETTER_RATED", "OUTSCORED"):
            continue
        compatible_lists = [other for other in seen.fitting() if not seen.barred(other)]
        went = [pair for other in compatible_lists for pair in seen.takers(other)]
        assert rest.pieces == sum(other.open_amount for other in compatible_lists) == sum(n for _, n in went)
        assert rest.own_pieces == sum(amount for taker, amount in went if taker == seen.lot)
        rank = {taker.id: scheme.ratings[taker.company_id] for taker, _ in went}
        for better, figures in (
            (True, (rest.better_companies, rest.better_lists, rest.better_pieces)),
            (False, (rest.equal_companies, rest.equal_lists, rest.equal_pieces)),
        ):
            group = [(t, n) for t, n in went if t != seen.lot and (rank[t.id] < seen.rank) is better]
            assert figures == (
                len({t.company_id for t, _ in group}),
                len({t.id for t, _ in group}),
                sum(n for _, n in group),
            )
        expected = "OUTSCORED" if rest.equal_pieces else "BETTER_RATED" if rest.better_pieces else "SOLD_OUT"
        assert rest.reason == expected
        assert rest.certified == (scheme.certificate is not None)


@settings(max_examples=200)
@given(schemes())
def test_the_quoted_price_gains_at_the_certified_prices_and_no_smaller_change_does(scheme):
    for seen in rests(scheme):
        rest = seen.rest
        if not hasattr(rest, "quote") or not rest.certified:
            assert getattr(rest, "quote", None) is None
            continue
        reach = seen.within_reach()
        if rest.quote is None:
            assert not reach
            continue
        quote = rest.quote
        nearest = next(other for other in reach if other.id == quote.nearest.list_id)
        assert (quote.own_price, quote.nearest_price) == seen.prices(nearest)
        assert quote.value == (arc_value(*seen.pair(nearest), scheme.params)) <= quote.own_price + quote.nearest_price
        step = tuple(scheme.ratings[lot.company_id] for lot in seen.pair(nearest))
        assert (quote.buyer_rating, quote.seller_rating) == step
        if quote.price_fen is None:
            extreme = MAX_PRICE_FEN if seen.buys else -(-seen.lot.amount // 1000)
            assert not any(seen.gains(other, extreme) for other in reach)
            continue
        assert seen.gains(nearest, quote.price_fen)
        one_less = quote.price_fen - 1 if seen.buys else quote.price_fen + 1
        assert not any(seen.gains(other, one_less) for other in reach)
        assert (quote.price_fen > seen.lot.price_fen) == seen.buys


@settings(max_examples=50)
@given(schemes())
def test_what_was_matched_and_left(scheme):
    traded, fen, grams, number = Counter(), Counter(), Counter(), Counter()
    for trade in scheme.trades:
        for key in (("demand", trade.demand_id), ("supply", trade.supply_id)):
            traded[key] += trade.amount
            fen[key] += trade.price_fen
            grams[key] += trade.weight_g
            number[key] += 1
    for facts in scheme.facts():
        key = facts.side, facts.list_id
        lot = next(lot for lot in scheme.lots(facts.side) if lot.id == facts.list_id)
        assert (facts.amount, facts.offered, facts.rating) == (
            lot.amount,
            lot.open_amount,
            scheme.ratings[lot.company_id],
        )
        assert (facts.matched, facts.trades) == (traded[key], number[key])
        assert (facts.matched_price_fen, facts.matched_weight_g) == (fen[key], grams[key])
        assert facts.left == lot.open_amount - facts.matched


@settings(max_examples=50)
@given(schemes())
def test_a_scheme_that_leaves_something_tradable_is_refused(scheme):
    if not scheme.trades:
        return
    given_up = Scheme(scheme.demands, scheme.supplies, scheme.ratings, scheme.params, scheme.barred)
    given_up.trades, given_up.certificate = scheme.trades[1:], None
    trade = scheme.trades[0]
    for side, list_id in (("demand", trade.demand_id), ("supply", trade.supply_id)):
        try:
            given_up.explainer.of_list(side, list_id)
        except MatchingError as error:
            assert error.code == "SCHEME_UNFAIR"
        else:
            raise AssertionError("a rest that could be traded was explained")
