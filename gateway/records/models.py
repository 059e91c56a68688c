"""All tables of the off-chain record. Nothing in it can be rebuilt from the ledger: it must be backed up."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from gateway.db.columns import TYPES, Described, named_metadata, new_id, now


class RecordsBase(Described, DeclarativeBase):
    """Base of the tables of the off-chain record."""

    metadata = named_metadata()
    type_annotation_map = TYPES


def _one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(word) for word in words)})", name=column)


class Account(RecordsBase):
    """Who may log in. `login` is stored folded (`company.login` of the service decides how)."""

    __tablename__ = "accounts"
    __table_args__ = (_one_of("role", "company", "operator", "supervisor"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    company_id: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Session(RecordsBase):
    """A bearer token that was given out; only its digest is kept."""

    __tablename__ = "sessions"

    token_digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Wallet(RecordsBase):
    """A ledger identity; `owner` is a company_id or a role. The private key is encrypted."""

    __tablename__ = "wallets"

    owner: Mapped[str] = mapped_column(primary_key=True)
    msp_id: Mapped[str]
    certificate_pem: Mapped[bytes]
    encrypted_key: Mapped[bytes]
    key_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class OperationRow(RecordsBase):
    """A ledger write that somebody asked for; `gateway.operations` is its only writer."""

    __tablename__ = "operations"
    __table_args__ = (_one_of("state", "pending", "committed", "failed"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    ledger_transaction_id: Mapped[str | None]
    block: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    problem: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class OutboxRow(RecordsBase):
    """A signed envelope, stored before it is sent; `gateway.ledger.outbox` is its only writer.

    `sent`: its outcome is open. `committed`: it is in a block, `code` says whether valid. `dropped`: it will never be.
    """

    __tablename__ = "outbox"
    __table_args__ = (_one_of("state", "sent", "committed", "dropped"),)

    transaction_id: Mapped[str] = mapped_column(primary_key=True)
    function: Mapped[str]
    msp_id: Mapped[str]
    envelope: Mapped[bytes]
    state: Mapped[str] = mapped_column(index=True)
    code: Mapped[str | None]
    block: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class OutboxOperation(RecordsBase):
    """Which operations an envelope is for: one, or several whose lists were posted together; none for our own work."""

    __tablename__ = "outbox_operations"
    __table_args__ = ({"sqlite_with_rowid": False},)

    operation_id: Mapped[str] = mapped_column(primary_key=True)
    transaction_id: Mapped[str] = mapped_column(primary_key=True)


class Statement(RecordsBase):
    """A statement that a company signed, on its way to the ledger.

    `side` is the side of who states, but an appeal's is that of the evaluation it is about, and its `text_digest` that
    of its reason.
    """

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("kind", "match_id", "side"),
        Index(None, "state", "kind", "cycle"),
        _one_of("kind", "decision", "evaluation", "appeal"),
        _one_of("side", "buyer", "seller"),
        _one_of("state", "collected", "written", "refused"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    match_id: Mapped[str]
    company_id: Mapped[str] = mapped_column(index=True)
    side: Mapped[str]
    accept: Mapped[bool | None]
    label: Mapped[str | None]
    text_digest: Mapped[str | None]
    model_digest: Mapped[str | None]
    key_id: Mapped[str]
    expiry_cycle: Mapped[int]
    signature: Mapped[str]
    state: Mapped[str] = mapped_column(default="collected")
    problem: Mapped[dict[str, Any] | None]
    cycle: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class EvaluationText(RecordsBase):
    """The words of an evaluation; the ledger holds their salted digest. `judgement` is what the classifier answered.

    `number` is the text's short name in the index of alike texts.
    """

    __tablename__ = "texts"

    match_id: Mapped[str] = mapped_column(primary_key=True)
    company_id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    salt: Mapped[bytes]
    judgement: Mapped[dict[str, Any]]
    bands_version: Mapped[str | None] = mapped_column(index=True)
    number: Mapped[int] = mapped_column(index=True, unique=True)


class TextBand(RecordsBase):
    """Where a text stands in the index of alike texts (gateway.statements.text_index): a band of its company, and its
    number. `bands_version` of the text says by which rules; the index can be made anew from the texts.
    """

    __tablename__ = "text_bands"
    __table_args__ = ({"sqlite_with_rowid": False},)  # rows are their key: kept once, not a second time in an index

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AppealText(RecordsBase):
    """The reason of an appeal or the grounds of its decision, by the salted digest that the ledger holds."""

    __tablename__ = "appeal_texts"

    digest: Mapped[str] = mapped_column(primary_key=True)
    appeal_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    salt: Mapped[bytes]


class IdempotencyKey(RecordsBase):
    """A request that carried `Idempotency-Key`, and what was answered (None: still at work)."""

    __tablename__ = "idempotency"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]  # method and path
    body_digest: Mapped[str]
    status: Mapped[int | None]
    response: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class Job(RecordsBase):
    """A long piece of work that can be watched: the advance of a cycle. `timings`: seconds by stage."""

    __tablename__ = "jobs"
    __table_args__ = (_one_of("state", "running", "done", "failed"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    cycle: Mapped[int] = mapped_column(index=True)
    target_state: Mapped[str]
    state: Mapped[str] = mapped_column(default="running", index=True)
    stage: Mapped[str | None]
    problem: Mapped[dict[str, Any] | None]
    timings: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Evidence(RecordsBase):
    """What a breed was matched by in a round of a cycle, kept so that every decision can be explained later.

    `digest` is the scheme's on the ledger: a scheme that was worked out and never got there does no harm.
    `ratings` are the companies' ratings as frozen (0 = A … 4 = E), `barred` the pairs of lists that the first round had
    without success (`{demand_id, supply_id}`), `certificate` the prices of lists by step (gateway.cycles.evidence).
    """

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("round IN (1, 2)", name="round"),)

    cycle: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    breed: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(primary_key=True)
    param_version: Mapped[int]
    ratings: Mapped[dict[str, int]]
    barred: Mapped[list[dict[str, Any]]]
    solver: Mapped[str]
    seed: Mapped[int]
    certificate: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
