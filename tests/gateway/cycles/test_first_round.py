"""What is on offer in the second round, worked out by hand and for random lists."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.cycles.first_round import NOTHING_TAKEN, FirstRound, Open
from gateway.projection.models import Decision, Match, PostedList


def a_list(**changes: Any) -> PostedList:
    figures = {"list_id": "C-S1.1", "side": "supply", "breed": "Eel", "amount": 120, "left": 120}
    return PostedList(**{**figures, "price_fen": 1_000_000, "weight_g": 30_001, **changes})


def a_match(seq: int, **changes: Any) -> Match:
    lists = {"demand_id": f"C-B{seq}.1", "supply_id": "C-S1.1", "breed": "Eel", "match_id": f"1.{seq}.Eel"}
    return Match(**{**lists, "amount": 40, "price_fen": 350_000, "weight_g": 10_000, **changes})


def decided(match: Match, *accepts: bool) -> list[Decision]:
    sides = ("buyer", "seller")
    return [Decision(match_id=match.match_id, side=side, accept=a) for side, a in zip(sides, accepts, strict=False)]


def test_before_the_first_round_everything_is_on_offer() -> None:
    assert NOTHING_TAKEN.open_of(a_list()) == Open(120, 1_000_000, 30_001)
    assert NOTHING_TAKEN.open_of(a_list(left=50)) == Open(50, 416_666, 12_500)
    assert NOTHING_TAKEN.barred == {}


def test_accepted_matches_take_and_all_others_bar() -> None:
    accepted, refused, half, silent = (a_match(seq) for seq in range(1, 5))
    decisions = [*decided(accepted, True, True), *decided(refused, True, False), *decided(half, True)]
    first = FirstRound.of([accepted, refused, half, silent], decisions)
    assert first.open_of(a_list()) == Open(80, 650_000, 20_001)
    assert first.open_of(a_list(side="demand", list_id="C-B1.1")) == Open(80, 650_000, 20_001)
    assert first.open_of(a_list(side="demand")) == Open(120, 1_000_000, 30_001)  # of another side
    assert first.barred == {"Eel": {("C-B2.1", "C-S1.1"), ("C-B3.1", "C-S1.1"), ("C-B4.1", "C-S1.1")}}


def test_a_list_that_was_carried_is_open_with_its_share() -> None:
    accepted = a_match(1)
    first = FirstRound.of([accepted], decided(accepted, True, True))
    assert first.open_of(a_list(left=50)) == Open(10, 66_666, 2_500)


def test_no_figure_is_below_zero_where_the_other_list_set_price_and_weight() -> None:
    accepted = a_match(1, price_fen=2_000_000, weight_g=40_000)
    first = FirstRound.of([accepted], decided(accepted, True, True))
    assert first.open_of(a_list()) == Open(80, 0, 0)


@given(
    st.integers(1, 100_000_000),
    st.lists(
        st.tuples(st.integers(1, 10**8), st.integers(0, 10**10), st.integers(0, 10**10), st.booleans()), max_size=6
    ),
    st.data(),
)
def test_what_is_taken_and_what_is_open_add_up(amount: int, fills: list[Any], data: st.DataObject) -> None:
    left = data.draw(st.integers(1, amount))
    matches = [
        a_match(seq, amount=pieces, price_fen=price, weight_g=grams)
        for seq, (pieces, price, grams, _) in enumerate(fills)
    ]
    decisions = [d for match, fill in zip(matches, fills, strict=True) for d in decided(match, True, fill[3])]
    row = a_list(amount=amount, left=left)
    open_ = FirstRound.of(matches, decisions).open_of(row)
    taken = [match for match, fill in zip(matches, fills, strict=True) if fill[3]]
    assert open_.amount + sum(match.amount for match in taken) == left
    assert open_.weight_g == max(0, row.weight_g * left // amount - sum(match.weight_g for match in taken))
    assert open_.price_fen == max(0, row.price_fen * left // amount - sum(match.price_fen for match in taken))
