"""Prices and grams against figures worked out by hand, and what must hold for any scheme."""

import json
import runpy
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Lot, MatchingError, Parameters, Trade, envy, price_trades
from matching.pricing import still_open
from matching.rules import arc_value

GOLDEN = Path(__file__).parents[1] / "golden"
VECTORS = json.loads((GOLDEN / "pricing_vectors.json").read_text("utf-8"))
FREE = Parameters("midpoint", 0, None)


@dataclass(frozen=True)
class Fill:
    demand_id: str
    supply_id: str
    amount: int


def lot(list_id, amount, price_fen, weight_g, left=None):
    return Lot(list_id, f"company of {list_id}", "Eel", amount, price_fen, 1, weight_g, left)


def figures(trades):
    return [(trade.price_fen, trade.weight_g) for trade in trades]


class TestMidpoint:
    def test_total_is_halfway_with_halves_up_and_grams_down(self):
        # u_d = 10000 // 3 = 3333, u_s = 10000 // 7 = 1428; (3 · 4761 + 1000) // 2000 = 7; 200 · 3 // 7 = 85
        trades = price_trades([Fill("d", "s", 3)], [lot("d", 3, 10, 100)], [lot("s", 7, 10, 200)], FREE)
        assert figures(trades) == [(7, 85)]

    def test_the_fill_that_empties_a_supply_takes_its_remaining_grams(self):
        # 71 · 3 // 7 = 30, 71 · 2 // 7 = 20, the rest 71 − 50 = 21
        demands = [lot(f"d{k}", 3, 300, 30) for k in range(3)]
        fills = [Fill("d0", "s", 3), Fill("d1", "s", 2), Fill("d2", "s", 2)]
        trades = price_trades(fills, demands, [lot("s", 7, 333, 71)], FREE)
        assert [trade.weight_g for trade in trades] == [30, 20, 21]

    def test_a_carried_supply_starts_with_its_share_of_the_grams(self):
        # 71 · 4 // 7 = 40 grams are left: 71 · 3 // 7 = 30, then 10
        fills = [Fill("d", "s", 3), Fill("e", "s", 1)]
        demands = [lot("d", 3, 300, 30), lot("e", 3, 300, 30)]
        trades = price_trades(fills, demands, [lot("s", 7, 333, 71, left=4)], FREE)
        assert [trade.weight_g for trade in trades] == [30, 10]

    def test_a_tiny_fill_may_cost_nothing(self):
        trades = price_trades([Fill("d", "s", 300)], [lot("d", 1000, 1, 1)], [lot("s", 1000, 1, 1)], FREE)
        assert figures(trades) == [(0, 0)]


class TestResidual:
    PARAMS = Parameters.residual()

    def price(self, fills, demands, supplies):
        return figures(price_trades(fills, demands, supplies, self.PARAMS))

    def test_the_demand_that_is_used_up_sets_both_figures(self):
        assert self.price([Fill("d", "s", 3)], [lot("d", 3, 10, 100)], [lot("s", 7, 10, 200)]) == [(10, 100)]

    def test_the_supply_that_is_used_up_sets_both_figures(self):
        assert self.price([Fill("d", "s", 3)], [lot("d", 7, 10, 100)], [lot("s", 3, 40, 50)]) == [(40, 50)]

    def test_the_buyers_figures_count_when_both_end_together(self):
        assert self.price([Fill("d", "s", 5)], [lot("d", 5, 70, 50)], [lot("s", 5, 60, 55)]) == [(70, 50)]

    def test_the_other_list_keeps_the_difference(self):
        fills = [Fill("d", "s", 3), Fill("e", "s", 4)]
        demands = [lot("d", 3, 10, 100), lot("e", 9, 900, 900)]
        assert self.price(fills, demands, [lot("s", 7, 25, 260)]) == [(10, 100), (15, 160)]

    def test_the_difference_never_falls_below_zero(self):
        fills = [Fill("d", "s", 3), Fill("e", "s", 4)]
        demands = [lot("d", 3, 10, 100), lot("e", 9, 900, 900)]
        assert self.price(fills, demands, [lot("s", 7, 8, 60)]) == [(10, 100), (0, 0)]

    def test_a_carried_list_starts_with_its_share(self):
        # 333 · 4 // 7 = 190 fen and 71 · 4 // 7 = 40 g are left of the supply
        assert self.price([Fill("d", "s", 4)], [lot("d", 9, 900, 90)], [lot("s", 7, 333, 71, left=4)]) == [(190, 40)]

    def test_a_fill_that_uses_up_neither_list_has_no_price(self):
        with pytest.raises(MatchingError, match="use up neither") as caught:
            self.price([Fill("d", "s", 2)], [lot("d", 3, 10, 100)], [lot("s", 7, 10, 200)])
        assert caught.value.code == "SCHEME_FILL_NOT_MAXIMAL"


