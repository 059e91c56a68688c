"""What is said of a match, worked out again from the lots, and the next-best partners by looking at all."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings

from matching import Lot, Parameters, Trade
from matching.explain import Explainer
from matching.rules import arc_value, constraint, constraint_factors, limit_price, unit_price, unit_weight

from .schemes import schemes


@settings(max_examples=100)
@given(schemes())
def test_the_figures_of_a_match(scheme):
    lots = {lot.id: lot for lot in [*scheme.demands, *scheme.supplies]}
    open_pieces = {list_id: lot.open_amount for list_id, lot in lots.items()}
    for trade, facts in zip(scheme.trades, scheme.matches(), strict=True):
        demand, supply = lots[trade.demand_id], lots[trade.supply_id]
        named = (facts.demand_id, facts.supply_id, facts.amount, facts.price_fen, facts.weight_g, facts.freshness)
        assert named == (demand.id, supply.id, trade.amount, trade.price_fen, trade.weight_g, supply.freshness)
        step = tuple(scheme.ratings[lot.company_id] for lot in (demand, supply))
        assert (facts.buyer_rating, facts.seller_rating) == step
        assert (facts.x1, facts.x2, facts.x3) == constraint_factors(demand, supply, scheme.params)
        assert facts.x == constraint(demand, supply, scheme.params)
        assert facts.value == arc_value(demand, supply, scheme.params)
        assert (facts.bid, facts.ask) == (unit_price(demand), unit_price(supply))
        assert facts.limit == limit_price(demand, scheme.params)
        assert (facts.demand_unit_weight, facts.supply_unit_weight) == (unit_weight(demand), unit_weight(supply))
        price = facts.price
        assert (price.demand_open, price.supply_open) == (open_pieces[demand.id], open_pieces[supply.id])
        assert_price_and_weight_follow(facts)
        assert price.demand_over_fen == max(0, trade.price_fen - -(-demand.price_fen * trade.amount // demand.amount))
        assert price.supply_under_fen == max(0, supply.price_fen * trade.amount // supply.amount - trade.price_fen)
        open_pieces[demand.id] -= trade.amount
        open_pieces[supply.id] -= trade.amount


def assert_price_and_weight_follow(facts):
    """The stated formula gives the trade's price and grams from the stated figures."""
    price, weight = facts.price, facts.weight
    if price.rule == "midpoint":
        assert facts.price_fen == (facts.amount * (facts.bid + facts.ask) + 1000) // 2000
        assert weight.share_g == weight.supply_weight_g * facts.amount // weight.supply_amount
        rest = weight.open_g if facts.amount == price.supply_open else min(weight.share_g, weight.open_g)
        assert facts.weight_g == rest
        assert weight.source == (
            "REST" if facts.amount == price.supply_open else "SHARE" if weight.share_g <= weight.open_g else "OPEN"
        )
    else:
        assert price.setter == ("demand" if facts.amount == price.demand_open else "supply")
        assert facts.price_fen == price.open_price_fen <= price.offered_price_fen
        assert (weight.source, facts.weight_g) == ("SETTER", weight.open_g)


@settings(max_examples=100)
@given(schemes())
def test_the_next_best_partner_is_the_best_of_the_step_but_this_one(scheme):
    for facts in scheme.matches():
        demand = next(lot for lot in scheme.demands if lot.id == facts.demand_id)
        supply = next(lot for lot in scheme.supplies if lot.id == facts.supply_id)
        others = [
            (arc_value(demand, other, scheme.params), other)
            for other in rivals(scheme, supply, facts.seller_rating)
            if left(scheme, other, "supply", facts.buyer_rating) and (demand.id, other.id) not in scheme.barred
        ]
        assert_next(scheme, facts.demand_next, others)
        others = [
            (arc_value(other, supply, scheme.params), other)
            for other in rivals(scheme, demand, facts.buyer_rating)
            if left(scheme, other, "demand", facts.seller_rating) and (other.id, supply.id) not in scheme.barred
        ]
        assert_next(scheme, facts.supply_next, others)


def rivals(scheme, lot, rating):
    """The other lists of a side and rating, in posting order."""
    side = scheme.demands if lot in scheme.demands else scheme.supplies
    return [other for other in side if other != lot and scheme.ratings[other.company_id] == rating]


def left(scheme, lot, side, rating):
    """What a list has left after its trades with better than `rating`."""
    lots = {other.id: other for other in [*scheme.demands, *scheme.supplies]}
    taken = Counter()
    for trade in scheme.trades:
        mine, partner = (trade.supply_id, trade.demand_id) if side == "supply" else (trade.demand_id, trade.supply_id)
        taken[mine] += trade.amount * (scheme.ratings[lots[partner].company_id] < rating)
    return lot.open_amount - taken[lot.id]


def assert_next(scheme, found, others):
    best = max((value for value, _ in others), default=0)
    if best == 0:
        assert found is None
        return
    assert found.value == best
    first = next(other for value, other in others if value == best)
    assert (found.partner.list_id, found.partner.company_id) == (first.id, first.company_id)


def test_the_next_best_by_hand():
    """Bid 10; asks 8, 9 and 9.50: d × s1 trades, s2 would have scored 2 000 000 − 0.4·900 000; s1 has nobody else."""
    demand = Lot("d", "buyer", "Eel", 10, 10_000, 2, 5_000)
    supplies = [
        Lot(f"s{k}", f"seller {k}", "Eel", 10, price, 2, 5_000) for k, price in ((1, 8000), (2, 9000), (3, 9500))
    ]
    ratings = {"buyer": 2, "seller 1": 2, "seller 2": 2, "seller 3": 2}
    trades = [Trade("d", "s1", 10, 9_000, 5_000, 2)]
    facts = Explainer([demand], supplies, ratings, Parameters.midpoint(), trades).of_match("d", "s1")
    assert (facts.value, facts.demand_next.value, facts.demand_next.partner.list_id) == (1_680_000, 1_640_000, "s2")
    assert facts.supply_next is None
    worse = Explainer([demand], supplies, ratings | {"seller 2": 3}, Parameters.midpoint(), trades).of_match("d", "s1")
    assert worse.demand_next.partner.list_id == "s3"


def test_grams_that_are_no_longer_open():
    """Second round: 1 kg is open of a supply whose share for five of ten pieces would be 2.5 kg."""
    demand = Lot("d", "buyer", "Eel", 5, 5_000, 2, 2_500)
    supply = Lot("s", "seller", "Eel", 10, 10_000, 2, 5_000, 6, 0, None, 1_000)
    trades = [Trade("d", "s", 5, 5_000, 1_000, 2)]
    explainer = Explainer([demand], [supply], {"buyer": 2, "seller": 2}, Parameters.midpoint(), trades)
    weight = explainer.of_match("d", "s").weight
    assert (weight.source, weight.share_g, weight.open_g) == ("OPEN", 2_500, 1_000)


@settings(max_examples=40)
@given(schemes())
def test_anonymous_facts_name_no_third_party(scheme):
    for facts in scheme.matches():
        hidden = facts.anonymous()
        assert (hidden.demand_id, hidden.supply_id) == (facts.demand_id, facts.supply_id)
        for shown, found in ((hidden.demand_next, facts.demand_next), (hidden.supply_next, facts.supply_next)):
            if found is None:
                assert shown is None
            else:
                assert (shown.partner.list_id, shown.partner.company_id) == (None, None)
                assert shown == replace(found, partner=replace(found.partner, list_id=None, company_id=None))
