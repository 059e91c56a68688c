"""Statements and texts in memory. They are plain: making two mapped objects took a sixth of taking an evaluation."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from gateway.statements.canonical import Kind


@dataclass
class Stated:
    """A row of `gateway.records.models.Statement`, which tells of its columns."""

    id: str
    kind: Kind
    match_id: str
    company_id: str
    side: str
    key_id: str
    expiry_cycle: int
    signature: str
    cycle: int
    created_at: datetime
    state: str = "collected"
    accept: bool | None = None
    label: str | None = None
    text_digest: str | None = None
    model_digest: str | None = None
    problem: dict[str, Any] | None = None

    @classmethod
    def of(cls, row: Any) -> "Stated":
        """A row as it was read."""
        return cls(**{name: getattr(row, name) for name in _COLUMNS})


@dataclass
class Text:
    """A row of `gateway.records.models.EvaluationText`; its number comes when it is kept."""

    match_id: str
    company_id: str
    text: str
    salt: bytes
    judgement: dict[str, Any]
    bands_version: str
    number: int | None = None


_COLUMNS = tuple(field.name for field in fields(Stated))
