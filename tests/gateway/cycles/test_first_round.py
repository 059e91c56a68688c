"""What is on offer in the second round: the rule itself is tested with the matcher's pricing."""

from typing import Any

from gateway.cycles.first_round import FirstRound
from gateway.cycles.market_view import by_breed
from gateway.projection.models import Decision, Match, PostedList
from matching.market import Lot


def a_list(**changes: Any) -> PostedList:
    figures = {"list_id": "C-S1.1", "side": "supply", "breed": "Eel", "amount": 120, "left": 120}
    figures |= {"company_id": "C-S1", "freshness": 2}
    return PostedList(**{**figures, "price_fen": 1_000_000, "weight_g": 30_001, **changes})


def a_match(seq: int, **changes: Any) -> Match:
    lists = {"demand_id": f"C-B{seq}.1", "supply_id": "C-S1.1", "breed": "Eel", "match_id": f"1.{seq}.Eel"}
    return Match(**{**lists, "amount": 40, "price_fen": 350_000, "weight_g": 10_000, "freshness": 2, **changes})


def decided(match: Match, *accepts: bool) -> list[Decision]:
    sides = ("buyer", "seller")
    return [Decision(match_id=match.match_id, side=side, accept=a) for side, a in zip(sides, accepts, strict=False)]


def figures(lot: Lot) -> tuple[int, int, int]:
    return lot.open_amount, lot.open_price_fen, lot.open_weight_g


def test_before_the_first_round_everything_is_on_offer() -> None:
    whole, carried = by_breed([a_list(), a_list(list_id="C-S1.2", left=50)])["Eel"].supplies
    assert figures(whole) == (120, 1_000_000, 30_001)
    assert figures(carried) == (50, 416_666, 12_500)


def test_accepted_matches_take_and_all_others_bar() -> None:
    accepted, refused, half, silent = (a_match(seq) for seq in range(1, 5))
    decisions = [*decided(accepted, True, True), *decided(refused, True, False), *decided(half, True)]
    first = FirstRound.of([accepted, refused, half, silent], decisions)
    rows = [a_list(), a_list(list_id="C-B1.1"), a_list(list_id="C-B1.1", side="demand"), a_list(breed="Carp")]
    markets = by_breed(rows, first)
    eel = markets["Eel"]
    assert [figures(lot) for lot in eel.supplies] == [(80, 650_000, 20_001), (120, 1_000_000, 30_001)]
    assert [figures(lot) for lot in eel.demands] == [(80, 650_000, 20_001)]
    assert eel.barred == {("C-B2.1", "C-S1.1"), ("C-B3.1", "C-S1.1"), ("C-B4.1", "C-S1.1")}
    assert [figures(lot) for lot in markets["Carp"].supplies] == [(120, 1_000_000, 30_001)]  # lists of another breed
    assert markets["Carp"].barred == frozenset()


def test_a_used_up_list_is_not_on_offer() -> None:
    accepted = a_match(1, amount=120, price_fen=1_000_000, weight_g=30_001)
    market = by_breed([a_list()], FirstRound.of([accepted], decided(accepted, True, True)))["Eel"]
    assert market.supplies == []
    assert not market.two_sided
