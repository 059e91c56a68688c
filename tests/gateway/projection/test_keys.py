"""The layout of the ledger's keys and values, held against its specification."""

import re

import pytest
from sqlalchemy import inspect

from gateway.ledger.keys import join_key, split_key
from gateway.projection.apply import POSTED
from gateway.projection.keys import KINDS
from shoal.home import checkout

from .values import INDEXES, TABLES


def specified() -> dict[str, list[str]]:
    """Fields by kind, from the table of the specification's section State."""
    text = (checkout() / "chaincode" / "README.md").read_text()
    state = text[text.index("## State") : text.index("## Transactions")]
    rows = re.findall(r"^\| `([a-z.]+)` \| [^|]* \| (`v, [^`]*`|as `param`)", state, re.MULTILINE)
    values = dict(rows)
    values["param.proposal"] = values["param"]
    return {kind: _fields(value.strip("`")) for kind, value in values.items()}


def _fields(value: str) -> list[str]:
    flat = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", value)
    return [name for name in flat.split(", ") if name != "v"]


def test_the_examples_are_all_kinds_of_the_specification_with_its_fields() -> None:
    examples = {kind: list(value) for kind, (_, value) in {**TABLES, **INDEXES}.items()}
    assert examples == specified()


def test_every_kind_with_columns_of_its_own_has_a_table() -> None:
    assert set(KINDS) == set(TABLES)


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_has_exactly_the_columns_of_key_and_value(kind: str) -> None:
    attributes, value = TABLES[kind]
    columns = {column.key for column in inspect(KINDS[kind].model).columns}
    assert columns - set(POSTED) == {*value, *KINDS[kind].attributes}
    assert len(attributes) == len(KINDS[kind].attributes)


@pytest.mark.parametrize("kind", TABLES)
def test_the_primary_key_is_the_ledgers_key_in_its_order(kind: str) -> None:
    assert tuple(column.key for column in inspect(KINDS[kind].model).primary_key) == KINDS[kind].attributes


def test_keys_as_the_ledger_writes_them() -> None:
    assert split_key("\x00list\x0000000012\x00Lobster\x00demand\x00C-B1.1\x00") == (
        "list",
        ("00000012", "Lobster", "demand", "C-B1.1"),
    )
    assert split_key("\x00cycle.current\x00") == ("cycle.current", ())
    assert KINDS["match"].key(("00000012", "鲤鱼", "00000003")) == {"cycle": 12, "breed": "鲤鱼", "seq": 3}


@pytest.mark.parametrize("key", ["", "plain", "\x00", "\x00open", "shut\x00"])
def test_a_key_that_is_not_composite_is_kept_whole(key: str) -> None:
    assert split_key(key) == ("", (key,))


@pytest.mark.parametrize("kind", {**TABLES, **INDEXES})
def test_splitting_undoes_joining(kind: str) -> None:
    attributes, _ = {**TABLES, **INDEXES}[kind]
    assert split_key(join_key(kind, attributes)) == (kind, attributes)


@pytest.mark.parametrize("attributes", [(), ("12", "x"), ("twelve",)])
def test_attributes_of_another_form_are_no_key_of_the_kind(attributes: tuple[str, ...]) -> None:
    assert KINDS["cycle"].key(attributes) is None
