"""The audit finds whatever is lost, doubled or wrong, and nothing where all is well."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.trading.held import Held
from tests.helpers.audited import World, with_entry, world

LABEL = st.sampled_from(["excellent", "good", "bad"])
OUTCOMES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), LABEL, LABEL), min_size=1, max_size=60)
SOME = [(0, 0, "excellent", "excellent"), (0, 1, "bad", "bad"), (1, 0, "good", "bad"), (0, 0, "excellent", "excellent")]


def changed(**changes: object) -> World:
    """Four trades, the ledger otherwise in these fields."""
    made = world(SOME)
    return replace(made, held=replace(made.held, **changes))


@given(OUTCOMES)
def test_nothing_is_found_where_all_is_well(outcomes: list[tuple[int, int, str, str]]) -> None:
    found = world(outcomes).audited()
    assert (found.faults, found.lines()) == (0, [])
    assert found.settled.total() == len(outcomes)


@given(OUTCOMES, st.data())
def test_a_planted_loss_is_found(outcomes: list[tuple[int, int, str, str]], data: st.DataObject) -> None:
    made = world(outcomes)
    n = data.draw(st.integers(0, len(outcomes) - 1))
    held = made.held
    planted = {
        "list": replace(held, lists=held.lists[:n] + held.lists[n + 1 :]),
        "contract": replace(held, contracts=held.contracts[:n] + held.contracts[n + 1 :]),
    }
    for what, lossy in planted.items():
        found = replace(made, held=lossy).audited()
        assert any(text.startswith(what) for text in found.lost), what


@given(OUTCOMES, st.data())
def test_a_planted_double_is_found(outcomes: list[tuple[int, int, str, str]], data: st.DataObject) -> None:
    made = world(outcomes)
    n = data.draw(st.integers(0, len(outcomes) - 1))
    held = made.held
    again = replace(held.contracts[n], serial=99_999)
    assert replace(made, held=replace(held, lists=[*held.lists, held.lists[n]])).audited().doubled
    assert replace(made, held=replace(held, contracts=[*held.contracts, again])).audited().doubled


def test_a_list_of_which_nobody_said_anything_is_a_double() -> None:
    made = world(SOME)
    found = replace(made, held=replace(made.held, lists=[*made.held.lists, ("d9", 10)])).audited()
    assert found.doubled == ["list d9, of which nobody said anything"]


def test_a_contract_that_one_party_refused_is_a_double() -> None:
    made = world(SOME)
    made.said[0].accepted.remove(("1.2.Eel", "s0"))
    assert made.audited().doubled == ["contract of match 1.2.Eel, of which nobody said anything"]


def test_a_contract_with_other_figures_is_wrong() -> None:
    made = world(SOME)
    first, *others = made.held.contracts
    dearer = replace(first, trade=first.trade._replace(price_fen=101))
    assert "other figures" in changed(contracts=[dearer, *others]).audited().wrong[0]


def test_more_than_a_list_offers_is_wrong() -> None:
    made = world(SOME)
    made.said[0].lots["d1"] = made.said[0].lots["d1"]._replace(amount=9)
    assert made.audited().wrong == ["d1 offers 9 pieces, and 10 are traded"]


def test_two_contracts_with_one_serial_number_are_found() -> None:
    made = world(SOME)
    first, second, *others = made.held.contracts
    found = changed(contracts=[first, replace(second, serial=first.serial), *others]).audited()
    assert f"serial number {first.serial}: 2 times" in found.doubled


def test_a_contract_that_rest_does_not_show_is_lost() -> None:
    made = world(SOME)
    del made.said[0].shown["1.1.Eel", "s1"]
    assert made.audited().lost == ["contract 90002 was not shown to s1"]


def test_credit_that_was_not_entered_is_lost() -> None:
    made = world(SOME)
    history = made.held.entries["s1"][:1]
    found = changed(entries=made.held.entries | {"s1": history}, tenths=made.held.tenths | {"s1": 30}).audited()
    assert found.lost == ["credit for contract 90002 of s1"]
    assert found.settled.total() == 3


def test_credit_that_was_entered_twice_is_a_double() -> None:
    made = world(SOME)
    history = made.held.entries["s1"]
    again = replace(history[-1], seq=3, before=29, after=29)
    found = changed(entries=made.held.entries | {"s1": [*history, again]}).audited()
    assert found.doubled == ["credit for contract 90002 of s1: 2 entries"]


def test_an_evaluation_that_the_ledger_lacks_is_lost() -> None:
    made = world(SOME)
    made.held = with_entry(with_entry(made.held, "b1", 1, own_label=""), "s0", 2, partner_label="")
    assert len(made.audited().lost) == 2


def test_an_evaluation_with_another_label_is_wrong() -> None:
    made = world(SOME)
    made.labels["1.2.Eel", "b1"] = "excellent"
    assert "by good/bad, not excellent/bad" in made.audited().wrong[0]


@pytest.mark.parametrize(
    ("company", "at", "changes"),
    [
        ("b0", 1, {"after": 32}),  # two tenths at once
        ("b0", 3, {"before": 30, "after": 31}),  # the pair has moved in this cycle
        ("b0", 2, {"seq": 4}),
        ("s1", 1, {"before": 29, "after": 28}),
    ],
)
def test_a_move_that_the_rule_does_not_give_is_wrong(company: str, at: int, changes: dict[str, int]) -> None:
    made = world(SOME)
    made.held = with_entry(made.held, company, at, **changes)
    assert made.audited().wrong


def test_a_score_that_its_history_does_not_lead_to_is_wrong() -> None:
    made = world(SOME)
    found = changed(tenths=made.held.tenths | {"s0": 50}).audited()
    assert found.wrong == ["the credit history of s0 has a gap"]


def test_what_was_settled_is_counted_by_cycle() -> None:
    made = world(SOME)
    held: Held = made.held
    assert made.audited().settled == {1: 4}
    assert made.audited().as_dict() | {"first": []} == {"settled": 4, "lost": 0, "doubled": 0, "wrong": 0, "first": []}
    assert len(held.contracts) == 4
