"""From writes to rows: every kind, the order within a block, and what is refused."""

import pytest

from gateway.ledger.port import LedgerWrite
from gateway.projection.apply import changes_of
from gateway.projection.errors import ProjectionValue
from gateway.projection.keys import KINDS
from gateway.projection.models import Credit, OtherWrite, PostedList
from tests.helpers.scripted import block, delete, write

from .values import INDEXES, TABLES

LIST, LIST_VALUE = TABLES["list"]


def a_list(**changes: int) -> LedgerWrite:
    return write("list", *LIST, **{**LIST_VALUE, **changes})


@pytest.mark.parametrize("kind", TABLES)
def test_a_value_becomes_a_row_of_its_table(kind: str) -> None:
    attributes, value = TABLES[kind]
    changes = changes_of(block(7, [write(kind, *attributes, **value)]))
    (change,) = changes.values()
    (row,) = change.rows.values()
    assert set(changes) == {KINDS[kind].model}
    assert {name: row[name] for name in value} == value
    assert change.deleted == {}


@pytest.mark.parametrize("kind", INDEXES)
def test_an_index_is_kept_as_it_is(kind: str) -> None:
    attributes, value = INDEXES[kind]
    (change,) = changes_of(block(7, [write(kind, *attributes, **value)])).values()
    assert list(change.rows.values()) == [{"object_type": kind, "attributes": attributes, "value": {"v": 1, **value}}]


def test_an_unknown_kind_and_a_known_one_with_other_attributes_are_kept() -> None:
    changes = changes_of(block(1, [write("fund", "x", size=3), write("cycle", "x", "y", more=1)]))
    assert set(changes) == {OtherWrite}
    assert len(changes[OtherWrite].rows) == 2


def test_the_last_write_of_a_key_wins_and_the_first_one_places_a_list() -> None:
    changes = changes_of(block(5, [], [a_list(left=90)], "MVCC_READ_CONFLICT", [a_list(left=80)]))
    (row,) = changes[PostedList].rows.values()
    assert row["left"] == 80
    assert (row["posted_block"], row["posted_tx"], row["posted_write"]) == (5, 1, 0)


def test_a_list_that_is_withdrawn_and_posted_again_counts_from_the_second_posting() -> None:
    change = changes_of(block(5, [a_list()], [delete("list", *LIST)], [a_list()]))[PostedList]
    (row,) = change.rows.values()
    assert row["posted_tx"] == 2
    assert list(change.deleted.values()) == [{"cycle": 12, "breed": "Lobster", "side": "demand", "list_id": "C-B1A2.1"}]


def test_a_key_that_is_written_and_deleted_is_gone() -> None:
    change = changes_of(block(5, [a_list()], [delete("list", *LIST)]))[PostedList]
    assert change.rows == {}
    assert len(change.deleted) == 1


def test_invalid_transactions_change_nothing() -> None:
    assert changes_of(block(5, "MVCC_READ_CONFLICT", "DUPLICATE_TXID")) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        LedgerWrite("credit", ("C-B1A2",), {"v": 2, "company_id": "C-B1A2", "tenths": 1, "entries": 1}),
        LedgerWrite("credit", ("C-B1A2",), {"company_id": "C-B1A2", "tenths": 1, "entries": 1}),
        write("credit", "C-B1A2", company_id="C-B1A2", tenths=1),
        write("credit", "C-B1A2", company_id="C-B1A2", tenths=1, entries=1, more=1),
        write("credit", "C-B1A2", company_id="C-OTHER", tenths=1, entries=1),
    ],
    ids=["later version", "no version", "field missing", "field unknown", "contradicts its key"],
)
def test_a_value_of_another_form_is_refused_by_name(wrong: LedgerWrite) -> None:
    with pytest.raises(ProjectionValue, match="PROJECTION_VALUE: the ledger's credit C-B1A2"):
        changes_of(block(1, [wrong]))


def test_a_company_of_two_transactions_in_one_block_has_one_row() -> None:
    first = write("credit", "C-B1A2", company_id="C-B1A2", tenths=30, entries=1)
    second = write("credit", "C-B1A2", company_id="C-B1A2", tenths=31, entries=2)
    assert [row["tenths"] for row in changes_of(block(1, [first], [second]))[Credit].rows.values()] == [31]