@pytest.mark.parametrize("params", [FREE, Parameters.residual()], ids=lambda params: params.price_rule)
@pytest.mark.parametrize(
    ("fills", "code"),
    [
        ([Fill("?", "s", 1)], "SCHEME_LIST_UNKNOWN"),
        ([Fill("d", "?", 1)], "SCHEME_LIST_UNKNOWN"),
        ([Fill("d", "s", 0)], "SCHEME_AMOUNT_INVALID"),
        ([Fill("d", "s", -1)], "SCHEME_AMOUNT_INVALID"),
        ([Fill("d", "s", 4)], "SCHEME_OVER_ALLOCATED"),
        ([Fill("e", "s", 8)], "SCHEME_OVER_ALLOCATED"),
        ([Fill("d", "s", 3), Fill("d", "s", 1)], "SCHEME_OVER_ALLOCATED"),
    ],
)
def test_refuses(fills, code, params):
    demands = [lot("d", 3, 10, 100), lot("e", 9, 10, 100)]
    with pytest.raises(MatchingError) as caught:
        price_trades(fills, demands, [lot("s", 7, 10, 200)], params)
    assert caught.value.code == code


class TestSecondRound:
    def test_accepted_trades_are_off_amount_price_and_grams(self):
        # u_d = 33333, u_s = 333000 // 7 = 47571: (3 · 80904 + 1000) // 2000 = 121 fen; 71 · 3 // 7 = 30 g
        supply = lot("s", 7, 333, 71)
        (first,) = price_trades([Fill("d", "s", 3)], [lot("d", 3, 100, 30)], [supply], FREE)
        (left,) = still_open([supply], [first], "supply")
        assert (first.price_fen, first.weight_g) == (121, 30)
        assert (left.open_amount, left.open_price_fen, left.open_weight_g) == (4, 212, 41)
        assert (left.amount, left.price_fen, left.weight_g) == (7, 333, 71)  # the posted figures stay

    def test_what_is_used_up_is_left_out(self):
        trades = [Trade("d", "s", 3, 1, 1, 1)]
        assert [left.id for left in still_open([lot("d", 3, 10, 100), lot("e", 3, 10, 100)], trades, "demand")] == ["e"]

    def test_price_and_grams_do_not_fall_below_zero(self):
        (left,) = still_open([lot("s", 7, 8, 60)], [Trade("d", "s", 3, 10, 100, 1)], "supply")
        assert (left.left_price_fen, left.left_weight_g) == (0, 0)

    def test_a_carried_list_begins_with_its_share(self):
        (left,) = still_open([lot("s", 7, 333, 71, left=4)], [Trade("d", "s", 3, 100, 30, 1)], "supply")
        assert (left.left, left.left_price_fen, left.left_weight_g) == (1, 90, 10)

    @pytest.mark.parametrize("figures", [{"left_price_fen": -1}, {"left_weight_g": 72}, {"left_price_fen": 334}])
    def test_more_than_posted_or_less_than_nothing_cannot_be_open(self, figures):
        with pytest.raises(MatchingError) as caught:
            replace(lot("s", 7, 333, 71), **figures)
        assert caught.value.code == "LOT_INVALID"

    @given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=9), st.integers(1, 500))
    def test_grams_of_both_rounds_add_up(self, fills, grams_a_piece):
        amount = sum(fill for fill, _ in fills)
        supply = lot("s", amount, 100 * amount, max(1, grams_a_piece * amount // 7))
        demands = [lot(f"d{k}", fill, 100 * fill, fill) for k, (fill, _) in enumerate(fills)]
        first = price_trades([Fill(f"d{k}", "s", fill) for k, (fill, _) in enumerate(fills)], demands, [supply], FREE)
        accepted = [trade for trade, (_, yes) in zip(first, fills, strict=True) if yes]
        open_lots = still_open([supply], accepted, "supply")
        refused = [Fill(f"d{k}", "s", fill) for k, (fill, yes) in enumerate(fills) if not yes]
        second = price_trades(refused, demands, open_lots, FREE) if refused else ()
        assert sum(trade.weight_g for trade in [*accepted, *second]) == supply.weight_g


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_shared_vectors_hold(case):
    """The chaincode is tested against the same file, so it must say what the Python rules say today."""
    given = dict(case["params"])
    if given["weight_tolerance_permille"] == -1:
        given["weight_tolerance_permille"] = None
    params = Parameters(**given)
    demands = [Lot(**row, order=k) for k, row in enumerate(case["demands"])]
    supplies = [Lot(**row, order=k) for k, row in enumerate(case["supplies"])]
    if "first" in case:
        first = tuple(Trade(**{k: v for k, v in row.items() if k != "accepted"}) for row in case["first"])
        assert price_trades(first, demands, supplies, params) == first
        accepted = [trade for trade, row in zip(first, case["first"], strict=True) if row["accepted"]]
        demands = list(still_open(demands, accepted, "demand"))
        supplies = list(still_open(supplies, accepted, "supply"))
    expected = tuple(Trade(**row) for row in case["trades"])
    assert price_trades(expected, demands, supplies, params) == expected
    lots = {one.id: one for one in demands + supplies}
    assert sum(t.amount * arc_value(lots[t.demand_id], lots[t.supply_id], params) for t in expected) == case["score"]
    wronged = envy(demands, supplies, case["ratings"], expected, params)
    assert wronged == (case["envy"] and (case["envy"]["demand_id"], case["envy"]["supply_id"]))


def test_the_shared_vectors_are_what_their_script_writes():
    """Nobody edits the file by hand: run tests/golden/make_pricing_vectors.py instead."""
    script = runpy.run_path(str(GOLDEN / "make_pricing_vectors.py"))
    assert script["render"]() == (GOLDEN / "pricing_vectors.json").read_text("utf-8")
    assert len(VECTORS["cases"]) == len({case["name"] for case in VECTORS["cases"]}) >= 60
