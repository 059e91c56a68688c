"""From the writes of a block to rows of the view: pure, no database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gateway.ledger.port import LedgerBlock, LedgerWrite
from gateway.projection.errors import ProjectionValue
from gateway.projection.keys import KINDS, Kind
from gateway.projection.models import OtherWrite, PostedList, ProjectionBase

VALUE_VERSION = 1
Row = dict[str, Any]
Key = tuple[Any, ...]

# Set by the first write of a list and kept by later ones.
POSTED = ("posted_block", "posted_tx", "posted_write")


@dataclass(slots=True)
class TableChange:
    """What a block does to a table: first remove the rows `deleted` (by key), then insert or update `rows`."""

    deleted: dict[Key, Row] = field(default_factory=dict)
    rows: dict[Key, Row] = field(default_factory=dict)


def changes_of(block: LedgerBlock) -> dict[type[ProjectionBase], TableChange]:
    """All changes of a block, its valid transactions' writes folded in their order: the last write of a key wins.

    A key that is deleted and written again in one block is in `deleted` and in `rows`: a list that was withdrawn and
    posted again counts from the second posting.
    """
    changes: dict[type[ProjectionBase], TableChange] = {}
    for write, position in _valid_writes(block):
        model, key, row = _locate(write)
        change = changes.setdefault(model, TableChange())
        identity = tuple(key.values())
        if row is None:
            change.rows.pop(identity, None)
            change.deleted[identity] = key
            continue
        if model is PostedList:
            before = change.rows.get(identity)
            row.update({name: before[name] for name in POSTED} if before else zip(POSTED, position, strict=True))
        change.rows[identity] = row
    return changes


def _valid_writes(block: LedgerBlock) -> Iterator[tuple[LedgerWrite, tuple[int, int, int]]]:
    for transaction in block.transactions:
        if transaction.valid:
            for index, write in enumerate(transaction.writes):
                yield write, (block.number, transaction.index, index)


def _locate(write: LedgerWrite) -> tuple[type[ProjectionBase], Row, Row | None]:
    """The table, the primary key in the table's order, and the row (None: deleted)."""
    kind = KINDS.get(write.object_type)
    key = kind.key(write.attributes) if kind is not None else None
    if kind is None or key is None:
        other = {"object_type": write.object_type, "attributes": write.attributes}
        return OtherWrite, other, None if write.value is None else {**other, "value": write.value}
    return kind.model, key, None if write.value is None else _row(kind, key, write)


def _row(kind: Kind, key: Row, write: LedgerWrite) -> Row:
    value = dict(write.value or {})
    version = value.pop("v", None)
    columns = _columns(kind.model)
    row = {**value, **key}
    # What the key says beside the value wins; the two must agree. A row that has all of the value's pairs does.
    if version != VALUE_VERSION or row.keys() != columns or not value.items() <= row.items():
        raise ProjectionValue(
            "PROJECTION_VALUE",
            f"the ledger's {write.object_type} {'/'.join(write.attributes)} (v {version}) has fields "
            f"{sorted(set(row) ^ columns) or 'that contradict its key'}, or a version, that this gateway doesn't read: "
            "install the gateway that belongs to the chaincode, then run `shoal projection rebuild`",
        )
    return row


@cache
def _columns(model: type[ProjectionBase]) -> frozenset[str]:
    """Those that the ledger fills."""
    return frozenset(column.key for column in model.__mapper__.columns) - set(POSTED)
